import { numberForm } from './number-forms.ts'
import type { XmlEvent } from './xml-events.ts'

type Level = { start: number; format: string; pattern: string; legal: boolean; style?: string }
type Instance = { list: string; levels: Map<number, Level>; starts: Map<number, number> }

/** What Word prints before a paragraph of a list: `text` is '' for bullets. */
export type ListMark = Readonly<{ text: string; bullet: boolean }>

/** Counts the numbered paragraphs of one Word document; ask once per paragraph, in order. */
export type Numbering = Readonly<{
  /** @param level 0-based; undefined to take the level that belongs to the style */
  mark(id: string, level: number | undefined, style?: string): ListMark | undefined
}>

/**
 * Word stores the numbers of clauses (第一条, 1.2, （三）) as rules, not as text. This reads the rules of
 * `word/numbering.xml` and counts, so that each clause keeps the number people cite.
 */
export function readNumbering(events: Iterable<XmlEvent>): Numbering {
  const { lists, instances } = readRules(events)
  const counters = new Map<string, (number | undefined)[]>()
  const started = new Set<string>()

  return Object.freeze({
    mark(id: string, wanted: number | undefined, style?: string) {
      const instance = instances.get(id)
      if (instance === undefined) return undefined
      const levels = new Map([...(lists.get(instance.list) ?? []), ...instance.levels])
      const at = wanted ?? [...levels].find(([, one]) => style !== undefined && one.style === style)?.[0] ?? 0
      const level = levels.get(at)
      if (level === undefined) return undefined
      const counter = counters.get(instance.list) ?? []
      counters.set(instance.list, counter)
      const restart = started.has(`${id} ${at}`) ? undefined : instance.starts.get(at)
      started.add(`${id} ${at}`)
      counter[at] = restart ?? (counter[at] === undefined ? level.start : counter[at] + 1)
      counter.length = at + 1
      if (level.format === 'bullet') return { text: '', bullet: true }
      const text = level.pattern.replace(/%([1-9])/g, (_, place: string) => {
        const other = levels.get(Number(place) - 1)
        const format = level.legal && Number(place) - 1 !== at ? 'decimal' : (other?.format ?? 'decimal')
        return numberForm(
          counter[Number(place) - 1] ?? other?.start ?? 1,
          level.legal && format !== 'decimalZero' ? 'decimal' : format,
        )
      })
      return { text: text.trim(), bullet: false }
    },
  })
}

type Rules = Readonly<{ lists: ReadonlyMap<string, ReadonlyMap<number, Level>>; instances: ReadonlyMap<string, Instance> }>

function readRules(events: Iterable<XmlEvent>): Rules {
  const lists = new Map<string, Map<number, Level>>()
  const instances = new Map<string, Instance>()
  let list: Map<number, Level> | undefined
  let instance: Instance | undefined
  let level: Level | undefined
  let override = 0
  for (const event of events) {
    if (event.type === 'text') continue
    if (event.type === 'close') {
      if (event.name === 'lvl') level = undefined
      else if (event.name === 'num') instance = undefined
      continue
    }
    const { attributes } = event
    if (event.name === 'abstractNum') lists.set(attributes['abstractNumId'] ?? '', (list = new Map()))
    else if (event.name === 'num')
      instances.set(attributes['numId'] ?? '', (instance = { list: '', levels: new Map(), starts: new Map() }))
    else if (event.name === 'abstractNumId' && instance !== undefined) instance.list = attributes['val'] ?? ''
    else if (event.name === 'lvlOverride') override = Number(attributes['ilvl'] ?? 0)
    else if (event.name === 'startOverride') instance?.starts.set(override, Number(attributes['val'] ?? 1))
    else if (event.name === 'lvl') {
      level = { start: 1, format: 'decimal', pattern: '', legal: false }
      ;(instance?.levels ?? list)?.set(Number(attributes['ilvl'] ?? 0), level)
    } else if (level !== undefined) setLevel(level, event.name, attributes['val'])
  }
  return { lists, instances }
}

function setLevel(level: Level, name: string, value: string | undefined): void {
  if (name === 'start') level.start = Number(value ?? 1)
  else if (name === 'numFmt') level.format = value ?? 'decimal'
  else if (name === 'lvlText') level.pattern = value ?? ''
  else if (name === 'isLgl') level.legal = value !== '0' && value !== 'false'
  else if (name === 'pStyle' && value !== undefined) level.style = value
}
