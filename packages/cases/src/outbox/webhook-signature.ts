import { createHmac, timingSafeEqual } from 'node:crypto'

/** The header with the time of sending, in seconds since 1970. */
export const timestampHeader = 'x-kaiwu-timestamp'
/** The header with the signature of time and body. */
export const signatureHeader = 'x-kaiwu-signature'

/** Headers as `node:http` or `fetch` have them. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

/** Whether a request is from who it says. */
export type WebhookCheck =
  | Readonly<{ valid: true }>
  | Readonly<{ valid: false; reason: 'missing headers' | 'too old or too new' | 'wrong signature' }>

const toleranceMs = 300_000

/**
 * Signs what is sent: `v1=` and the hexadecimal HMAC-SHA256, under the secret, of the timestamp, a full stop, and the body.
 * @param timestamp seconds since 1970
 */
export function webhookSignature(timestamp: number, body: string | Uint8Array, secret: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`
}

/**
 * For who receives what Kaiwu sends: whether it is signed with the secret, and not more than five minutes old. The same one may still
 * come twice, as anything that is sent over a network: keep the `idempotency-key` of what has been done, and answer 200 again.
 * @param body as it came, before it is parsed: other spaces make another signature
 * @param now milliseconds since 1970
 * @example
 * app.post('/hook', express.raw({ type: 'application/json' }), (request, response) => {
 *   const check = verifyWebhook(request.headers, request.body, process.env.KAIWU_SECRET, Date.now())
 *   if (!check.valid) return response.status(401).end()
 *   handleOnce(request.headers['idempotency-key'], JSON.parse(request.body))
 *   response.status(200).end()
 * })
 */
export function verifyWebhook(headers: WebhookHeaders, body: string | Uint8Array, secret: string, now: number): WebhookCheck {
  const timestamp = headerOf(headers, timestampHeader)
  const signatures = headerOf(headers, signatureHeader)
  if (secret === '' || timestamp === undefined || signatures === undefined || !/^\d{1,12}$/.test(timestamp)) {
    return { valid: false, reason: 'missing headers' }
  }
  const wanted = Buffer.from(webhookSignature(Number(timestamp), body, secret))
  // Several may stand there, while a secret is being replaced.
  const given = signatures.split(',').map((one) => Buffer.from(one.trim()))
  if (!given.some((one) => one.length === wanted.length && timingSafeEqual(one, wanted))) {
    return { valid: false, reason: 'wrong signature' }
  }
  if (Math.abs(now - Number(timestamp) * 1_000) > toleranceMs) return { valid: false, reason: 'too old or too new' }
  return { valid: true }
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return typeof found === 'string' || found === undefined ? found : found.join(',')
}
