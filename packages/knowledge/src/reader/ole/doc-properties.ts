import { damaged } from '../damaged.ts'
import { docParts, type DocFile } from './doc-file.ts'
import { readSprms, sprms, type Sprm } from './doc-sprms.ts'

/** Properties of the characters or the paragraph whose bytes stand from `from` to `to`. */
export type PropertyRun = Readonly<{ from: number; to: number; style: number; list: readonly Sprm[] }>

const pageBytes = 512
const paragraphEntryBytes = 13
const none: readonly Sprm[] = Object.freeze([])

/** The runs of characters with properties of their own, in order of their place in the file. */
export function characterRuns(file: DocFile, name: string): readonly PropertyRun[] {
  return readRuns(file, docParts.characters, name, (page, count, at) => {
    const offset = (page[(count + 1) * 4 + at] ?? 0) * 2
    const size = offset === 0 ? 0 : (page[offset] ?? 0)
    return { style: 0, list: size === 0 ? none : readSprms(page.subarray(offset + 1, offset + 1 + size)) }
  })
}

/** The paragraphs with their style, in order of their place in the file. */
export function paragraphRuns(file: DocFile, name: string): readonly PropertyRun[] {
  return readRuns(file, docParts.paragraphs, name, (page, count, at) => {
    let offset = (page[(count + 1) * 4 + at * paragraphEntryBytes] ?? 0) * 2
    if (offset === 0) return { style: 0, list: none }
    let size = (page[offset] ?? 0) * 2 - 1
    if (size < 0) size = (page[++offset] ?? 0) * 2
    const bytes = page.subarray(offset + 1, offset + 1 + size)
    if (bytes.length < 2) return { style: 0, list: none }
    return { style: bytes.readUInt16LE(0), list: withElsewhere(readSprms(bytes.subarray(2)), file.data) }
  })
}

/** The run that a place in the file belongs to. */
export function runAt(runs: readonly PropertyRun[], place: number): PropertyRun | undefined {
  let low = 0
  let high = runs.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((runs[middle]?.from ?? 0) <= place) low = middle
    else high = middle - 1
  }
  const run = runs[low]
  return run !== undefined && run.from <= place && place < run.to ? run : undefined
}

type ReadEntry = (page: Buffer, count: number, at: number) => Readonly<{ style: number; list: readonly Sprm[] }>

/** Properties stand in pages of 512 bytes of the main stream, which a list in the table stream names ([MS-DOC] 2.8.5, 2.8.6). */
function readRuns(file: DocFile, part: number, name: string, entry: ReadEntry): readonly PropertyRun[] {
  const list = file.part(part)
  const pages = Math.max(0, Math.floor((list.length - 4) / 8))
  const seen = new Set<number>()
  const runs: PropertyRun[] = []
  for (let at = 0; at < pages; at++) {
    const number = list.readUInt32LE((pages + 1) * 4 + at * 4) & 0x3fffff
    const page = file.main.subarray(number * pageBytes, (number + 1) * pageBytes)
    if (page.length < pageBytes || seen.has(number)) throw damaged(name)
    seen.add(number)
    const count = page[pageBytes - 1] ?? 0
    if ((count + 1) * 4 >= pageBytes) throw damaged(name)
    for (let run = 0; run < count; run++) {
      runs.push({ from: page.readUInt32LE(run * 4), to: page.readUInt32LE(run * 4 + 4), ...entry(page, count, run) })
    }
  }
  return runs.sort((one, other) => one.from - other.from)
}

/** A list too long for its page, as wide tables have it, stands in the data stream. */
function withElsewhere(list: readonly Sprm[], data: Buffer): readonly Sprm[] {
  const pointer = list.find(({ code }) => code === sprms.elsewhere || code === sprms.elsewhereToo)
  if (pointer === undefined) return list
  const at = pointer.value.readUInt32LE(0)
  if (at + 2 > data.length) return list
  return [...list, ...readSprms(data.subarray(at + 2, at + 2 + data.readUInt16LE(at)))]
}
