/** An element of XML: its name with the prefix it was written with, and what it holds. */
export type XmlElement = Readonly<{
  name: string
  attributes: Readonly<Record<string, string>>
  /** Elements; the text between them only where there are none. */
  children: readonly XmlElement[]
  text: string
}>

const mostDeep = 200
const token =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<!|<\/([^\s>]+)\s*>|<([^\s/<>]+)((?:\s(?:"[^"]*"|'[^']*'|[^<>"'])*?)?)(\/?)>|([^<]+)/g
const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

type Open = { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string }

/**
 * Reads XML as Office writes it. Nothing for what is not well formed, nests too deeply or declares a document type, whose entities could
 * grow without end.
 */
export function xmlTree(xml: string): XmlElement | undefined {
  const root: Open = { name: '', attributes: {}, children: [], text: '' }
  const open: Open[] = [root]
  let at = 0
  for (const { 0: whole, 1: data, 2: closed, 3: name, 4: inside = '', 5: empty, 6: text, index } of xml.matchAll(token)) {
    if (index !== at) return undefined
    at += whole.length
    const current = open.at(-1)!
    if (text !== undefined || data !== undefined) current.text += data ?? plain(text!)
    else if (closed !== undefined) {
      if (open.length === 1 || current.name !== closed) return undefined
      open.pop()
    } else if (name !== undefined) {
      const element: Open = { name, attributes: attributesOf(inside), children: [], text: '' }
      current.children.push(element)
      if (empty === '') open.push(element)
      if (open.length > mostDeep) return undefined
    } else if (whole === '<!') return undefined
  }
  return at === xml.length && open.length === 1 && root.children.length === 1 ? root.children[0] : undefined
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [, name = '', double, single] of text.matchAll(attribute)) attributes[name] = plain(double ?? single ?? '')
  return attributes
}

const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function plain(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi,
    (_, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return signs[name.toLowerCase()]!
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD'
    },
  )
}

/** The first child of a name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name)
}

/** All elements of a name below one, in the order of the file; nothing below those that are left out. */
export function descendants(element: XmlElement, name: string, without: readonly string[] = []): readonly XmlElement[] {
  return element.children.flatMap((child) => {
    if (without.includes(child.name)) return []
    return [...(child.name === name ? [child] : []), ...descendants(child, name, without)]
  })
}
