import { KaiwuError } from '@kaiwu/core'

/** One call to a model service: what its errors have to name, and the key they must never show. */
export type ModelCall = Readonly<{ url: string; keyEnv: string; key: string }>

/** The error of an HTTP status that is no success. */
export function statusError({ url, keyEnv, key }: ModelCall, status: number, said: string): KaiwuError {
  const details = { url, status, reason: shortened(said, key) }
  if (status === 401 || status === 403) return new KaiwuError('MODEL_REFUSED_KEY', { ...details, keyEnv })
  if (status === 402 || status === 429) return new KaiwuError('MODEL_RATE_LIMITED', details)
  return new KaiwuError('MODEL_FAILED', details)
}

/** A reason fit to be shown: the key blotted out, on one line, not longer than 200 characters. */
export function shortened(said: string, key: string): string {
  const plain = said.replaceAll(key, '…').replace(/\s+/g, ' ').trim()
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain
}

/** What a service says went wrong, out of the body of its answer: JSON in any vendor's form, or the text of a page. */
export function saidIn(body: string): string {
  const json = jsonIn(body)
  if (json === undefined) return body.replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')
  const { error, error_msg: errorMsg, message, msg } = json
  if (typeof error === 'object' && error !== null) return asText((error as { message?: unknown }).message ?? error)
  return asText(error ?? errorMsg ?? message ?? msg ?? body)
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The JSON object that a body is, if it is one. */
export function jsonIn(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
