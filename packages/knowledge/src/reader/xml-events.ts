import { damaged } from './damaged.ts'

/** What an XML text consists of, in order. Names come without their namespace prefix. */
export type XmlEvent =
  | Readonly<{ type: 'open'; name: string; attributes: Readonly<Record<string, string>> }>
  | Readonly<{ type: 'close'; name: string }>
  | Readonly<{ type: 'text'; text: string }>

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * Reads XML as a stream of events; needs no more memory than the text. Made for the parts of Office documents: a DOCTYPE
 * is refused, so there are no entities to expand and nothing outside to fetch. Empty elements give an open and a close.
 * @param bytes UTF-8, or UTF-16 with a byte order mark
 * @param name the file's name, for messages
 * @throws FILE_UNREADABLE when the text is not well-formed
 */
export function* xmlEvents(bytes: Uint8Array, name: string): Generator<XmlEvent, void, undefined> {
  const xml = decodeXml(bytes)
  const open: string[] = []
  let at = 0
  while (at < xml.length) {
    const tag = xml.indexOf('<', at)
    if (tag < 0) break
    if (tag > at) yield { type: 'text', text: unescape(xml.slice(at, tag)) }
    if (xml.startsWith('<!', tag) || xml.startsWith('<?', tag)) {
      const special = readSpecial(xml, tag, name)
      if (special.text !== '') yield { type: 'text', text: special.text }
      at = special.end
      continue
    }
    const end = tagEnd(xml, tag, name)
    at = end + 1
    if (xml[tag + 1] === '/') {
      const element = localName(xml.slice(tag + 2, end).trim())
      if (open.pop() !== element) throw damaged(name)
      yield { type: 'close', name: element }
      continue
    }
    const empty = xml[end - 1] === '/'
    const content = xml.slice(tag + 1, empty ? end - 1 : end)
    const full = /^[^\s/>]+/.exec(content)?.[0] ?? ''
    const element = localName(full)
    yield { type: 'open', name: element, attributes: readAttributes(content.slice(full.length)) }
    if (empty) yield { type: 'close', name: element }
    else open.push(element)
  }
  if (open.length > 0) throw damaged(name)
}

function decodeXml(bytes: Uint8Array): string {
  const [a, b] = bytes
  const wide = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : undefined
  return new TextDecoder(wide ?? 'utf-8').decode(bytes)
}

/** Comment, processing instruction or CDATA section; only the last has text. */
function readSpecial(xml: string, from: number, name: string): Readonly<{ text: string; end: number }> {
  const [start, close] = xml.startsWith('<!--', from) ? [4, '-->'] : xml.startsWith('<![CDATA[', from) ? [9, ']]>'] : [2, '?>']
  if (start === 2 && xml[from + 1] === '!') throw damaged(name)
  const end = xml.indexOf(close, from + start)
  if (end < 0) throw damaged(name)
  return { text: start === 9 ? xml.slice(from + 9, end) : '', end: end + close.length }
}

/** The place of the `>` that ends a tag; one inside an attribute's quotes does not count. */
function tagEnd(xml: string, from: number, name: string): number {
  let end = xml.indexOf('>', from)
  let quote = nextQuote(xml, from, end)
  while (quote >= 0) {
    const close = xml.indexOf(xml[quote] ?? '"', quote + 1)
    if (close < 0) throw damaged(name)
    if (close > end) end = xml.indexOf('>', close)
    quote = nextQuote(xml, close + 1, end)
  }
  if (end < 0) throw damaged(name)
  return end
}

function nextQuote(xml: string, from: number, end: number): number {
  for (let at = from; at < end; at++) if (xml[at] === '"' || xml[at] === "'") return at
  return -1
}

/** Reads up to the first attribute that is none; without a pattern, for sheets have millions of them. */
function readAttributes(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = Object.create(null)
  for (let at = 0, equals = text.indexOf('='); equals >= 0; equals = text.indexOf('=', at)) {
    let open = equals + 1
    while ((text.codePointAt(open) ?? 0x21) <= 0x20) open++
    const quote = text[open]
    const close = quote === '"' || quote === "'" ? text.indexOf(quote, open + 1) : -1
    if (close < 0) break
    const full = text.slice(at, equals).trim()
    const name = localName(full)
    // Of `id` and `r:id` the one with a prefix says where to find a part.
    if (name !== full || found[name] === undefined) found[name] = unescape(text.slice(open + 1, close))
    at = close + 1
  }
  return found
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function unescape(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w{1,8}));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole
      const code = decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
    },
  )
}
