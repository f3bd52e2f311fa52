/**
 * Walks a case of a template through the engine alone: no database, no model, a clock that the test sets.
 * @module
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  filesIn,
  measureOfficial,
  type CaseDefinition,
  type CaseEvent,
  type CaseRecord,
  type FieldValues,
  type Who,
} from '@kaiwu/cases'
import { contentHash, KaiwuError, parseDelimited } from '@kaiwu/core'
import { openSolutionFolder, readCaseFiles, type CaseRunWork } from '@kaiwu/solution'
import { expect } from 'vitest'
import { actionEvents, actionOf, type ActionInput } from '../packages/cases/src/engine/act-on-case.ts'
import { advance, engineActor, verbOf } from '../packages/cases/src/engine/advance.ts'
import { applyEvent } from '../packages/cases/src/engine/apply-event.ts'
import { checkValues } from '../packages/cases/src/engine/check-values.ts'
import { receivedEvents } from '../packages/cases/src/engine/repair-case.ts'
import { shownHash } from '../packages/cases/src/engine/shown-hash.ts'
import { seatsOf, signatureEvents, type SignInput } from '../packages/cases/src/engine/sign-approval.ts'
import { repository } from './source-files.ts'

/** What a TypeScript step of a template is. */
type RunStep = (work: Pick<CaseRunWork, 'fields' | 'params' | 'files' | 'measureOfficial'>) => FieldValues | Promise<FieldValues>

/** A template's case types, its steps, and its sample people with their roles. */
export type Desk = Readonly<{
  cases: ReadonlyMap<string, CaseDefinition>
  steps: ReadonlyMap<string, RunStep>
  roles: ReadonlyMap<string, readonly string[]>
  /** Who heads a department, by its name. */
  heads: ReadonlyMap<string, string>
}>

/** The rows of a file of a template that holds a JSON object in each line. */
export function linesOf<Row>(template: string, file: string): readonly Row[] {
  const text = readFileSync(join(repository, 'templates', template, file), 'utf8')
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Row]))
}

/** What a refusal of the engine looks like. */
export const refused = (code: string): unknown => expect.objectContaining({ code })

/** The sample cases of a file: at least so many, each with an id of its own. */
export function samplesOf<Sample extends Readonly<{ id: string }>>(
  template: string,
  file: string,
  least: number,
): readonly Sample[] {
  const samples = linesOf<Sample>(template, file)
  expect(samples.length).toBeGreaterThanOrEqual(least)
  expect(new Set(samples.map(({ id }) => id)).size).toBe(samples.length)
  return samples
}

/** The rows of a CSV file of a template, its head first. */
export function tableOf(template: string, file: string): readonly (readonly string[])[] {
  const text = readFileSync(join(repository, 'templates', template, file), 'utf8')
    .replace(/^\ufeff/, '')
    .replaceAll('\r\n', '\n')
  return parseDelimited(text, ',').rows
}

/** Opens a template. @throws Error with every mistake in its case types */
export async function openDesk(template: string): Promise<Desk> {
  const root = join(repository, 'templates', template)
  const { cases, problems } = await readCaseFiles(openSolutionFolder(root))
  if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 1))
  const files = cases.flatMap(({ states }) =>
    [...states.values()].flatMap(({ steps }) => steps.flatMap(({ form }) => ('run' in form ? [form.run] : []))),
  )
  const steps = new Map<string, RunStep>()
  for (const file of files) {
    const loaded = (await import(pathToFileURL(join(root, file)).href)) as Readonly<{ default: RunStep }>
    steps.set(file, loaded.default)
  }
  const [, ...people] = tableOf(template, 'data/people.csv')
  const roles = new Map(people.map(([login = '', , , held = '']) => [login, held.split('|').filter(Boolean)] as const))
  const heads = new Map(
    people.flatMap(([login = '', , department = '', , head]) => (head === '是' ? [[department, login] as const] : [])),
  )
  return { cases: new Map(cases.map((one) => [one.key, one])), steps, roles, heads }
}

/** What somebody says beside the values of a form. */
export type Said = Partial<Pick<SignInput, 'comment' | 'sign' | 'to' | 'shown'>>

/** A case on its way. A refusal is thrown as the engine throws it, and changes nothing. */
export class CaseWalk {
  record: CaseRecord
  nowMs: number
  readonly definition: CaseDefinition
  private readonly desk: Desk
  private decisions = 0
  private contents: Readonly<Record<string, Uint8Array>> = {}
  /** What a model says to a prompt file; it says nothing to others. */
  replies: Readonly<Record<string, FieldValues>> = {}

  private constructor(desk: Desk, key: string, by: string, nowMs: number, fields: FieldValues) {
    this.desk = desk
    this.definition = desk.cases.get(key)!
    this.nowMs = nowMs
    const initiator = { id: by, name: by }
    const started: CaseEvent = {
      type: 'started',
      caseType: key,
      definition: this.definition.hash,
      no: 'X-20261012-0001',
      initiator,
      departmentId: null,
      fields,
    }
    this.record = applyEvent(undefined, 'case', { event: started, atMs: nowMs, actor: { kind: 'person', ...initiator } })
    this.add([{ type: 'entered', state: this.definition.start }], by)
  }

  /** A case that somebody has just begun. @param at an ISO time @param fields what is known at the start */
  static async begin(desk: Desk, key: string, by: string, at: string, fields: FieldValues = {}): Promise<CaseWalk> {
    const walk = new CaseWalk(desk, key, by, Date.parse(at), fields)
    await walk.goOn()
    return walk
  }

  /** The same case again, to go another way from here. */
  fork(): CaseWalk {
    return Object.assign(Object.create(CaseWalk.prototype) as CaseWalk, this)
  }

  get state(): string {
    return this.record.state
  }

  /** The ids of what the checks of this state found. */
  get findings(): readonly string[] {
    return this.record.findings.map(({ id }) => id)
  }

  /** Why it stands still where it should not. */
  get trouble(): unknown {
    return this.record.failure ?? this.record.exception
  }

  /** Somebody does something. @throws CASE_NOT_YOURS and all that the engine refuses */
  async act(person: string, action: string, values: FieldValues = {}, said: Said = {}): Promise<this> {
    const deciding = this.deciding(person)
    if (!this.isOf(person, actionOf(deciding, action).by)) throw this.notTheirs(person)
    const input: ActionInput = { action, values, ...this.input(said) }
    this.add(actionEvents(deciding, input), person)
    return this.goOn()
  }

  /** Somebody adds a file; that they may is not looked at. */
  attach(person: string, field: string, name: string, content: Uint8Array): void {
    const sha256 = contentHash(content)
    this.contents = { ...this.contents, [sha256]: content }
    this.add(
      [{ type: 'attached', field, file: { name, sha256, bytes: content.length, type: 'application/octet-stream' } }],
      person,
    )
  }

  /** Somebody signs. @throws CASE_NOT_YOURS and all that the engine refuses */
  async sign(person: string, decision: SignInput['decision'] = 'approve', said: Said = {}): Promise<this> {
    const approval = this.definition.states.get(this.state)?.approval
    const seats = approval ? [...seatsOf(approval, this.record).keys()] : []
    const mine = seats.filter((at) => this.isOf(person, approval?.by[at] ?? []))
    this.add(signatureEvents(this.deciding(person), mine, { decision, ...this.input(said) }), person)
    return this.goOn()
  }

  /** Something happens outside. */
  async receive(event: string): Promise<this> {
    this.add(receivedEvents(this.deciding('outside'), { type: 'received', event, values: {} }), 'outside')
    return this.goOn()
  }

  /** Time passes. */
  later(minutes: number): this {
    this.nowMs += minutes * 60_000
    return this
  }

  private deciding(id: string) {
    return { definition: this.definition, record: this.record, person: { id, name: id }, nowMs: this.nowMs }
  }

  private input(said: Said) {
    return {
      comment: '示例',
      sign: 'password',
      shown: shownHash(this.record),
      decisionId: `d${++this.decisions}`,
      ...said,
    } as const
  }

  private isOf(person: string, all: readonly Who[]): boolean {
    return all.some((who) => {
      if (who.kind === 'initiator') return this.record.initiator.id === person
      const value = 'field' in who ? this.record.fields[who.field] : ''
      const held = typeof value === 'string' ? value : ''
      if (who.kind === 'field') return held === person
      if (who.kind === 'headOf') return this.desk.heads.get(held) === person
      if (who.kind === 'ownerOf') return who.owners.get(held) === person
      return who.kind === 'role' && (this.desk.roles.get(person) ?? []).includes(who.role)
    })
  }

  private notTheirs(name: string): KaiwuError {
    return new KaiwuError('CASE_NOT_YOURS', { no: this.record.no, name })
  }

  private add(events: readonly CaseEvent[], id: string): void {
    const actor = id === engineActor.id ? engineActor : { kind: 'person', id, name: id }
    for (const event of events) this.record = applyEvent(this.record, 'case', { event, atMs: this.nowMs, actor })
  }

  /** Lets the case go on by itself; search, models and classifiers find nothing, TypeScript steps are run. */
  private async goOn(): Promise<this> {
    for (;;) {
      this.record = advance(this.definition, this.record, this.nowMs).record
      const { record } = this
      const step = this.definition.states.get(record.state)!.steps[record.step]
      if (!step || record.failure || record.exception) return this
      const { form } = step
      if ('run' in form) {
        const files = async (field: string) =>
          filesIn(record.fields, field).map((file) => ({ ...file, content: this.contents[file.sha256]! }))
        const { params } = this.definition
        const values = await this.desk.steps.get(form.run)!({ fields: record.fields, params, files, measureOfficial })
        const wrong = checkValues(this.definition, form.into, values, {})
        if (wrong.length > 0) throw new Error(JSON.stringify(wrong))
        this.add([{ type: 'fieldsSet', values, by: 'step' }], engineActor.id)
      }
      const values = 'ask' in form && form.ask !== undefined ? this.replies[form.ask] : undefined
      if (values) {
        const id = `p${this.record.events}`
        this.add(
          [{ type: 'proposed', id, by: 'model', model: 'local/scripted', values, band: 'low', evidence: [] }],
          engineActor.id,
        )
      }
      this.add([{ type: 'stepDone', at: record.step, verb: verbOf(step), outcome: { skipped: true } }], engineActor.id)
    }
  }
}
