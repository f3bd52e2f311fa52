import { docParts, type DocFile } from './doc-file.ts'
import { paragraphShades, readSprms, sprms } from './doc-sprms.ts'

/** What a paragraph style says about structure. */
export type DocStyle = Readonly<{
  /** 1 to 6 for headings. */
  level?: number
  /** The list it numbers by, and the level in it from 0. */
  list?: number
  listLevel?: number
  /** An entry of a table of contents. */
  contents: boolean
  /** Its paragraphs stand on a colour. */
  shaded: boolean
}>

type Raw = Readonly<{
  known: number
  basedOn: number
  outline: number | undefined
  list: number | undefined
  listLevel: number | undefined
  shaded: boolean
}>

const noBase = 0xfff
const paragraphKind = 1
const title = 62
const firstContents = 19
const lastContents = 27
const deepestHeading = 6

/** Reads the style sheet ([MS-DOC] 2.9.271): style number to what it says, with what it takes from the styles it is based on. */
export function readDocStyles(file: DocFile): readonly DocStyle[] {
  const sheet = file.part(docParts.styles)
  if (sheet.length < 6) return []
  const headBytes = sheet.readUInt16LE(0)
  const count = sheet.readUInt16LE(2)
  const baseBytes = sheet.readUInt16LE(4)
  const raw: (Raw | undefined)[] = []
  for (let at = 2 + headBytes; raw.length < count && at + 2 <= sheet.length;) {
    const size = sheet.readUInt16LE(at)
    raw.push(readStyle(sheet.subarray(at + 2, at + 2 + size), baseBytes))
    at += 2 + size + (size % 2)
  }
  return raw.map((_, at) => resolve(at, raw))
}

function readStyle(bytes: Buffer, baseBytes: number): Raw | undefined {
  if (bytes.length < 6) return undefined
  const known = bytes.readUInt16LE(0) & 0xfff
  const second = bytes.readUInt16LE(2)
  const changes = (second & 0xf) === paragraphKind ? readChanges(bytes, baseBytes) : []
  const value = (wanted: number): Buffer | undefined => changes.find(({ code }) => code === wanted)?.value
  return {
    known,
    basedOn: second >> 4,
    outline: value(sprms.outlineLevel)?.[0],
    list: value(sprms.list)?.readUInt16LE(0),
    listLevel: value(sprms.listLevel)?.[0],
    shaded: changes.some(({ code }) => paragraphShades.has(code)),
  }
}

/** The lists of changes stand behind the name; the first begins with the number of the style. */
function readChanges(bytes: Buffer, baseBytes: number): ReturnType<typeof readSprms> {
  if (bytes.length < baseBytes + 2) return []
  let at = baseBytes + 2 + bytes.readUInt16LE(baseBytes) * 2 + 2
  const found: ReturnType<typeof readSprms>[number][] = []
  for (let list = 0; list < 2 && at + 2 <= bytes.length; list++) {
    const size = bytes.readUInt16LE(at)
    found.push(...readSprms(bytes.subarray(at + 2 + (list === 0 ? 2 : 0), at + 2 + size)))
    at += 2 + size + (size % 2)
  }
  return found
}

function resolve(at: number, raw: readonly (Raw | undefined)[]): DocStyle {
  const chain: Raw[] = []
  for (let next = raw[at]; next !== undefined && chain.length < 20; next = raw[next.basedOn]) {
    chain.push(next)
    if (next.basedOn === noBase) break
  }
  const own = raw[at]?.known ?? 0
  const level = headingLevel(chain)
  const list = chain.find((one) => one.list !== undefined)?.list
  const listLevel = chain.find((one) => one.listLevel !== undefined)?.listLevel
  return Object.freeze({
    ...(level === undefined ? {} : { level }),
    ...(list === undefined ? {} : { list }),
    ...(listLevel === undefined ? {} : { listLevel }),
    contents: own >= firstContents && own <= lastContents,
    shaded: chain.some((one) => one.shaded),
  })
}

/** By outline level (9 means body text), else by the number Word gives its own headings and its title. */
function headingLevel(chain: readonly Raw[]): number | undefined {
  for (const { known, outline } of chain) {
    if (outline !== undefined) return outline < deepestHeading ? outline + 1 : undefined
    if (known >= 1 && known <= deepestHeading) return known
    if (known === title) return 1
  }
  return undefined
}
