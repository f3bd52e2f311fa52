import { KaiwuError } from '@kaiwu/core'

/** A file to be taken into a knowledge base. */
export type SourceFile = Readonly<{
  path: string
  read(): Promise<Uint8Array>
  /** Bytes, for progress by size; files without it count alike. */
  size?: number
}>

/**
 * The bytes of a file that may be gone, locked or out of bounds by now.
 * @throws FILE_UNREADABLE, and what `read` throws as a KaiwuError
 */
export async function bytesOf(file: SourceFile): Promise<Uint8Array> {
  try {
    return await file.read()
  } catch (error) {
    if (KaiwuError.is(error) || !(error instanceof Error)) throw error
    // The message of a file system error names a path of this machine; its code does not.
    throw new KaiwuError(
      'FILE_UNREADABLE',
      { name: file.path, reason: (error as NodeJS.ErrnoException).code ?? error.message },
      { cause: error },
    )
  }
}
