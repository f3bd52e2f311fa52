/**
 * What went wrong with a request. `server`: the server said so, in the reader's language. `unreachable`: no answer came.
 * `unexpected`: an answer came that is not of the contract. `interrupted`: a stream broke off before its end.
 */
export type Problem = Readonly<{
  kind: 'server' | 'unreachable' | 'unexpected' | 'interrupted'
  /** 0 where no answer came. */
  status: number
  code: string
  title: string
  detail: string
  requestId?: string
  retryable: boolean
  /** Of a form: what is wrong with which field; of a row with its place, `items.3.note`. */
  fields?: readonly Readonly<{ field: string; message: string }>[]
}>

/** Thrown by every request of the page; carries the {@link Problem} to show. */
export class RequestProblem extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`)
    this.name = 'RequestProblem'
    this.problem = problem
  }
}

const codes = { unreachable: 'SERVER_UNREACHABLE', unexpected: 'ANSWER_UNEXPECTED', interrupted: 'STREAM_INTERRUPTED' } as const

/** A problem the page itself noticed. Its words come from the text table, so `title` and `detail` stay empty. */
export function ownProblem(kind: keyof typeof codes, status = 0): Problem {
  return Object.freeze({ kind, status, code: codes[kind], title: '', detail: '', retryable: true })
}

/**
 * Reads an `application/problem+json` body. Anything else (a proxy's HTML page, an empty body) becomes `unexpected`.
 * @example
 * problemFrom(404, { code: 'DOCUMENT_NOT_FOUND', title: '…', detail: '没有这份文档：d1', status: 404 }).detail
 */
export function problemFrom(status: number, body: unknown): Problem {
  if (typeof body !== 'object' || body === null) return ownProblem('unexpected', status)
  const { code, title, detail, requestId, retryable, fields } = body as Readonly<Record<string, unknown>>
  if (typeof code !== 'string' || typeof detail !== 'string') return ownProblem('unexpected', status)
  return Object.freeze({
    kind: 'server',
    status,
    code,
    title: typeof title === 'string' ? title : '',
    detail,
    ...(typeof requestId === 'string' ? { requestId } : {}),
    retryable: retryable === true,
    ...(Array.isArray(fields) ? { fields: fields as NonNullable<Problem['fields']> } : {}),
  })
}

/** The problem behind anything thrown by a request; an unknown error counts as an answer that cannot be understood. */
export function problemOf(error: unknown): Problem {
  return error instanceof RequestProblem ? error.problem : ownProblem('unexpected')
}

/** Whether an error only says that the reader, or a newer request, stopped this one. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
