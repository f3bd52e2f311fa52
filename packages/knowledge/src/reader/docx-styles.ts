import { isShaded, setLook, type RunLook } from './docx-look.ts'
import type { XmlEvent } from './xml-events.ts'

/** What a paragraph style says about structure. */
export type ParagraphStyle = Readonly<{
  /** 1 to 6 for headings. */
  level?: number
  /** An entry of a table of contents. */
  contents: boolean
  /** The list it numbers by. */
  list?: string
  listLevel?: number
  /** How its text looks. */
  look: RunLook
}>

/** The styles of a document. */
export type WordStyles = Readonly<{
  /** By style id, with what each takes from the styles it is based on. */
  paragraphs: ReadonlyMap<string, ParagraphStyle>
  /** How runs of a style look, by style id. */
  looks: ReadonlyMap<string, RunLook>
  defaultLook: RunLook
  /** Table styles that colour cells: white letters can be read on them. */
  shadedTables: ReadonlySet<string>
}>

type Raw = {
  name: string
  basedOn?: string
  outline?: number
  list?: string
  listLevel?: number
  shaded: boolean
  look: RunLook
}

/** Reads `word/styles.xml`. */
export function readStyles(events: Iterable<XmlEvent>): WordStyles {
  const raw = new Map<string, Raw>()
  const defaultLook: RunLook = {}
  let style: Raw | undefined
  let inTable = false
  let inRun = false
  for (const { type, name, attributes } of elements(events)) {
    if (name === 'rPr') inRun = type === 'open'
    else if (name === 'tblStylePr') inTable = type === 'open'
    if (type === 'close') {
      if (name === 'style') style = undefined
      continue
    }
    if (name === 'style') raw.set(attributes['styleId'] ?? '', (style = { name: '', shaded: false, look: {} }))
    else if (name === 'shd' && style !== undefined && !inRun && isShaded(attributes)) style.shaded = style.look.shaded = true
    else if (inRun && !inTable) setLook(style?.look ?? defaultLook, name, attributes)
    else if (style !== undefined && attributes['val'] !== undefined) setStyle(style, name, attributes['val'])
  }
  const ids = [...raw.keys()]
  return {
    paragraphs: new Map(ids.map((id) => [id, resolve(id, raw)])),
    looks: new Map(ids.map((id) => [id, lookOf(chainOf(id, raw))])),
    defaultLook,
    shadedTables: new Set(ids.filter((id) => chainOf(id, raw).some((one) => one.shaded))),
  }
}

type Element = Readonly<{ type: 'open' | 'close'; name: string; attributes: Readonly<Record<string, string>> }>

function* elements(events: Iterable<XmlEvent>): Generator<Element> {
  for (const event of events) {
    if (event.type === 'open') yield event
    else if (event.type === 'close') yield { ...event, attributes: {} }
  }
}

function setStyle(style: Raw, name: string, value: string): void {
  if (name === 'name') style.name = value.toLowerCase()
  else if (name === 'basedOn') style.basedOn = value
  else if (name === 'outlineLvl') style.outline = Number(value)
  else if (name === 'numId') style.list = value
  else if (name === 'ilvl') style.listLevel = Number(value)
}

/** A style and those it is based on, nearest first. */
function chainOf(id: string, raw: ReadonlyMap<string, Raw>): readonly Raw[] {
  const chain: Raw[] = []
  for (let next = raw.get(id); next !== undefined && chain.length < 20; next = raw.get(next.basedOn ?? '')) chain.push(next)
  return chain
}

function lookOf(chain: readonly Raw[]): RunLook {
  return Object.assign({}, ...chain.map(({ look }) => look).toReversed())
}

function resolve(id: string, raw: ReadonlyMap<string, Raw>): ParagraphStyle {
  const chain = chainOf(id, raw)
  const level = headingLevel(chain)
  const list = chain.find((one) => one.list !== undefined)?.list
  const listLevel = chain.find((one) => one.listLevel !== undefined)?.listLevel
  return Object.freeze({
    contents: /^(?:toc|目录) ?\d/.test(chain[0]?.name ?? ''),
    ...(level === undefined ? {} : { level }),
    ...(list === undefined ? {} : { list }),
    ...(listLevel === undefined ? {} : { listLevel }),
    look: lookOf(chain),
  })
}

/** By outline level (9 means body text), else by the name Word gives its own headings. */
function headingLevel(chain: readonly Raw[]): number | undefined {
  for (const { name, outline } of chain) {
    if (outline !== undefined) return outline < 6 ? outline + 1 : undefined
    const named = /^(?:heading|标题) ?([1-6])$/.exec(name)?.[1]
    if (named !== undefined) return Number(named)
    if (name === 'title' || name === '标题') return 1
  }
  return undefined
}
