import type { Knowledge } from '@kaiwu/knowledge'
import { columns } from '../display-width.ts'
import type { Terminal } from '../terminal.ts'

/** What to do about releases: make one, list them, or have one served. */
export type ReleaseRequest = Readonly<{ list: boolean; note: string; serve: string | undefined }>

/** Makes, lists or serves releases, and prints them. */
export async function releaseKnowledge(
  knowledge: Knowledge,
  { list, note, serve }: ReleaseRequest,
  terminal: Terminal,
): Promise<void> {
  if (serve !== undefined) await knowledge.serve(serve)
  else if (!list) {
    const { id, documents } = await knowledge.release(note)
    terminal.print({ zh: `已发布 ${id}：${documents} 份文档`, en: `Released ${id}: ${documents} documents` })
  }
  const releases = await knowledge.releases()
  const serving = knowledge.serving() ?? 'latest'
  terminal.result({ serving, releases })
  if (list) {
    if (releases.length === 0) terminal.print({ zh: '还没有发布过', en: 'No releases yet' })
    const rows = releases.map(({ id, at, documents, note: said, serving: on }) => [
      on ? `* ${id}` : `  ${id}`,
      new Date(at).toISOString().slice(0, 16).replace('T', ' '),
      terminal.pick({ zh: `${documents} 份文档`, en: `${documents} documents` }),
      said,
    ])
    for (const line of columns(rows)) terminal.print(line)
  }
  terminal.print(
    serving === 'latest'
      ? { zh: '检索使用最新的文档', en: 'Searches see the documents as they stand' }
      : {
          zh: `检索使用发布 ${serving}；恢复最新：kaiwu knowledge release --serve latest`,
          en: `Searches see release ${serving}; back to the latest: kaiwu knowledge release --serve latest`,
        },
  )
}
