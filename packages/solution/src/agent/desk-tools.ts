import {
  beginningFields,
  checkValues,
  rightsTable,
  standingOf,
  type Asking,
  type CaseDefinition,
  type Cases,
  type CaseView,
  type JsonValue,
  type ListedTask,
} from '@kaiwu/cases'
import { KaiwuError, localText, type FieldProblem, type Hit, type PreparedCase } from '@kaiwu/core'
import type { Access, KnowledgeSearch, SearchNote } from '@kaiwu/knowledge'
import type { SolutionDefinition } from '../define-solution.ts'

/** What tools of a solution work with: who asks, and what they may read. */
export type DeskToolsOptions = Readonly<{
  definition: Pick<SolutionDefinition, 'knowledge'>
  knowledge: KnowledgeSearch
  /** Absent for a solution without case types. */
  cases?: Cases
  asking: Asking
  access: Access
  /** The day whose documents count. */
  asOf: string
  signal?: AbortSignal
}>

/** What whoever asks may have done with a solution by a program: nothing that starts, signs or changes anything. */
export type DeskTools = Readonly<{
  /** @throws KNOWLEDGE_NOT_FOUND */
  search(
    request: Readonly<{ query: string; knowledge?: string | undefined; top?: number | undefined }>,
  ): Promise<Readonly<{ hits: readonly Hit[]; notes: readonly SearchNote[] }>>
  /** A case by its number or its id. @throws CASE_NOT_FOUND, RIGHT_MISSING */
  readCase(caseWord: string): Promise<CaseView>
  /** What waits for whoever asks, what is due first. @throws RIGHT_MISSING */
  myTasks(): Promise<readonly ListedTask[]>
  /** The case types that whoever asks may start. */
  startable(): Promise<readonly CaseDefinition[]>
  /** The form of a new case, filled in. Starts nothing. @throws CASE_TYPE_UNKNOWN, CASE_START_FORBIDDEN */
  prepareCase(caseType: string, fields: Readonly<Record<string, unknown>>): Promise<PreparedCase>
}>

const usualTop = 6

/**
 * The tools of a solution for somebody, under their own rights.
 * @example
 * const { hits } = await deskTools({ definition, knowledge, asking: { subject }, access: subject.labels, asOf }).search({ query: '租房补贴' })
 */
export function deskTools(options: DeskToolsOptions): DeskTools {
  const { definition, knowledge, cases, asking, access, asOf, signal } = options
  const { subject } = asking
  const startable = async (): Promise<readonly CaseDefinition[]> => {
    const keys = (await cases?.startable(subject)) ?? new Set()
    return (cases?.types ?? []).filter(({ key }) => keys.has(key))
  }
  return Object.freeze({
    async search({ query, knowledge: name, top }) {
      const known = Object.keys(definition.knowledge)
      if (name !== undefined && !known.includes(name))
        throw new KaiwuError('KNOWLEDGE_NOT_FOUND', { name, known: known.join(', ') })
      const request = { query, top: top ?? usualTop, asOf, access, ...(name === undefined ? {} : { knowledge: [name] }) }
      const { hits, how } = await knowledge.search(request, signal ? { signal } : {})
      return { hits: hits.map(({ why: _, ...hit }) => hit), notes: how.notes }
    },
    async readCase(caseWord) {
      const held = heldTo(cases, asking, caseWord)
      const [found] = (await held.list(subject, { no: caseWord, limit: 50 })).filter(({ no }) => no === caseWord)
      return held.read(asking, found?.id ?? caseWord)
    },
    async myTasks() {
      return heldTo(cases, asking, '').tasks(subject)
    },
    startable,
    async prepareCase(caseType, fields) {
      const type = cases?.types.find(({ key }) => key === caseType)
      const allowed = await startable()
      if (!type) throw new KaiwuError('CASE_TYPE_UNKNOWN', { type: caseType, known: allowed.map(({ key }) => key).join('、') })
      if (!allowed.includes(type))
        throw new KaiwuError('CASE_START_FORBIDDEN', { type: localText(type.title, 'zh'), name: subject.name })
      return preparedCase(type, fields)
    },
  } satisfies DeskTools)
}

/** Cases for somebody who may read any at all: a key without the scope may not. */
function heldTo(cases: Cases | undefined, { subject }: Asking, id: string): Cases {
  if (!cases) throw new KaiwuError('CASE_NOT_FOUND', { id })
  const standing = standingOf(subject, 'case.read', rightsTable['case.read'])
  if (!standing || standing.allowed) return cases
  const { reason } = standing
  throw new KaiwuError('RIGHT_MISSING', { zh: localText(reason, 'zh'), en: localText(reason, 'en') })
}

/** The fields that the first state asks for in which somebody does something; all of them where it asks for none. */
function startForm({ states, start, fields }: CaseDefinition): readonly string[] {
  const begun = [...states.values()].slice([...states.keys()].indexOf(start))
  const first = begun.find(({ actions, approval }) => actions.size > 0 || approval !== undefined)
  const asked = new Set([...(first?.actions.values() ?? [])].flatMap(({ form }) => form))
  return asked.size === 0 ? [...fields.keys()] : [...asked]
}

/** Of what is given stays what fits its field; the rest is told. */
function preparedCase(type: CaseDefinition, given: Readonly<Record<string, unknown>>): PreparedCase {
  const form = startForm(type)
  const values = given as Readonly<Record<string, JsonValue>>
  const coded = Object.keys(values).filter((key) => JSON.stringify(values[key])?.includes('⟦'))
  const problems: readonly FieldProblem[] = [
    ...checkValues(type, form, values, beginningFields(type)),
    ...coded.map((field) => ({
      field,
      message: { zh: '这里的内容没有给模型看，请自己填写', en: 'the model did not see this; fill it in' },
    })),
  ]
  const wrong = new Set(problems.map(({ field }) => field.split('.')[0]))
  const fits = Object.entries(values).filter(([key]) => form.includes(key) && !wrong.has(key))
  return Object.freeze({ caseType: type.key, title: type.title, fields: Object.freeze(Object.fromEntries(fits)), problems })
}
