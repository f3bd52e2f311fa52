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
}>

type Raw = { name: string; basedOn?: string; outline?: number; list?: string; listLevel?: number }

/** Reads `word/styles.xml`: style id to what it says, with what it takes from the styles it is based on. */
export function readStyles(events: Iterable<XmlEvent>): ReadonlyMap<string, ParagraphStyle> {
  const raw = new Map<string, Raw>()
  let style: Raw | undefined
  for (const event of events) {
    if (event.type === 'close' && event.name === 'style') style = undefined
    if (event.type !== 'open') continue
    const value = event.attributes['val']
    if (event.name === 'style') raw.set(event.attributes['styleId'] ?? '', (style = { name: '' }))
    else if (style === undefined || value === undefined) continue
    else if (event.name === 'name') style.name = value.toLowerCase()
    else if (event.name === 'basedOn') style.basedOn = value
    else if (event.name === 'outlineLvl') style.outline = Number(value)
    else if (event.name === 'numId') style.list = value
    else if (event.name === 'ilvl') style.listLevel = Number(value)
  }
  return new Map([...raw.keys()].map((id) => [id, resolve(id, raw)]))
}

function resolve(id: string, raw: ReadonlyMap<string, Raw>): ParagraphStyle {
  const chain: Raw[] = []
  for (let next = raw.get(id); next !== undefined && chain.length < 20; next = raw.get(next.basedOn ?? '')) chain.push(next)
  const level = headingLevel(chain)
  const list = chain.find((one) => one.list !== undefined)?.list
  const listLevel = chain.find((one) => one.listLevel !== undefined)?.listLevel
  return Object.freeze({
    contents: /^(?:toc|目录) ?\d/.test(chain[0]?.name ?? ''),
    ...(level === undefined ? {} : { level }),
    ...(list === undefined ? {} : { list }),
    ...(listLevel === undefined ? {} : { listLevel }),
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
