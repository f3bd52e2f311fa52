import { setTimeout as nap } from 'node:timers/promises'
import {
  canonicalHash,
  type Asking,
  type CaseDefinition,
  type CaseView,
  type FieldValues,
  type JsonValue,
  type People,
  type ProposalDecision,
} from '@kaiwu/cases'
import { KaiwuError, type Clock } from '@kaiwu/core'
import type { CaseDesk, CaseWork } from '../open-case-work.ts'
import { sampleText, sampleValue, type SampleStep, type SampleWalk } from './sample-walks.ts'

/** A sample case that was played. */
export type PlayedCase = Readonly<{ id: string; no: string; initiator: Asking }>

/** How samples are played. */
export type PlayOptions = Readonly<{
  clock: Clock
  signal?: AbortSignal
  /** How long a case may take to go on by itself after a step; default 60 s. */
  waitMs?: number
}>

// What is written down of who did it, so that nobody takes a sample for somebody's work.
const requestId = 'sample'

/**
 * Plays the steps of a walk in the names of the solution's people, who must be there, on cases that are at work (`work.start`). What is
 * proposed is accepted where it is what the walk puts in, edited where it is not, and rejected where the walk leaves the field alone.
 * @throws SAMPLE_ASTRAY when a step is refused, or its case comes to another state
 * @example
 * const { walks } = await readSampleWalks(openSolutionFolder('templates/government'))
 * for (const walk of walks) await playSample(solution.work, walk, { clock: systemClock() })
 */
export async function playSample(
  { people, desk }: CaseWork,
  walk: SampleWalk,
  options: PlayOptions,
): Promise<ReadonlyMap<string, PlayedCase>> {
  const played = new Map<string, PlayedCase>()
  if (!desk) return played
  for (const [at, step] of walk.steps.entries()) {
    options.signal?.throwIfAborted()
    try {
      const asking = await askingOf(people, step.by)
      if (step.start === undefined) await decide(desk, { people, played, step, asking, key: `${walk.walk} ${at}` }, options)
      else {
        const { record } = await desk.cases.start(asking, { caseType: step.start })
        played.set(step.case, { id: record.id, no: record.no, initiator: asking })
      }
      await arrived(desk, playedAs(played, step.case), step.state, options)
    } catch (error) {
      if (!KaiwuError.is(error) || error.code === 'SAMPLE_ASTRAY') throw error
      throw astray(`${walk.walk} ${at + 1}`, step, error)
    }
  }
  return played
}

function astray(at: string, { by, start, act, sign }: SampleStep, error: KaiwuError): KaiwuError {
  const what = `${by} ${start ?? act ?? sign ?? ''}`
  return new KaiwuError('SAMPLE_ASTRAY', { at, what, zh: error.text('zh'), en: error.text('en') }, { cause: error })
}

function playedAs(played: ReadonlyMap<string, PlayedCase>, name: string): PlayedCase {
  const found = played.get(name)
  if (!found) throw new KaiwuError('CASE_NOT_FOUND', { id: name })
  return found
}

/** @throws PERSON_NOT_FOUND */
async function askingOf(people: People, login: string): Promise<Asking> {
  const person = await people.lookup.personByLogin(login)
  if (!person) throw new KaiwuError('PERSON_NOT_FOUND', { person: login })
  return { subject: await people.subjectOfPerson(person.id), requestId }
}

type Deed = Readonly<{ people: People; played: ReadonlyMap<string, PlayedCase>; step: SampleStep; asking: Asking; key: string }>

/** Takes an action or signs, with what the step puts into the form. */
async function decide(desk: CaseDesk, { people, played, step, asking, key }: Deed, { clock }: PlayOptions): Promise<void> {
  const { id } = playedAs(played, step.case)
  const { cases } = desk
  // Whoever plays all the parts has seen it; that is not worth a line of the log for each.
  const view = await cases.read(asking, id, () => true)
  const definition = cases.types.find((type) => type.key === view.record.caseType)!
  const textOf = (text: string): string => sampleText(text, clock.now(), (name) => playedAs(played, name).no)
  const values: Record<string, JsonValue> = {}
  for (const [field, value] of Object.entries(step.values))
    values[field] = await known(people, definition, field, rowsFilled(sampleValue(value, textOf), view.record.fields[field]))
  const { form = [], sign = 'click' } = askedFor(view, definition, step) ?? {}
  const { proposals, rest } = decided(view, form, values)
  const said = {
    values: rest,
    proposals,
    ...(step.comment === undefined ? {} : { comment: step.comment }),
    sign,
    shown: view.shown,
    decisionId: `${requestId} ${id} ${key}`,
  } as const
  if (step.act !== undefined) await cases.act(asking, id, { action: step.act, ...said })
  else
    await cases.sign(asking, id, { decision: step.sign ?? 'approve', ...(step.to === undefined ? {} : { to: step.to }), ...said })
}

/** What the step's action or approval asks for. */
function askedFor(
  { record, actions }: CaseView,
  { states }: CaseDefinition,
  { act }: SampleStep,
): Readonly<{ form: readonly string[]; sign: 'click' | 'password' }> | undefined {
  return act === undefined ? states.get(record.state)?.approval : actions.find(({ key }) => key === act)
}

/** `{ each: … }` fills the rows that are there. */
function rowsFilled(value: JsonValue, rows: JsonValue | undefined): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { each } = value as Readonly<Record<string, JsonValue>>
  return ((rows ?? []) as FieldValues[]).map((row) => ({ ...row, ...(each as FieldValues) }))
}

/** People by their login and departments by their key, as cases hold them. */
async function known({ lookup }: People, definition: CaseDefinition, field: string, value: JsonValue): Promise<JsonValue> {
  const type = definition.fields.get(field)?.type
  if (typeof value !== 'string') return value
  if (type === 'person') return (await lookup.personByLogin(value))?.id ?? value
  return type === 'department' ? ((await lookup.departmentByKey(value))?.id ?? value) : value
}

/** What becomes of what is proposed for the fields of a form, and the values that no proposal is taken for. */
function decided(
  { record }: CaseView,
  form: readonly string[],
  values: FieldValues,
): Readonly<{ proposals: readonly ProposalDecision[]; rest: FieldValues }> {
  const open = record.proposals.flatMap(({ id, values: proposed, decided: done }) =>
    Object.entries(proposed).flatMap(([field, value]) =>
      form.includes(field) && done[field] === undefined ? [{ id, field, value }] : [],
    ),
  )
  const rest = { ...values }
  const proposals = open.toReversed().map(({ id, field, value }): ProposalDecision => {
    const wanted = rest[field]
    if (wanted === undefined) return { id, field, decision: 'rejected' }
    delete rest[field]
    return canonicalHash({ value: wanted }) === canonicalHash({ value })
      ? { id, field, decision: 'accepted' }
      : { id, field, decision: 'edited', value: wanted }
  })
  return { proposals, rest }
}

/** Waits until a case has done by itself what follows. @throws SAMPLE_ASTRAY when it comes to another state than it should */
async function arrived(
  { cases }: CaseDesk,
  { id, no, initiator }: PlayedCase,
  state: string | undefined,
  { clock, signal, waitMs = 60_000 }: PlayOptions,
): Promise<void> {
  const until = clock.now() + waitMs
  for (;;) {
    const { record, further } = await cases.read(initiator, id, () => true)
    const stuck = record.failure?.reason ?? record.exception?.what
    if (!further.working || stuck !== undefined || clock.now() > until) {
      if (stuck === undefined && (state === undefined || record.state === state)) return
      const [came, wanted] = [record.state, state ?? '']
      const why = { zh: `到了“${came}”，应为“${wanted}”`, en: `it came to "${came}" in place of "${wanted}"` }
      const told = stuck === undefined ? why : typeof stuck === 'string' ? { zh: stuck, en: stuck } : stuck
      throw new KaiwuError('SAMPLE_ASTRAY', { at: no, what: state ?? '', ...told })
    }
    await nap(25, undefined, signal ? { signal } : {})
  }
}
