import type { Language } from '@kaiwu/core'
import { z } from 'zod'

type RawIssue = z.core.$ZodRawIssue
type Say = (zh: string, en: string) => string

const fallback = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError }

/** The error map that has zod say what is wrong in the reader's language. zod's own words serve where there are none here. */
export function issueText(language: Language): z.core.$ZodErrorMap {
  const say: Say = (zh, en) => (language === 'zh' ? zh : en)
  return (issue) => sentence(issue, say) ?? fallback[language](issue)
}

function sentence(issue: RawIssue, say: Say): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input !== undefined) return say(`类型应为 ${issue.expected}`, `must be of type ${issue.expected}`)
      return issue.path?.length ? say('缺少这一项', 'missing') : say('缺少请求体', 'the body is missing')
    case 'unrecognized_keys': {
      const keys = issue.keys.map((key) => `"${key.slice(0, 40)}"`).join(', ')
      return say(`不认识的项 ${keys}`, `unknown setting ${keys}`)
    }
    case 'too_small':
      return issue.origin === 'string'
        ? say('不能为空', 'must not be empty')
        : say(`最小为 ${issue.minimum}`, `must be at least ${issue.minimum}`)
    case 'too_big':
      return issue.origin === 'string'
        ? say(`最多 ${issue.maximum} 个字符`, `must not be longer than ${issue.maximum} characters`)
        : say(`最大为 ${issue.maximum}`, `must be at most ${issue.maximum}`)
    case 'invalid_format':
      return issue.format === 'date'
        ? say('应为存在的日期，写成 2026-11-22', 'must be a date that exists, written 2026-11-22')
        : undefined
    case 'invalid_union':
      return say('写法不对', 'is not in a form known here')
    default:
      return undefined
  }
}
