import { DeleteOutlined, UploadOutlined } from '@ant-design/icons'
import { Button, Progress } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { labelOf, type Ties } from '../frame/labelled.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseField, Value } from '../http/case-contract.ts'
import { attachFile } from '../http/case-requests.ts'
import { type Problem, problemOf } from '../http/request-problem.ts'
import { deleteAt, solutionPath } from '../http/request.ts'
import { FileLink, filesOf, type ValuePlace } from './field-value.tsx'

type Props = Readonly<{ field: CaseField; value: Value | undefined; place: ValuePlace; ties: Ties; onChanged: () => void }>

/** The files of a field: sent as soon as they are chosen, with their progress, and taken out again. */
export function FilesInput({ field, value, place, ties, onChanged }: Props): ReactNode {
  const { language, write } = useTexts()
  const [sending, setSending] = useState<Readonly<{ name: string; share: number }>>()
  const [problem, setProblem] = useState<Problem>()
  const run = async (act: () => Promise<void>): Promise<void> => {
    setProblem(undefined)
    try {
      await act()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setSending(undefined)
      onChanged()
    }
  }
  const add = (files: readonly File[]): void =>
    void run(async () => {
      for (const file of files) {
        const onProgress = (share: number): void => setSending({ name: file.name, share })
        onProgress(0)
        await attachFile(place.solution, { id: place.caseId, field: field.key, file }, onProgress, { language })
      }
    })
  const remove = (sha256: string): void => {
    const path = `${solutionPath(place.solution, 'cases', place.caseId, 'files', sha256)}?field=${encodeURIComponent(field.key)}`
    void run(() => deleteAt(path, { language }))
  }
  return (
    <div className="files-input">
      <ul className="files">
        {filesOf(value).map((file) => (
          <li key={file.sha256}>
            <FileLink file={file} place={place} />
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={write('fileRemove', { name: file.name })}
              onClick={() => remove(file.sha256)}
            />
          </li>
        ))}
      </ul>
      <ChooseFiles name={field.key} ties={ties} onFiles={add} busy={sending !== undefined} />
      {sending !== undefined && (
        <div role="status">
          {sending.name}
          <Progress percent={Math.round(sending.share * 100)} size="small" aria-label={sending.name} />
        </div>
      )}
      <InlineProblem problem={problem} />
    </div>
  )
}

type ChooseProps = Readonly<{ name: string; ties: Ties; onFiles: (files: readonly File[]) => void; busy: boolean }>

/** The button that chooses files. */
export function ChooseFiles({ name, ties, onFiles, busy }: ChooseProps): ReactNode {
  const { write } = useTexts()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button
        id={ties.id}
        aria-labelledby={`${labelOf(ties.id)} ${ties.id}`}
        aria-describedby={ties['aria-describedby']}
        size="small"
        icon={<UploadOutlined />}
        loading={busy}
        onClick={() => input.current?.click()}
      >
        {write('uploadChoose')}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-testid={`files-${name}`}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          target.value = ''
        }}
      />
    </>
  )
}
