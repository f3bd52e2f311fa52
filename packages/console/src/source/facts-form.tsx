import { Button, Input } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { openSource } from '../frame/location.ts'
import { NamedSelect } from '../frame/named-select.tsx'
import { describeProblem } from '../frame/problem-view.tsx'
import { useStore } from '../frame/store.ts'
import { Tag } from '../frame/tag.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { DocumentReport } from '../http/contract.ts'
import { deleteAt, putJson, solutionPath } from '../http/request.ts'
import { factNames, factWords } from '../knowledge/fact-words.ts'
import { sessions } from '../sign-in/session.ts'
import { changedFacts, type EditableFact, type EditedFacts, editedFacts, levels } from './edited-facts.ts'

type Props = Readonly<{ solution: string; report: DocumentReport; onSaved: () => void }>

/** What was found about a document, to be confirmed or put right by a person, and who may read it. */
export function FactsForm({ solution, report, onSaved }: Props): ReactNode {
  const { language, write } = useTexts()
  const { id, facts } = report.document
  const found = editedFacts(facts)
  const [edited, setEdited] = useState(found)
  // Whoever is signed in confirms in their own name; the server sees to that.
  const own = useStore(sessions)[solution]?.person?.name
  const [by, setBy] = useState(own ?? facts.confirmed?.by ?? '')
  const path = solutionPath(solution, 'documents', id, 'facts')
  const { attempt, problem } = useAttempt(onSaved)
  return (
    <section className="report-section facts" data-testid="facts">
      <h3>{write('factsTitle')}</h3>
      <p className="facts-hint">
        {facts.confirmed === undefined
          ? write('factsHint')
          : write('factsConfirmed', { by: facts.confirmed.by, day: new Date(facts.confirmed.at).toISOString().slice(0, 10) })}
      </p>
      <FactsGrid report={report} edited={edited} onEdit={setEdited} />
      <div className="facts-actions">
        {own === undefined && (
          <Input
            value={by}
            maxLength={60}
            placeholder={write('factsBy')}
            aria-label={write('factsBy')}
            data-testid="facts-by"
            onChange={(event) => setBy(event.target.value)}
          />
        )}
        <Button
          type="primary"
          disabled={by.trim() === ''}
          data-testid="facts-confirm"
          onClick={() => attempt(() => putJson(path, { by, facts: changedFacts(found, edited) }, { language }))}
        >
          {write('factsConfirm')}
        </Button>
        {facts.confirmed !== undefined && (
          <Button onClick={() => attempt(() => deleteAt(path, { language }))}>{write('factsUndo')}</Button>
        )}
      </div>
      <AccessForm solution={solution} report={report} onAttempt={attempt} />
      {problem !== undefined && (
        <p className="inline-problem" role="alert">
          {describeProblem(problem, write).detail}
        </p>
      )}
    </section>
  )
}

type GridProps = Readonly<{ report: DocumentReport; edited: EditedFacts; onEdit: (edited: EditedFacts) => void }>

function FactsGrid({ report: { document, evidence }, edited, onEdit }: GridProps): ReactNode {
  const unsure = new Set<string>(document.facts.unsure)
  return (
    <div className="facts-grid">
      {factNames.map((fact) => (
        <Fact
          key={fact}
          fact={fact}
          value={edited[fact]}
          unsure={unsure.has(fact)}
          place={evidence.find((one) => one.fact === fact)}
          documentId={document.id}
          onChange={(value) => onEdit({ ...edited, [fact]: value })}
        />
      ))}
    </div>
  )
}

type AccessProps = Readonly<{ solution: string; report: DocumentReport; onAttempt: (act: () => Promise<unknown>) => void }>

function AccessForm({ solution, report: { document }, onAttempt }: AccessProps): ReactNode {
  const { language, write } = useTexts()
  const [labels, setLabels] = useState((document.facts.access ?? []).join('；'))
  const path = solutionPath(solution, 'documents', document.id, 'access')
  return (
    <div className="facts-actions">
      <Input
        value={labels}
        placeholder={write('factAccessHint')}
        aria-label={write('factAccess')}
        onChange={(event) => setLabels(event.target.value)}
      />
      <Button onClick={() => onAttempt(() => putJson(path, { labels: listOf(labels) }, { language }))}>
        {write('factAccessSave')}
      </Button>
    </div>
  )
}

type FactProps = Readonly<{
  fact: EditableFact
  value: string
  unsure: boolean
  place: Readonly<{ start: number; end: number }> | undefined
  documentId: string
  onChange: (value: string) => void
}>

function Fact({ fact, value, unsure, place, documentId, onChange }: FactProps): ReactNode {
  const { write } = useTexts()
  const id = useId()
  const name = factWords(fact, write)
  return (
    <div className={unsure ? 'fact fact-unsure' : 'fact'}>
      <span className="fact-name">
        <label htmlFor={id}>{name}</label>
        {unsure && <Tag tone="warn">{write('factUnsure')}</Tag>}
        {place !== undefined && (
          <button
            type="button"
            className="fact-place"
            aria-label={`${name}: ${write('factsWhere')}`}
            onClick={() => openSource({ documentId, start: place.start, end: place.end })}
          >
            {write('factsWhere')}
          </button>
        )}
      </span>
      {fact === 'level' ? (
        <NamedSelect
          id={id}
          value={value}
          onChange={onChange}
          options={[{ value: '', label: '–' }, ...levels.map(({ level, key }) => ({ value: level, label: write(key) }))]}
        />
      ) : (
        <Input
          id={id}
          value={value}
          {...(dayFacts.has(fact) ? { placeholder: 'YYYY-MM-DD', inputMode: 'numeric' } : {})}
          data-testid={`fact-${fact}`}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </div>
  )
}

const dayFacts: ReadonlySet<string> = new Set(['written', 'issued', 'effective', 'ends'])

function listOf(text: string): readonly string[] {
  return text
    .split(/[;；]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
