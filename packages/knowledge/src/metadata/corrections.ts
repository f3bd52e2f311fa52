import { documentLevels, KaiwuError, type DocumentFacts } from '@kaiwu/core'
import type { FactCorrections } from '../life/knowledge-life.ts'
import { isoDay } from '../text/dates.ts'

type Given = string | readonly string[]
type Check = (value: unknown) => Given | undefined
type Problem = Readonly<{ zh: string; en: string }>
type Correctable = Readonly<{ zh: string; check: Check; problem: Problem }>

const levels: ReadonlySet<string> = new Set(documentLevels)
const longestText = 200
const longestLabel = 40

const textProblem = { zh: `要写成 1 到 ${longestText} 个字`, en: `must be a text of 1 to ${longestText} characters` }
const textsProblem = {
  zh: `每一项要写成 1 到 ${longestText} 个字`,
  en: `must be a list of texts of 1 to ${longestText} characters`,
}
const labelsProblem = {
  zh: `每一项要写成 1 到 ${longestLabel} 个字`,
  en: `must be a list of texts of 1 to ${longestLabel} characters`,
}
const dayProblem = { zh: '要写成真实的日期，如 2024-05-01', en: 'must be a real day such as 2024-05-01' }
const levelProblem = { zh: `要写成 ${[...levels].join('、')} 之一`, en: `must be one of ${[...levels].join(', ')}` }
const endingProblem = { zh: '要写成 expired 或 repealed', en: 'must be expired or repealed' }

const text = (zh: string): Correctable => ({ zh, check: textOf, problem: textProblem })
const texts = (zh: string): Correctable => ({ zh, check: (value) => listOf(value, longestText), problem: textsProblem })
const day = (zh: string): Correctable => ({ zh, check: dayOf, problem: dayProblem })

const correctable: ReadonlyMap<string, Correctable> = new Map<keyof DocumentFacts, Correctable>([
  ['title', text('标题')],
  ['number', text('文号')],
  ['version', text('版本')],
  ['issuers', texts('发文机关')],
  ['level', { zh: '文件类别', check: (value) => oneOf(value, levels), problem: levelProblem }],
  ['region', text('适用地区')],
  ['models', texts('适用机型')],
  ['written', day('成文日期')],
  ['issued', day('发布日期')],
  ['effective', day('施行日期')],
  ['ends', day('失效日期')],
  ['endedBy', text('失效依据')],
  ['ending', { zh: '失效方式', check: (value) => oneOf(value, new Set(['expired', 'repealed'])), problem: endingProblem }],
  ['amended', day('修改日期')],
  ['amendedBy', text('修改依据')],
  ['access', { zh: '查阅范围', check: (value) => listOf(value, longestLabel), problem: labelsProblem }],
])

/**
 * A document's facts after a person has looked at them: what `corrections` names is replaced, `null` or an empty list removes it, the
 * rest is confirmed as it was found, so nothing is unsure any more. Removing `ends` removes why it ended, unless that is given too.
 * @param by who confirms
 * @param at milliseconds since 1970
 * @throws FACTS_INVALID naming the first field that is not right
 * @example
 * applyCorrections({ title: '办法', unsure: ['effective'] }, { effective: '2024-05-01' }, 'lin', 0)
 * // { title: '办法', effective: '2024-05-01', confirmed: { by: 'lin', at: 0 } }
 */
export function applyCorrections(facts: DocumentFacts, corrections: FactCorrections, by: string, at: number): DocumentFacts {
  for (const [field, value] of Object.entries(corrections)) {
    const known = correctable.get(field)
    if (!known) throw invalid(field, field, { zh: '不能修改', en: 'cannot be corrected' })
    if (value === undefined) continue
    if (value === null ? field === 'title' : known.check(value) === undefined) throw invalid(field, known.zh, known.problem)
  }
  const corrected = correctedFacts(facts, corrections, by, at)
  const { effective, ends } = corrected
  if (effective && ends && ends <= effective) {
    throw invalid('ends', '失效日期', { zh: `要晚于施行日期 ${effective}`, en: `must be after the day of effect, ${effective}` })
  }
  return corrected
}

/**
 * What {@link applyCorrections} gives for corrections that were checked before, without checking again. Documents are linked by their
 * corrected facts; applied once more to the linked ones, what a person said of `ends` and `amended` holds against what other documents say.
 */
export function correctedFacts(facts: DocumentFacts, corrections: FactCorrections, by: string, at: number): DocumentFacts {
  const { unsure: _, confirmed: __, ...found } = facts
  const values = new Map<string, unknown>(Object.entries(found))
  if (corrections.ends === null) {
    values.delete('endedBy')
    values.delete('ending')
  }
  if (corrections.amended === null) values.delete('amendedBy')
  for (const [field, value] of Object.entries(corrections)) {
    const given = value === null ? undefined : correctable.get(field)?.check(value)
    if (given !== undefined && given.length > 0) values.set(field, given)
    else if (value !== undefined && field !== 'title') values.delete(field)
  }
  const kept = Object.fromEntries(values) as Omit<DocumentFacts, 'title'>
  const title = typeof values.get('title') === 'string' ? String(values.get('title')) : facts.title
  return Object.freeze({ ...kept, title, confirmed: Object.freeze({ by, at }) })
}

function textOf(value: unknown, longest = longestText): string | undefined {
  if (typeof value !== 'string') return undefined
  const trimmed = value.trim()
  return trimmed !== '' && [...trimmed].length <= longest ? trimmed : undefined
}

function listOf(value: unknown, longest: number): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined
  const items = value.map((item) => textOf(item, longest))
  return items.includes(undefined) ? undefined : Object.freeze([...new Set(items as string[])])
}

function dayOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? isoDay(value) : undefined
}

function oneOf(value: unknown, known: ReadonlySet<string>): string | undefined {
  return typeof value === 'string' && known.has(value) ? value : undefined
}

/** The row of the table has one hole for both languages, so the hole says it in both. */
function invalid(field: string, name: string, problem: Problem): KaiwuError {
  const named = name === field ? field : `${name}（${field}）`
  return new KaiwuError('FACTS_INVALID', { problem: `${named}${problem.zh} / ${field} ${problem.en}` })
}
