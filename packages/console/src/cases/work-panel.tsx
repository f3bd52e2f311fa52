import { Button, Input, Radio } from 'antd'
import { type ReactNode, useState } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { Labelled } from '../frame/labelled.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseField, CaseInfo, CaseState, CaseType } from '../http/case-contract.ts'
import type { Problem } from '../http/request-problem.ts'
import type { Write } from '../texts.ts'
import { CaseForm, shownValue } from './case-form.tsx'
import { type Deed, deedsOf } from './deeds.ts'
import type { Draft } from './drafts.ts'
import type { ValuePlace } from './field-value.tsx'
import { changedValues, missingPlaces } from './form-values.ts'
import { MissingNote } from './missing-note.tsx'
import { decisionsOf, openProposals, withoutTaken } from './proposals.ts'
import { SignDialog } from './sign-dialog.tsx'
import type { OpenCase } from './use-case.ts'

type Props = Readonly<{
  info: CaseInfo
  type: CaseType
  state: CaseState | undefined
  open: OpenCase
  draft: Draft
  onDraft: (part: Partial<Draft>) => void
  onDone: () => void
  place: ValuePlace
}>

/** What the reader is to do now: choose what, fill in the form, say something, sign. */
export function WorkPanel(props: Props): ReactNode {
  const { info, type, state, draft, onDraft } = props
  const { language, write } = useTexts()
  const deeds = deedsOf(info, state)
  const deed = deeds.find(({ key }) => key === draft.action) ?? deeds[0]
  if (deed === undefined) return null
  const titleOf = (one: Deed): string => deedTitle(one, type, language, write)
  return (
    <section className="panel work" aria-label={write('workTitle')} data-testid="work">
      <h2 className="section-title">{write('workTitle')}</h2>
      {deeds.length > 1 && (
        <Radio.Group
          aria-label={write('workChoose')}
          className="work-choice"
          value={deed.key}
          onChange={({ target }) => onDraft({ action: target.value as string })}
          options={deeds.map((one) => ({ value: one.key, label: <span data-testid={`deed-${one.key}`}>{titleOf(one)}</span> }))}
        />
      )}
      <DeedForm {...props} deed={deed} title={titleOf(deed)} />
    </section>
  )
}

type DeedProps = Props & Readonly<{ deed: Deed; title: string }>

function DeedForm({ info, type, open, draft, onDraft, onDone, place, deed, title }: DeedProps): ReactNode {
  const { write } = useTexts()
  const [tried, setTried] = useState(false)
  // What was shown when the dialog was opened: a signature is for that and nothing else.
  const [shownThen, setShownThen] = useState<string>()
  const signing = shownThen === info.shown
  const { attempt, busy, problem } = useAttempt(() => {
    setShownThen(undefined)
    setTried(false)
    onDone()
  })
  const { form, proposals, changed, missing, lacksComment, bodyWith } = filledForm(info, type, deed, draft)
  const send = (password: string | undefined): void => attempt(() => open.decide(deed.at, bodyWith(password)))
  const go = (): void => {
    setTried(true)
    if (missing.length > 0 || lacksComment) return
    if (deed.sign === 'password' || deed.at[0] === 'signature') setShownThen(info.shown)
    else send(undefined)
  }
  const errorAt = (at: string): string | undefined =>
    tried && missing.includes(at) ? write('fieldMissing') : problem?.fields?.find(({ field }) => field === at)?.message
  return (
    <>
      <CaseForm {...{ info, form, proposals, draft, onDraft, place, errorAt }} onFiles={open.reload} />
      <CommentInput {...{ deed, draft, onDraft }} error={tried && lacksComment ? write('commentMissing') : undefined} />
      {!signing && <InlineProblem problem={problem} />}
      <FieldProblems problem={problem} form={form} />
      <p className="work-send">
        <Button type="primary" danger={deed.danger} loading={busy && !signing} onClick={go} data-testid="decide">
          {title}
        </Button>
        <MissingNote count={tried ? missing.length : 0} />
      </p>
      {signing && (
        <SignDialog
          {...{ info, deed, title, changed, place, busy, problem }}
          comment={deed.comment === 'never' ? '' : draft.comment}
          fields={type.fields}
          onSign={send}
          onCancel={() => setShownThen(undefined)}
        />
      )}
    </>
  )
}

/** What a draft comes to: the form's fields, what is missing, and what is sent. */
function filledForm(info: CaseInfo, type: CaseType, deed: Deed, draft: Draft) {
  const form = deed.form.flatMap((key) => type.fields.find((field) => field.key === key) ?? [])
  const proposals = openProposals(info.proposals).filter(({ field }) => deed.form.includes(field))
  const shown = Object.fromEntries(form.map(({ key }) => [key, shownValue(key, draft, proposals, info) ?? null]))
  const decisions = decisionsOf(proposals, draft.choices, draft.values)
  const changed = changedValues(form, shown, info.fields)
  const comment = deed.comment === 'never' ? '' : draft.comment.trim()
  return {
    ...{ form, proposals, changed },
    missing: missingPlaces(form, shown),
    lacksComment: deed.comment === 'required' && comment === '',
    bodyWith: (password: string | undefined) => ({
      ...deed.body,
      values: withoutTaken(changed, decisions),
      ...(decisions.length === 0 ? {} : { proposals: decisions }),
      ...(comment === '' ? {} : { comment }),
      ...(password === undefined ? {} : { password }),
    }),
  }
}

type CommentProps = Pick<DeedProps, 'deed' | 'draft' | 'onDraft'> & Readonly<{ error: string | undefined }>

function CommentInput({ deed, draft, onDraft, error }: CommentProps): ReactNode {
  const { write } = useTexts()
  if (deed.comment === 'never') return null
  return (
    <Labelled label={write('comment')} required={deed.comment === 'required'} error={error}>
      {(ties) => (
        <Input.TextArea
          {...ties}
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={4000}
          value={draft.comment}
          data-testid="decision-comment"
          onChange={({ target }) => onDraft({ comment: target.value })}
        />
      )}
    </Labelled>
  )
}

function deedTitle({ title, body }: Deed, type: CaseType, language: 'zh' | 'en', write: Write): string {
  if (typeof title !== 'string') return title[language]
  if (title !== 'returnTo') return write(title as 'approve')
  return write('returnTo', { state: type.states.find(({ key }) => key === body['to'])?.title[language] ?? body['to'] ?? '' })
}

/** What is wrong with fields that stand in no input of the form. */
function FieldProblems({ problem, form }: Readonly<{ problem: Problem | undefined; form: readonly CaseField[] }>): ReactNode {
  const elsewhere = (problem?.fields ?? []).filter(
    ({ field }) => !form.some(({ key }) => field === key || field.startsWith(`${key}.`)),
  )
  if (elsewhere.length === 0) return null
  return (
    <ul className="inline-problem">
      {elsewhere.map(({ field, message }) => (
        <li key={field}>
          {field}: {message}
        </li>
      ))}
    </ul>
  )
}
