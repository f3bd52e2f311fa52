import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** What a browser keeps while somebody is away at their provider. */
export type Flow = Readonly<{ solution: string; state: string; nonce: string; verifier: string; endsAtMs: number }>

const flow = z.strictObject({
  solution: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  endsAtMs: z.int(),
})

/** Writes a flow so that nobody but this server can have written it. */
export function sealFlow(value: Flow, key: Buffer): string {
  const text = Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${text}.${signature(text, key).toString('base64url')}`
}

/** Reads a flow back; nothing for one that somebody else wrote, that has ended, or that belongs to another solution. */
export function readFlow(
  sealed: string,
  key: Buffer,
  { solution, nowMs }: Readonly<{ solution: string; nowMs: number }>,
): Flow | undefined {
  const [text = '', given = ''] = sealed.split('.')
  const [right, other] = [signature(text, key), Buffer.from(given, 'base64url')]
  if (right.length !== other.length || !timingSafeEqual(right, other)) return undefined
  const { data } = flow.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  return data && data.solution === solution && nowMs < data.endsAtMs ? Object.freeze(data) : undefined
}

function signature(text: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
