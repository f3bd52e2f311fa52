import { KaiwuError } from '@kaiwu/core'
import type { Solution } from '@kaiwu/solution'
import type { Terminal } from './terminal.ts'

/** What taking in documents came to, by knowledge. */
export type SyncReports = Awaited<ReturnType<Solution['sync']>>

/**
 * Takes in the folder's documents, showing how far it is.
 * @throws CANCELLED between two files when the process is told to stop; what was taken in stays
 */
export async function syncFolder(solution: Solution, terminal: Terminal): Promise<SyncReports> {
  return solution.sync((done, total) => {
    stopIfAsked(terminal)
    terminal.progress({ zh: `读取文档 ${done}/${total}`, en: `Reading documents ${done}/${total}` })
  })
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

/** @throws CANCELLED when the process was told to stop */
export function stopIfAsked({ signal }: Terminal): void {
  if (signal.aborted) throw new KaiwuError('CANCELLED')
}
