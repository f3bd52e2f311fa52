import { localText, type Language } from '@kaiwu/core'
import { defaultTimeZone } from '../../calendar/calendar.ts'
import { zonedTime } from '../../calendar/zoned-day.ts'
import type { JsonObject, JsonValue } from '../../log/canonical-json.ts'
import { cutTo, robotText } from './robot-text.ts'

/** What a group is told: text alone, whatever the case holds, and the address of the case's page. */
export type RobotMessage = Readonly<{
  title: string
  lines: readonly string[]
  link?: Readonly<{ url: string; text: string }>
}>

/** How a group is told: in which language, and where the page of the case is. */
export type RobotTelling = Readonly<{ language: Language; address?: string | undefined }>

// A title is one line of a chat.
const titleBytes = 300

const words = {
  title: { zh: '业务通知', en: 'A case' },
  due: { zh: '期限', en: 'Due' },
  logins: { zh: '待办人', en: 'For' },
  link: { zh: '打开业务单', en: 'Open the case' },
} as const

// Of a notice: what its words say already, and what programs alone look for.
const unsaid: ReadonlySet<string> = new Set(['title', 'no', 'what', 'text', 'due', 'dueAt', 'kind', 'caseType', 'logins'])

/**
 * Makes the message of what is put into the outbox: a `title` (text, or in `zh` and `en`) and a number `no`; `what` and `text` below;
 * `due` and `logins` with their names; whatever else the body holds, by its key.
 * @example
 * robotMessage({ title: '请假', no: 'QJ-1', days: 3 }, { language: 'zh' }) // { title: '请假 QJ-1', lines: ['days：3'] }
 */
export function robotMessage(body: JsonValue, { language, address }: RobotTelling): RobotMessage {
  const colon = language === 'zh' ? '：' : ': '
  const told = isObject(body) ? body : { text: body }
  const say = (key: string): string => robotText(shown(told[key] ?? null, language))
  const named = (name: string, text: string): readonly string[] => (text === '' ? [] : [`${name}${colon}${text}`])
  const others = Object.entries(told).filter(([key]) => !unsaid.has(key))
  const lines = [
    ...[say('what'), say('text')].filter((text) => text !== ''),
    ...named(words.due[language], say('due')),
    ...named(words.logins[language], say('logins')),
    ...others.flatMap(([key]) => named(robotText(key), say(key))),
  ]
  const title = [say('title') || words.title[language], say('no')].filter((text) => text !== '').join(' ')
  const link = address === undefined ? {} : { link: { url: address, text: words.link[language] } }
  return Object.freeze({ title: cutTo(title, titleBytes), lines: Object.freeze(lines), ...link })
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: JsonValue, language: Language): string {
  if (value === null) return ''
  if (typeof value === 'string') return shownTime(value)
  if (typeof value !== 'object') return String(value)
  if (!isObject(value))
    return (value as readonly JsonValue[]).map((one) => shown(one, language)).join(language === 'zh' ? '、' : ', ')
  const { zh, en, ...more } = value
  const isLocal = typeof zh === 'string' && typeof en === 'string' && Object.keys(more).length === 0
  return isLocal ? localText({ zh, en }, language) : JSON.stringify(value)
}

/** An instant as clocks show it, by its own distance from UTC; what is in UTC by the clocks of China. */
function shownTime(text: string): string {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d|@[\w/+-]+)$/.exec(text)
  if (!time) return text
  const local = time[1] === 'Z' ? zonedTime(Date.parse(text), defaultTimeZone) : text
  return local.slice(0, 16).replace('T', ' ')
}
