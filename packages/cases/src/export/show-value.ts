import { localText } from '@kaiwu/core'
import type { CaseField, Who } from '../definition/case-definition.ts'
import { caseCalendar } from '../engine/case-calendar.ts'
import { isEmpty } from '../engine/check-values.ts'
import { canonicalJson, type JsonValue } from '../log/canonical-json.ts'
import type { ExportSource } from './export-source.ts'
import { wordIn, type Word } from './export-words.ts'

type Shown = Pick<CaseField, 'type' | 'unit'>
type Known = Pick<ExportSource, 'definition' | 'names' | 'language'>

/** How values of a case are shown to people. */
export type Show = Readonly<{
  word(word: Word): string
  /** One text for each language. */
  both(zh: string, en: string): string
  /** A time by the clocks of the case type. */
  time(atMs: number): string
  field(key: string): string
  state(key: string): string
  value(field: Shown | undefined, value: JsonValue | undefined): string
  who(who: Who): string
}>

/** Shows values of one case in one language. */
export function showIn({ definition, names, language }: Known): Show {
  const { timeZone } = caseCalendar(definition)
  // Swedish writes 2026-09-28 09:00:00.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  const word = (one: Word): string => wordIn(language, one)
  const field = (key: string): string => localText(definition.fields.get(key)?.title ?? key, language)
  const one = (type: Shown['type'] | undefined, value: JsonValue): string => {
    if (typeof value === 'boolean') return word(value ? 'yes' : 'no')
    if (typeof value === 'number') return type === 'money' ? value.toFixed(2) : String(value)
    if (typeof value === 'string') return type === 'person' || type === 'department' ? (names.get(value) ?? value) : value
    const name = value !== null && 'name' in value ? value['name'] : undefined
    return type === 'files' && typeof name === 'string' ? name : canonicalJson(value)
  }
  return Object.freeze({
    word,
    both: (zh: string, en: string) => (language === 'zh' ? zh : en),
    time: (atMs: number) => format.format(atMs),
    field,
    state: (key: string) => localText(definition.states.get(key)?.title ?? key, language),
    value: (shown: Shown | undefined, value: JsonValue | undefined) => {
      if (value === undefined || isEmpty(value)) return word('empty')
      const all = (Array.isArray(value) ? value : [value]) as readonly JsonValue[]
      const text = all
        .map((part) => one(shown?.type, part))
        .join(shown?.type === 'files' ? '\n' : language === 'zh' ? '、' : ', ')
      return shown?.unit === undefined || typeof value !== 'number' ? text : `${text} ${shown.unit}`
    },
    who: (who: Who) => {
      switch (who.kind) {
        case 'initiator':
          return word('initiator')
        case 'role':
          return who.role
        case 'person':
          return who.login
        case 'field':
          return field(who.field)
        case 'headOf':
        case 'ownerOf':
          return language === 'zh' ? `${field(who.field)}${word(who.kind)}` : `${word(who.kind)} ${field(who.field)}`
      }
    },
  })
}
