import { KaiwuError } from '@kaiwu/core'
import type { Solution } from '@kaiwu/solution'
import type { Terminal } from './terminal.ts'

/** What taking in documents came to, by knowledge. */
export type SyncReports = Awaited<ReturnType<Solution['sync']>>

/**
 * Takes in the folder's documents, showing how far it is and how long it will take. When the process is told to stop it stops
 * between two files; what was taken in stays, and the next time goes on from there.
 * @throws CANCELLED then
 */
export async function syncFolder(solution: Solution, terminal: Terminal): Promise<SyncReports> {
  const { signal } = terminal
  const reports = await solution.sync({
    signal,
    onProgress({ done, total, path, elapsedMs, remainingMs }) {
      const rate = elapsedMs > 0 ? ((done * 1000) / elapsedMs).toFixed(1) : '0'
      const left = remainingMs === undefined ? undefined : Math.ceil(remainingMs / 1000)
      terminal.progress({
        zh: `读取文档 ${done}/${total}，每秒 ${rate} 份${left === undefined ? '' : `，约剩 ${left} 秒`}${path ? `：${path}` : ''}`,
        en: `Reading documents ${done}/${total}, ${rate} a second${left === undefined ? '' : `, about ${left} s left`}${path ? `: ${path}` : ''}`,
      })
    },
  })
  stopIfAsked(terminal)
  return reports
}

/** @throws CANCELLED when the process was told to stop */
export function stopIfAsked({ signal }: Terminal): void {
  if (signal.aborted) throw new KaiwuError('CANCELLED')
}

/**
 * Takes in what changed when this process may write; otherwise says that another one holds the data and goes on with what is stored.
 * Files that cannot be read are named on stderr.
 */
export async function syncIfWritable(solution: Solution, terminal: Terminal): Promise<void> {
  if (!solution.writable) {
    terminal.note({
      zh: '另一个进程（例如正在运行的服务）正在使用这份数据：只读取已入库的内容，不检查文件夹里的改动。',
      en: 'Another process, such as a running server, holds this data: reading what is stored, without looking for changes in the folder.',
    })
    return
  }
  for (const { failed } of Object.values(await syncFolder(solution, terminal))) {
    for (const { path, error } of failed)
      terminal.note({ zh: `未读取 ${path}：${error.text('zh')}`, en: `Not read, ${path}: ${error.text('en')}` })
  }
}
