import { KaiwuError, type Language } from '@kaiwu/core'
import type { z } from 'zod'
import { issueText } from './issue-text.ts'

// A hostile body can be wrong in thousands of places; people mend a few at a time.
const mostIssues = 5

/**
 * Checks what a caller sent and gives it back as the schema makes it.
 * @throws REQUEST_INVALID naming each mistake with the setting it is about
 * @example
 * parseInput(z.strictObject({ query: z.string() }), { qeury: 'x' }, 'en') // 'query: missing; unknown setting "qeury"'
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown, language: Language): z.output<Schema> {
  const parsed = schema.safeParse(value, { error: issueText(language) })
  if (parsed.success) return parsed.data
  const sentences = parsed.error.issues.slice(0, mostIssues).map(({ path, message }) => {
    if (path.length === 0) return message
    return `${path.map(String).join('.')}${language === 'zh' ? '：' : ': '}${message}`
  })
  throw new KaiwuError('REQUEST_INVALID', { reason: sentences.join(language === 'zh' ? '；' : '; ') })
}
