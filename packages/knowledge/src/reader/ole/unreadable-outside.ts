import { damaged } from '../damaged.ts'

/**
 * Runs a reader of binary records: a read outside the bytes, which a damaged file leads to, becomes FILE_UNREADABLE.
 * @throws FILE_UNREADABLE, and whatever `read` throws otherwise
 */
export function unreadableOutside<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) throw damaged(name, error)
    throw error
  }
}
