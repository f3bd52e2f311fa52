import type { HiddenText } from '../hidden-text.ts'
import { codePageDecoder } from './code-page.ts'
import type { CompoundFile } from './compound-file.ts'

const ids = { codePage: 1, title: 2, subject: 3, keywords: 5, comments: 6 } as const
const byteString = 0x1e
const wideString = 0x1f
const setAt = 44
const longest = 10_000
const firstText = 2_000

/**
 * The title in the properties of an old Office file ([MS-OLEPS]), when the text holds it too; templates leave stale titles behind.
 * The other texts in the properties are noted as hidden.
 */
export function readSummary(file: CompoundFile, text: string, hidden: HiddenText): string | undefined {
  const found = readStrings(file.stream('\x05SummaryInformation') ?? Buffer.alloc(0))
  hidden.add('metadata', [ids.subject, ids.keywords, ids.comments].map((id) => found.get(id) ?? '').join(' '))
  const title = found.get(ids.title)?.trim() ?? ''
  return title !== '' && text.slice(0, firstText).includes(title) ? title : undefined
}

/** What does not fit is left out: nobody misses the properties of a damaged file. */
function readStrings(stream: Buffer): ReadonlyMap<number, string> {
  const strings = new Map<number, string>()
  const from = stream.length < setAt + 4 ? stream.length : stream.readUInt32LE(setAt)
  const set = stream.subarray(from)
  const count = set.length < 8 ? 0 : Math.min(set.readUInt32LE(4), Math.floor((set.length - 8) / 8))
  const values = new Map<number, Buffer>()
  for (let at = 8; at < 8 + count * 8; at += 8) values.set(set.readUInt32LE(at), set.subarray(set.readUInt32LE(at + 4)))
  const page = values.get(ids.codePage)
  const decode = codePageDecoder(page === undefined || page.length < 6 ? 1252 : page.readUInt16LE(4))
  for (const [id, value] of values) {
    if (value.length < 8) continue
    const type = value.readUInt32LE(0)
    const length = Math.min(longest, value.readUInt32LE(4))
    const content = type === wideString ? value.toString('utf16le', 8, 8 + length * 2) : decode(value.subarray(8, 8 + length))
    if (type === wideString || type === byteString) strings.set(id, content.replace(/\0[^]*$/, ''))
  }
  return strings
}
