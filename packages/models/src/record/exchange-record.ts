import { contentHash } from '@kaiwu/core'

/** How an exchange ended: by itself, by its reader who had enough, by its caller who left, or by breaking. */
export type ExchangeEnd = 'end' | 'let-go' | 'left' | 'broken'

/** One exchange with a token API, as it stands in one line of a recording. Secrets are not in it. */
export type ExchangeRecord = Readonly<{
  /** Form of the record. */
  v: 1
  /** In which order the exchanges of a run began. */
  n: number
  at: string
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body?: string
  /** Absent when no answer began. */
  answer?: Readonly<{
    status: number
    headers: Readonly<Record<string, string>>
    /** Until the answer began. */
    afterMs: number
    /** Milliseconds since the piece before, and the bytes in base64. */
    pieces: readonly (readonly [afterMs: number, base64: string])[]
  }>
  end: ExchangeEnd
  endAfterMs: number
  /** What it broke with: a code of the error table and its details. */
  error?: Readonly<{ code: string; details: Readonly<Record<string, string | number>> }>
}>

/** What makes two requests the same: method, address and body, without their secrets. Headers are not part of it. */
export function exchangeKey({
  method,
  url,
  body = '',
}: Readonly<{ method: string; url: string; body?: string | undefined }>): string {
  return `${method} ${url} ${contentHash(body)}`
}
