import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { refuseFull, writeFolder } from '@kaiwu/cases'
import { KaiwuError } from '@kaiwu/core'
import type { Terminal } from '../terminal.ts'
import type { CaseClient } from './case-client.ts'

/** What an archive of a case may hold: attachments may be many, and large. */
const limits = { entries: 65_535, bytes: 4_000_000_000, ratio: 10_000 }
const sumsFile = 'SHA256SUMS'

/**
 * Exports a case into a new or empty folder, once every file is what its SHA256SUMS says.
 * @throws EXPORT_FOLDER_IN_USE, EXPORT_DAMAGED, PATH_UNUSABLE, SERVER_REFUSED
 */
export async function exportCase(
  client: CaseClient,
  { id, folder }: Readonly<{ id: string; folder: string }>,
  terminal: Terminal,
): Promise<void> {
  await refuseFull(resolve(folder))
  const { openZip } = await import('@kaiwu/knowledge')
  const name = `${id}.zip`
  const zip = await openZip(await client.bytes(`cases/${id}/export?language=${terminal.language}`), name, limits)
  const files = new Map<string, Uint8Array>()
  // All of an archive lies in a folder of its own.
  for (const entry of zip.names) files.set(entry.slice(entry.indexOf('/') + 1), await zip.read(entry))
  refuseDamaged(files, name)
  await writeFolder(
    folder,
    [...files].map(([path, content]) => ({ path, content })),
  )
  const sha256 = hashOf(files.get(sumsFile)!)
  terminal.result({ folder: resolve(folder), files: files.size, sha256 })
  terminal.print({
    zh: `已导出到 ${folder}：${files.size} 个文件，逐个与 ${sumsFile} 核对无误（${sha256}）`,
    en: `Exported to ${folder}: ${files.size} files, each as ${sumsFile} says (${sha256})`,
  })
}

/** @throws EXPORT_DAMAGED for a file that is missing, was added, or is not what was exported */
function refuseDamaged(files: ReadonlyMap<string, Uint8Array>, name: string): void {
  const lines = Buffer.from(files.get(sumsFile) ?? [])
    .toString('utf8')
    .split('\n')
  const sums = new Map(lines.filter((line) => line !== '').map((line) => [line.slice(66), line.slice(0, 64)]))
  for (const path of files.keys())
    if (path !== sumsFile && !sums.has(path)) throw new KaiwuError('EXPORT_DAMAGED', { name, file: path })
  for (const [path, sum] of sums) {
    const content = files.get(path)
    if (!content || hashOf(content) !== sum) throw new KaiwuError('EXPORT_DAMAGED', { name, file: path })
  }
  if (sums.size === 0) throw new KaiwuError('EXPORT_DAMAGED', { name, file: sumsFile })
}

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
