import { Button, Skeleton } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { EmptyView } from '../frame/empty-view.tsx'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { Labelled } from '../frame/labelled.tsx'
import { openCase, startCase } from '../frame/location.ts'
import { ProblemView } from '../frame/problem-view.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseAction, CaseField, CaseType, Value } from '../http/case-contract.ts'
import { attachFile, requestKey, sendCase } from '../http/case-requests.ts'
import type { SessionInfo } from '../http/people-contract.ts'
import { type Problem, problemOf } from '../http/request-problem.ts'
import { refreshWork } from '../tasks/work.ts'
import { newCaseKey, troubles, useDraft } from './drafts.ts'
import { FieldInput } from './field-input.tsx'
import { ChooseFiles } from './files-input.tsx'
import { changedValues, missingPlaces } from './form-values.ts'
import { MissingNote } from './missing-note.tsx'
import { RowsInput } from './rows-input.tsx'
import { useCaseTypes } from './use-case-types.ts'
import { usePeople } from './use-people.ts'

type Props = Readonly<{ solution: string; start: string; session: SessionInfo }>

/** Starts a case: the type is chosen, then the form that its first state asks for is filled in. */
export function StartView({ solution, start, session }: Props): ReactNode {
  const { language, write } = useTexts()
  const { types, loaded } = useCaseTypes(solution)
  if (loaded.problem !== undefined) return <ProblemView problem={loaded.problem} onRetry={loaded.reload} />
  if (loaded.value === undefined) return <Skeleton active className="page" />
  const startable = types.filter(({ mayStart }) => mayStart)
  const only = startable.length === 1 ? startable[0] : undefined
  const type = startable.find(({ key }) => key === start) ?? only
  if (type !== undefined) return <StartForm key={type.key} {...{ solution, type, session }} />
  return (
    <div className="page">
      <h1 className="page-title">{write('startTitle')}</h1>
      {startable.length === 0 && <EmptyView title={write('startNone')} hint={write('startNoneHint')} />}
      <ul className="work-list">
        {startable.map(({ key, title }) => (
          <li key={key}>
            <button type="button" className="work-item" onClick={() => startCase(key)} data-testid={`start-${key}`}>
              <strong className="work-title">{title[language]}</strong>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The actions of the first state in which somebody does something: one before it is passed through at once. */
function firstActions({ states, start }: CaseType): readonly CaseAction[] {
  const begun = states.slice(
    Math.max(
      0,
      states.findIndex(({ key }) => key === start),
    ),
  )
  return begun.find(({ actions, approval }) => actions.length > 0 || approval !== undefined)?.actions ?? []
}

/** The fields that the first actions ask for; all of them where they ask for none. */
export function startFields(type: CaseType): readonly CaseField[] {
  const asked = new Set(firstActions(type).flatMap(({ form }) => form))
  return asked.size === 0 ? type.fields : type.fields.filter(({ key }) => asked.has(key))
}

type FormProps = Readonly<{ solution: string; type: CaseType; session: SessionInfo }>

function StartForm({ solution, type, session }: FormProps): ReactNode {
  const { language, write } = useTexts()
  const people = usePeople(solution)
  const { draft, change, clear } = useDraft(newCaseKey(solution, session.person?.id ?? '', type.key))
  const [files, setFiles] = useState<Readonly<Record<string, readonly File[]>>>({})
  const [tried, setTried] = useState(false)
  const form = startFields(type)
  const shown = Object.fromEntries(form.map(({ key, rows }) => [key, draft.values[key] ?? rows ?? null]))
  const withFiles = {
    ...shown,
    ...Object.fromEntries(Object.entries(files).map(([key, held]) => [key, held.map(({ name }) => name)])),
  }
  const missing = missingPlaces(form, withFiles)
  const { start, busy, told, problem } = useStart(solution, type, clear)
  const actions = firstActions(type)
  const [action] = actions
  const direct =
    actions.length === 1 && action !== undefined && action.sign === 'click' && action.comment !== 'required' ? action : undefined
  const values = changedValues(form, shown, {})
  const errorAt = (place: string): string | undefined =>
    problem?.fields?.find(({ field }) => field === place)?.message ??
    (tried && missing.includes(place) ? write('fieldMissing') : undefined)
  return (
    <div className="page" data-testid="start">
      <h1 className="page-title">{write('startOf', { type: type.title[language] })}</h1>
      <div className="panel start-panel">
        <div className="case-form">
          {form.map((field) => (
            <StartField
              key={field.key}
              {...{ field, people, errorAt }}
              value={shown[field.key]}
              files={files[field.key] ?? []}
              onChange={(now) => change({ values: { ...draft.values, [field.key]: now } })}
              onFiles={(now) => setFiles((last) => ({ ...last, [field.key]: now }))}
            />
          ))}
        </div>
        <InlineProblem problem={problem} />
        <StartButtons
          {...{ direct, busy, told }}
          missing={tried ? missing.length : 0}
          onSend={(action) => {
            setTried(true)
            if (missing.length === 0) start(values, files, action)
          }}
          onSave={() => start(values, files)}
        />
      </div>
    </div>
  )
}

type ButtonsProps = Readonly<{
  direct: CaseAction | undefined
  busy: boolean
  told: string
  missing: number
  onSend: (action: string) => void
  onSave: () => void
}>

function StartButtons({ direct, busy, told, missing, onSend, onSave }: ButtonsProps): ReactNode {
  const { language, write } = useTexts()
  return (
    <p className="work-send">
      {direct !== undefined && (
        <Button type="primary" loading={busy} data-testid="start-send" onClick={() => onSend(direct.key)}>
          {direct.title[language]}
        </Button>
      )}
      <Button disabled={busy} type={direct === undefined ? 'primary' : 'default'} data-testid="start-save" onClick={onSave}>
        {write(direct === undefined ? 'startSend' : 'startSave')}
      </Button>
      <span role="status">{told}</span>
      <MissingNote count={missing} />
    </p>
  )
}

type StartFieldProps = Readonly<{
  field: CaseField
  value: Value | undefined
  people: ReturnType<typeof usePeople>
  files: readonly File[]
  errorAt: (place: string) => string | undefined
  onChange: (value: Value) => void
  onFiles: (files: readonly File[]) => void
}>

function StartField({ field, value, people, files, errorAt, onChange, onFiles }: StartFieldProps): ReactNode {
  const { language } = useTexts()
  const { key, title, help, required, type } = field
  return (
    <div className={type === 'rows' ? 'form-field form-field-wide' : 'form-field'}>
      <Labelled label={title[language]} required={required} error={errorAt(key)} help={help?.[language]}>
        {(ties) =>
          type === 'rows' ? (
            <RowsInput {...{ field, value, onChange, people, errorAt }} />
          ) : type === 'files' ? (
            <span className="files-input">
              {files.map(({ name }) => name).join(' ')} <ChooseFiles name={key} ties={ties} onFiles={onFiles} busy={false} />
            </span>
          ) : (
            <FieldInput {...{ field, value, onChange, people }} naming={ties} />
          )
        }
      </Labelled>
    </div>
  )
}

type Start = (fields: Readonly<Record<string, Value>>, files: Readonly<Record<string, readonly File[]>>, action?: string) => void

/**
 * Starts a case, sends its files, and takes the action: three requests. What has been done is not done again; what fails after the case
 * has begun is told on the case's own page, where it goes on.
 */
function useStart(
  solution: string,
  { key: type }: CaseType,
  onBegun: () => void,
): Readonly<{ start: Start; busy: boolean; told: string; problem?: Problem }> {
  const { language, write } = useTexts()
  const [busy, setBusy] = useState(false)
  const [told, setTold] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const running = useRef(false)
  const attempt = useRef<Readonly<{ content: string; key: string }>>(undefined)
  const run = async (...[fields, files, action]: Parameters<Start>): Promise<void> => {
    const content = JSON.stringify(fields)
    if (attempt.current?.content !== content) attempt.current = { content, key: requestKey() }
    let now = await sendCase(solution, [], { type, fields }, { key: attempt.current.key }, { language })
    const { id } = now.value
    try {
      for (const [field, held] of Object.entries(files))
        for (const file of held) {
          const onProgress = (share: number): void =>
            setTold(write('fileSending', { name: file.name, percent: Math.round(share * 100) }))
          now = await attachFile(solution, { id, field, file }, onProgress, { language })
        }
      if (action !== undefined && now.value.actions.some(({ key }) => key === action))
        now = await sendCase(solution, [id, 'actions', action], {}, { key: requestKey(), tag: now.tag }, { language })
    } catch (error) {
      troubles.set({ ...troubles.get(), [id]: problemOf(error) })
    } finally {
      onBegun()
      void refreshWork(solution, { language })
      openCase(id)
    }
  }
  const start: Start = (...given) => {
    if (running.current) return
    running.current = true
    setBusy(true)
    run(...given)
      .catch((error: unknown) => setProblem(problemOf(error)))
      .finally(() => {
        running.current = false
        setBusy(false)
      })
  }
  return { start, busy, told, ...(problem === undefined ? {} : { problem }) }
}
