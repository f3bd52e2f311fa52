import { KaiwuError, type ErrorCode } from '@kaiwu/core'

/** The code of the error a promise is rejected with; fails for any other outcome. For tests. */
export async function codeOf(promise: Promise<unknown>): Promise<ErrorCode> {
  try {
    await promise
  } catch (error) {
    if (KaiwuError.is(error)) return error.code
    throw error
  }
  throw new Error('expected an error, but the call succeeded')
}
