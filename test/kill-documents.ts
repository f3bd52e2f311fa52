/**
 * The documents of the kill tests: a folder that changes from round to round, so that some files are new, changed, moved or gone.
 * @module
 */
import type { SourceFile } from '@kaiwu/knowledge'

/** How many documents the folder has. */
export const folderSize = 12

/** A document of the folder at a round, with a word that no other holds. */
export type FolderDocument = Readonly<{ path: string; text: string; word: string }>

/** The folder at a round. */
export function documentsOf(round: number): FolderDocument[] {
  return Array.from({ length: folderSize }, (_, at) => {
    const kind = (at + round) % 4
    // One of four is another file every round, one moves, one changes, one stays.
    const number = kind === 0 ? 1000 * (round + 1) + at : at
    const version = kind === 1 ? round : 0
    const place = kind === 2 ? `moved-${round}/` : ''
    const word = `QX-${number * 100 + (version % 100)}`
    const lines = Array.from({ length: 20 }, (_, line) => `第${line + 1}条　编号 ${word} 的设备每${line + 2}个月检查一次。\n`)
    return { path: `${place}file-${number}.md`, text: `# 规程${number}\n\n${lines.join('\n')}`, word }
  })
}

/** The folder at a round, as files. */
export function filesOf(round: number): SourceFile[] {
  return documentsOf(round).map(({ path, text }) => ({ path, read: () => Promise.resolve(new TextEncoder().encode(text)) }))
}

/** An upload of a round. */
export function uploadOf(round: number, at: number): Readonly<{ name: string; bytes: Uint8Array; word: string }> {
  const word = `ZW-${round * 10 + at + 5000}`
  const text = `# 上传${word}\n\n第一条　上传 ${word} 的内容。\n`
  return { name: `upload-${word}.md`, bytes: new TextEncoder().encode(text), word }
}

/** An upload of so many passages that a base that has taken it in writes index files; `word` is in its last. */
export function thickUpload(round: number): Readonly<{ name: string; bytes: Uint8Array; word: string }> {
  const articles = Array.from({ length: 2_000 }, (_, at) => `第${at + 1}条　编号 QY-${round}${at} 的设备每月检查一次。\n`)
  return {
    name: `thick-${round}.md`,
    bytes: new TextEncoder().encode(`# 大规程${round}\n\n${articles.join('\n')}`),
    word: `QY-${round}1999`,
  }
}
