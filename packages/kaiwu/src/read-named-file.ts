import { readFile } from 'node:fs/promises'
import { KaiwuError } from '@kaiwu/core'

/** Reads a file that was named on the command line. @throws PATH_UNUSABLE */
export async function readNamedFile(path: string): Promise<Buffer<ArrayBuffer>> {
  return readFile(path).catch((error: Error) => {
    throw new KaiwuError('PATH_UNUSABLE', { path, reason: error.message }, { cause: error })
  })
}
