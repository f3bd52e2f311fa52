import { KaiwuError } from '@kaiwu/core'

const mostCharacters = 500
const hidden: readonly (readonly [RegExp, string])[] = [
  // The lines of a stack, where somebody has put one into a message.
  [/^\s+at .*$/gm, ''],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 …'],
  [/\b(?:sk|ak|pk|rk|kw)[-_][\w-]{8,}/gi, '…'],
  [/(:\/\/)[^/\s@]+@/g, '$1…@'],
  [
    /\b([\w-]*(?:api[-_]?key|access[-_]?key|token|secret|password|passwd|signature|authorization))(["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi,
    '$1$2…',
  ],
]

/** What an error says, as it may be kept and shown: no stack, nothing that looks like a key, at most 500 characters. */
export function errorText(error: unknown): string {
  let text = KaiwuError.is(error) ? `${error.code}: ${error.message}` : error instanceof Error ? error.message : String(error)
  for (const [pattern, instead] of hidden) text = text.replace(pattern, instead)
  // PostgreSQL keeps no NUL.
  text = text.replaceAll('\0', '\uFFFD').trim() || 'an error without a text'
  const short = text.length > mostCharacters ? `${text.slice(0, mostCharacters - 1)}…` : text
  return short.replace(/\p{Surrogate}/gu, '\uFFFD')
}
