import { messageOf, type ErrorReply, type VendorCall, type VendorError, type VendorErrorKind } from './vendor-form.ts'

/** One error of a vendor, as a row of its table. */
export function errorRow(
  kind: VendorErrorKind,
  status: number,
  code: string,
  message: string,
  more: Pick<VendorError, 'form' | 'headers'> = {},
): VendorError {
  return Object.freeze({ kind, status, code, message, ...more })
}

/** OpenAI's form: `{error: {message, type, param, code}}`. */
export function openaiError(error: VendorError, call: VendorCall): ErrorReply {
  return reply(error, { error: { message: messageOf(error, call), type: typeOf(error.status), param: null, code: error.code } })
}

/** `{error: {message, type}}`: the type says what happened, there is no code. */
export function typedError(error: VendorError, call: VendorCall): ErrorReply {
  return reply(error, { error: { message: messageOf(error, call), type: error.code } })
}

/** `{error: {code, message}}` and no more. */
export function codedError(error: VendorError, call: VendorCall): ErrorReply {
  return reply(error, { error: { code: error.code, message: messageOf(error, call) } })
}

/** A body in a form of its own. */
export function reply({ status, headers }: VendorError, body: object | string): ErrorReply {
  return { status, body, ...(headers ? { headers } : {}) }
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}
