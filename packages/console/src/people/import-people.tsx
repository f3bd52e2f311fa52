import { Button, Modal } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { FileProblem, PersonInfo } from '../http/people-contract.ts'
import { type Problem, problemFrom, RequestProblem, problemOf } from '../http/request-problem.ts'
import { apiUrl, readJson, solutionPath } from '../http/request.ts'

type Added = readonly Readonly<{ person: PersonInfo; password: string }>[]
type Outcome = Readonly<{ added?: Added; problems?: readonly FileProblem[]; problem?: Problem }>

/** Adds the people of a CSV file; their first passwords are shown once, mistakes with their lines. */
export function ImportPeople({ solution, onDone }: Readonly<{ solution: string; onDone: () => void }>): ReactNode {
  const { language, write } = useTexts()
  const input = useRef<HTMLInputElement>(null)
  const [outcome, setOutcome] = useState<Outcome>()
  const [busy, setBusy] = useState(false)
  const send = async (file: File): Promise<void> => {
    setBusy(true)
    const form = new FormData()
    form.append('file', file, file.name)
    try {
      const init = { method: 'POST', headers: { 'Accept-Language': language }, body: form }
      const response = await fetch(apiUrl(solutionPath(solution, 'people', 'import')), init)
      const body = readJson(await response.text()) as Outcome | undefined
      if (body?.added === undefined && body?.problems === undefined) throw new RequestProblem(problemFrom(response.status, body))
      setOutcome(body)
      onDone()
    } catch (error) {
      setOutcome({ problem: problemOf(error) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button loading={busy} onClick={() => input.current?.click()} title={write('importHint')}>
        {write('importPeople')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        hidden
        data-testid="people-file"
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file !== undefined) void send(file)
          target.value = ''
        }}
      />
      {outcome !== undefined && <ImportOutcome outcome={outcome} onClose={() => setOutcome(undefined)} />}
    </>
  )
}

/** Who was added, each with the first password; or what is wrong with the file. */
function ImportOutcome({ outcome, onClose }: Readonly<{ outcome: Outcome; onClose: () => void }>): ReactNode {
  const { write } = useTexts()
  return (
    <Modal open title={write('importPeople')} footer={null} onCancel={onClose}>
      <InlineProblem problem={outcome.problem} />
      {outcome.added !== undefined && (
        <>
          <p className="alert alert-warn">{write('importOnce', { count: outcome.added.length })}</p>
          <ul className="import-lines">
            {outcome.added.map(({ person, password }) => (
              <li key={person.id}>
                {person.name} {person.login} <code className="secret">{password}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      {outcome.problems !== undefined && (
        <>
          <p className="alert alert-bad">{write('importNobody')}</p>
          <ul className="import-lines">
            {outcome.problems.map(({ line, column, message, remedy }) => (
              <li key={`${line} ${column} ${message}`}>
                <strong>{write('importLine', { line, column })}</strong> {message} {remedy}
              </li>
            ))}
          </ul>
        </>
      )}
    </Modal>
  )
}
