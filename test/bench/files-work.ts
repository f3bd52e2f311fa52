/**
 * The child process of `files.ts`: what is compared and made there must not weigh on the process that is measured.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hostileFiles, truncatedFiles } from './files-hostile.ts'
import type { HostileFile } from './files-made.ts'
import { referenceOf, type ManifestEntry } from './files-reference.ts'
import { keptOf, plain, recallOf } from './files-text.ts'

/** A block of what was read, as far as it is compared. */
export type ReadPiece = Readonly<{ text: string; page?: number; cells?: readonly string[] }>

/** What the child is asked. */
export type Work = Readonly<
  | { kind: 'compare'; path: string; entry: ManifestEntry; pieces: readonly ReadPiece[] }
  | { kind: 'make'; folder: string; url: string; secret: string; more: Readonly<Record<string, string>> }
>

/** How a file that was read compares with its reference; what there is no reference for is left out. */
export type Compared = Readonly<{
  recall?: number
  cells?: Readonly<{ all: number; kept: number; lost: readonly string[] }>
  pages?: Readonly<{ all: number; right: number }>
}>

/** A made file, written to `path`. */
export type MadeFile = Omit<HostileFile, 'bytes'> & Readonly<{ path: string }>

async function compare({ path, entry, pieces }: Extract<Work, { kind: 'compare' }>): Promise<Compared> {
  const { text, pages, cells } = await referenceOf(path, entry)
  const whole = pieces.map((piece) => piece.text).join('\n')
  return {
    ...(text === undefined ? {} : { recall: recallOf(text, whole) }),
    ...(cells === undefined
      ? {}
      : {
          cells: keptOf(
            cells,
            pieces.flatMap((piece) => piece.cells ?? [piece.text]),
          ),
        }),
    ...(pages === undefined ? {} : { pages: pagesOf(pieces, pages.map(plain)) }),
  }
}

/** A block is on the right page when no other page of the reference holds more of its beginning, in pieces of six characters. */
function pagesOf(pieces: readonly ReadPiece[], pages: readonly string[]): Readonly<{ all: number; right: number }> {
  let [all, right] = [0, 0]
  for (const { text, page, cells } of pieces) {
    const parts = (cells ?? [text]).flatMap((part) => plain(part).slice(0, 60).match(/.{6}/gsu) ?? [])
    const found = pages.map((one) => parts.filter((part) => one.includes(part)).length)
    const most = Math.max(0, ...found)
    if (most === 0) continue
    all++
    if (found[(page ?? 0) - 1] === most) right++
  }
  return { all, right }
}

function make({ folder, url, secret, more }: Extract<Work, { kind: 'make' }>): readonly MadeFile[] {
  const whole = Object.fromEntries(Object.entries(more).map(([kind, path]) => [kind, readFileSync(path)]))
  const made: MadeFile[] = []
  for (const files of [hostileFiles(url, secret), truncatedFiles(whole)]) {
    for (const { bytes, ...file } of files) {
      const path = join(folder, String(made.length))
      writeFileSync(path, bytes)
      made.push({ ...file, path })
    }
  }
  return made
}

process.on('message', (work: Work) => {
  void (async () => process.send?.(work.kind === 'compare' ? await compare(work) : make(work)))()
})
process.on('disconnect', () => process.exit())
