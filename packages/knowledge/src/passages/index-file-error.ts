import { KaiwuError } from '@kaiwu/core'

/** What the system said when an index file was written, as an error for the operator. @param size bytes it was to have */
export function indexFileError(error: unknown, path: string, size: number): KaiwuError {
  if (KaiwuError.is(error)) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new KaiwuError('INDEX_FILE_NO_SPACE', { path, megabytes: Math.ceil(size / 1e6) }, { cause: error })
  const reason = error instanceof Error ? error.message : String(error)
  return new KaiwuError('INDEX_FILE_UNWRITABLE', { path, reason }, { cause: error })
}
