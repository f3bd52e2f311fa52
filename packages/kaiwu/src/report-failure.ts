import { exitCodes, KaiwuError, newId } from '@kaiwu/core'
import type { Terminal } from './terminal.ts'

const signalExits: Readonly<Record<string, number>> = Object.freeze({ SIGINT: 130, SIGTERM: 143 })

// The machine's refusals: somebody has to mend a disk or a permission, not the program.
const machineFaults = [
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EMFILE',
  'ENFILE',
  'EIO',
  'ENOTDIR',
  'EISDIR',
  'ENAMETOOLONG',
  'ELOOP',
]

/**
 * Says what went wrong and gives the exit code. A KaiwuError shows its text only; anything else is a fault of the program
 * and is shown with an id and its stack, on stderr.
 */
export function reportFailure(error: unknown, terminal: Terminal): number {
  const known = asKaiwuError(error)
  const failure = known ?? new KaiwuError('INTERNAL', { id: newId('err') })
  const stopped = failure.code === 'CANCELLED' ? (signalExits[String(terminal.signal.reason)] ?? 130) : undefined
  const message = failure.text(terminal.language)
  if (terminal.json && !terminal.hasResult()) {
    const { code, fault, details } = failure
    terminal.result({ error: { code, message, fault, details } })
  } else if (failure.code === 'CANCELLED') {
    terminal.note({ zh: '已停止。', en: 'Stopped.' })
  } else {
    terminal.note({ zh: `错误 ${failure.code}：${message}`, en: `Error ${failure.code}: ${message}` })
  }
  if (!known) terminal.note(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return stopped ?? exitCodes[failure.fault]
}

function asKaiwuError(error: unknown): KaiwuError | undefined {
  if (KaiwuError.is(error)) return error
  if (!(error instanceof Error)) return undefined
  const { code, path } = error as NodeJS.ErrnoException
  if (code === undefined || path === undefined || !machineFaults.includes(code)) return undefined
  return new KaiwuError('PATH_UNUSABLE', { path, reason: error.message }, { cause: error })
}
