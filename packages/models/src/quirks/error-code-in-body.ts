import { defineQuirk } from './quirk.ts'

/** Finds errors told by an error_code. */
export const errorCodeInBody = defineQuirk({
  name: 'error-code-in-body',
  why: { zh: 'HTTP 200 也用 {error_code, error_msg} 报错', en: 'errors are told by {error_code, error_msg}, also at HTTP 200' },
  error({ error_code: code, error_msg: message }) {
    if (code === undefined || code === null || code === 0) return undefined
    return { code: asText(code), message: asText(message) }
  },
})

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '')
}
