import { defineQuirk } from './quirk.ts'

/** Finds errors told by a code beside the choices. */
export const codeInBody = defineQuirk({
  name: 'code-in-body',
  why: {
    zh: 'HTTP 200 和流中途用 {code, message} 报错，不处理就把半截回答当成功',
    en: 'errors are told by {code, message} at HTTP 200 and in mid-stream; unheeded, half an answer passes for a success',
  },
  error({ code, message, choices }) {
    if (code === undefined || code === null || code === 0 || code === '0' || code === '') return undefined
    // Some gateways say in every answer that all is well.
    if (choices !== undefined && /^(?:200|ok|success)$/i.test(asText(code))) return undefined
    return { code: asText(code), message: asText(message) }
  },
})

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '')
}
