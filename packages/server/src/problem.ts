import { posix, win32 } from 'node:path'
import { errorTable, KaiwuError, localText, withoutAddress, type Fault, type Language } from '@kaiwu/core'

/** An error as a response tells it (RFC 9457), in the reader's language. */
export type Problem = Readonly<{
  type: string
  title: string
  status: number
  detail: string
  code: string
  instance: string
  requestId: string
  retryable: boolean
  /** Of an error about a form: what is wrong with each of its fields. */
  fields?: readonly Readonly<{ field: string; message: string }>[]
}>

const titles: Readonly<Record<Fault, Readonly<Record<Language, string>>>> = Object.freeze({
  caller: { zh: '请求无法处理', en: 'The request cannot be served' },
  author: { zh: '解决方案有误', en: 'The solution has a mistake' },
  operator: { zh: '服务需要运维处理', en: 'The service needs its operator' },
  provider: { zh: '模型服务出错', en: 'The model service failed' },
  kaiwu: { zh: '程序出错', en: 'The program failed' },
})

// Their path is the address the caller asked for, not a file.
const addressCodes: ReadonlySet<string> = new Set(['ROUTE_NOT_FOUND', 'METHOD_NOT_ALLOWED'])

/** Where an error came up: the address asked for, the request's id, and the reader's language. */
export type ProblemPlace = Readonly<{ instance: string; requestId: string; language: Language }>

/** Tells an error as a problem. Folders of the server's machine are not told. */
export function problemOf(error: KaiwuError, { instance, requestId, language }: ProblemPlace): Problem {
  const { status, retryable, fault } = errorTable[error.code]
  return Object.freeze({
    type: `urn:kaiwu:error:${error.code}`,
    title: titles[fault][language],
    status,
    detail: publicText(error, language),
    code: error.code,
    instance,
    requestId,
    retryable,
    ...(error.fields.length === 0
      ? {}
      : { fields: error.fields.map(({ field, message }) => ({ field, message: localText(message, language) })) }),
  })
}

/**
 * The text of an error for people who are not at the server's machine: of its absolute paths only the last part is left, of
 * model services the name.
 * @example
 * publicText(new KaiwuError('STORE_IN_USE', { path: '/srv/desk/.kaiwu', pid: 7 }), 'en') // 'The data folder .kaiwu …'
 */
export function publicText(error: KaiwuError, language: Language): string {
  if (addressCodes.has(error.code)) return error.text(language)
  const details = Object.entries(withoutAddress(error).details).map(([key, value]) => [
    key,
    typeof value === 'string' ? withoutFolders(value) : value,
  ])
  return new KaiwuError(error.code, Object.fromEntries(details)).text(language)
}

function withoutFolders(value: string): string {
  if (posix.isAbsolute(value)) return posix.basename(value)
  if (/^[A-Za-z]:[\\/]|^\\\\/.test(value)) return win32.basename(value)
  return value
    .replace(/(['"])(?:\/|[A-Za-z]:[\\/]|\\\\)[^'"]*\1/g, (path) => `'${win32.basename(path.slice(1, -1))}'`)
    .replace(/(?<![\p{L}\p{N}_:/\\.@-])(?:\/|[A-Za-z]:\\)(?:[^\s/\\'"]+[\\/])+[^\s/\\'"]*/gu, (path) => win32.basename(path))
}
