import {
  defaultTimeZone,
  maskFields,
  maskPersonalData,
  type CaseDefinition,
  type CaseView,
  type FieldValue,
  type JsonValue,
  type ListedTask,
} from '@kaiwu/cases'
import { localText, type Hit, type Language, type PreparedCase } from '@kaiwu/core'
import { textOf } from '../case-steps/case-texts.ts'

/** In which language records are told, and the case types whose words they are told in. */
export type RecordWords = Readonly<{ language: Language; types: readonly CaseDefinition[] }>

/** Longer texts of a case are cut: a case is read to be answered from, not to be copied. */
const longestField = 1_500
const mostTasks = 30

/**
 * A case as evidence, for a model outside: what is sensitive in it and what is anybody's personal data stands as ⟦…⟧, wherever it stands.
 * @param view as whoever asks sees it through a program: sensitive fields in part at most
 */
export function caseEvidence(view: CaseView, { language, types }: RecordWords): Hit {
  const { record, definition, hidden, whole, deadlines, actions } = view
  const type = types.find(({ key }) => key === definition.key)
  const titleOf = (key: string): string => localText(type?.fields.get(key)?.title ?? key, language)
  const sensitive = [...hidden, ...whole].map((key) => ({ path: key, label: titleOf(key) }))
  const { fields } = maskFields(record.fields as Readonly<Record<string, FieldValue>>, sensitive)
  const said = Object.entries(fields as Readonly<Record<string, JsonValue>>).flatMap(([key, value]) => {
    const text = shown(value).slice(0, longestField)
    return text === '' ? [] : [line(titleOf(key), text, language)]
  })
  const state = localText(type?.states.get(record.state)?.title ?? record.state, language)
  const title = localText(definition.title, language)
  const due = deadlines.flatMap(({ title: what, due: at, state: stands }) =>
    at.state === 'due' ? [line(localText(what, language), dueText(at.dueAtMs, stands, language), language)] : [],
  )
  const may = actions.map((action) => localText(action.title, language))
  const [stateWord, mayWord] = language === 'zh' ? ['状态', '您现在可办'] : ['State', 'You may now']
  const text = [
    `${title} ${record.no}`,
    line(stateWord, state, language),
    ...said,
    ...due,
    ...(may.length > 0 ? [line(mayWord, may.join(language === 'zh' ? '、' : ', '), language)] : []),
  ].join('\n')
  return recordHit({ id: record.id, version: record.events, title: `${title} ${record.no}`, text })
}

/** What waits for somebody, as evidence. */
export function taskEvidence(tasks: readonly ListedTask[], { language, types }: RecordWords): Hit {
  const rows = tasks.slice(0, mostTasks).map(({ no, caseType, title, dueAtMs }) => {
    const type = localText(types.find(({ key }) => key === caseType)?.title ?? caseType, language)
    const task = maskPersonalData(localText(title, language)).text
    return `- ${no} ${type} · ${task}${dueAtMs === null ? '' : ` · ${dueText(dueAtMs, 'open', language)}`}`
  })
  const count = language === 'zh' ? `我的待办：共 ${tasks.length} 项` : `My tasks: ${tasks.length}`
  return recordHit({ id: 'tasks', title: language === 'zh' ? '我的待办' : 'My tasks', text: [count, ...rows].join('\n') })
}

/** A form that was filled in, as evidence that it was. */
export function preparedEvidence({ caseType, title, fields, problems }: PreparedCase, { language, types }: RecordWords): Hit {
  const type = types.find(({ key }) => key === caseType)
  const titleOf = (key: string): string => localText(type?.fields.get(key)?.title ?? key, language)
  const name = localText(title, language)
  const head =
    language === 'zh'
      ? `已填好“${name}”的表单，还没有发起；请提问的人核对后自己提交。`
      : `The form of "${name}" is filled in and nothing has been started; whoever asked checks and sends it.`
  const rows = Object.entries(fields).map(([key, value]) => line(titleOf(key), shown(value as JsonValue), language))
  const left = problems.map(({ field, message }) => line(titleOf(field), localText(message, language), language))
  return recordHit({
    id: `new:${caseType}`,
    version: JSON.stringify(fields),
    title: name,
    text: maskPersonalData([head, ...rows, ...left].join('\n')).text,
  })
}

/** Whether evidence is a record of the house, not a passage of a document. */
export function isRecord({ passage }: Hit): boolean {
  return passage.knowledge === ''
}

function recordHit({
  id,
  version,
  title,
  text,
}: Readonly<{ id: string; version?: number | string; title: string; text: string }>): Hit {
  return Object.freeze({
    passage: {
      ...{ id: version === undefined ? id : `${id} ${version}`, documentId: id, knowledge: '', ordinal: 0, text, start: 0 },
      ...{ end: text.length, path: [], locator: '', kind: 'text' as const },
    },
    document: { id, path: title, facts: { title }, validity: 'in-force' as const },
    ...{ score: 0, rank: 0, highlights: [] },
  })
}

function line(name: string, text: string, language: Language): string {
  return language === 'zh' ? `${name}：${text}` : `${name}: ${text}`
}

/** Of files only their names; of the rest what people would write. */
function shown(value: JsonValue): string {
  const files = Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && 'sha256' in one)
  return files ? value.map((one) => textOf((one as { name?: JsonValue }).name ?? '')).join('、') : textOf(value)
}

function dueText(dueAtMs: number, state: 'open' | 'met' | 'missed', language: Language): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: defaultTimeZone, dateStyle: 'short', timeStyle: 'short' })
  const when = format.format(dueAtMs)
  if (language === 'en') return { open: `due ${when}`, met: `due ${when}, met`, missed: `due ${when}, missed` }[state]
  return { open: `${when} 到期`, met: `${when} 到期，已按时办结`, missed: `${when} 到期，已超期` }[state]
}
