import { KaiwuError } from '@kaiwu/core'

/** The error for a file whose content breaks the rules of its format. */
export function damaged(name: string, cause?: unknown): KaiwuError {
  return new KaiwuError('FILE_UNREADABLE', { name, reason: '文件已损坏或不完整 (damaged or incomplete)' }, { cause })
}
