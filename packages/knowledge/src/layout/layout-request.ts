import { KaiwuError } from '@kaiwu/core'

/** Where a layout service is and how it is asked. */
export type LayoutAddress = Readonly<{
  /** The service's name in messages. */
  service: string
  url: URL
  /** The whole `authorization` header; its secret part never comes back in a message. */
  authorization?: string
  timeoutMs: number
}>

/** What is sent: a form, or a value as JSON. */
export type LayoutBody = Readonly<{ form: FormData } | { json: unknown }>

const largestAnswer = 64 * 1024 ** 2
const longestReason = 200

/**
 * Sends one request to a layout service and returns its JSON answer. Redirects are refused, answers above 64 MB too.
 * @param name the file's name, for messages
 * @throws LAYOUT_SERVICE_FAILED with the reason; CANCELLED when `signal` was aborted
 */
export async function askLayoutService(
  address: LayoutAddress,
  body: LayoutBody,
  name: string,
  signal?: AbortSignal,
): Promise<unknown> {
  const deadline = AbortSignal.timeout(address.timeoutMs)
  const failed = (reason: string): KaiwuError =>
    new KaiwuError('LAYOUT_SERVICE_FAILED', {
      name,
      reason: withoutSecret(`${address.service}：${reason}`, address.authorization),
    })
  try {
    const reply = await fetch(address.url, {
      method: 'POST',
      redirect: 'error',
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      headers: {
        accept: 'application/json',
        ...(address.authorization === undefined ? {} : { authorization: address.authorization }),
        ...('json' in body ? { 'content-type': 'application/json' } : {}),
      },
      body: 'json' in body ? JSON.stringify(body.json) : body.form,
    })
    const text = await readAnswer(reply)
    if (text === undefined) throw failed('回答超过 64 MB (the answer is larger than 64 MB)')
    if (!reply.ok) throw failed(`HTTP ${reply.status} ${saidBy(text)}`.trim())
    const answer = parseAnswer(text)
    if (answer === undefined) throw failed(`回答不是 JSON (the answer is not JSON): ${text.slice(0, 60)}`)
    return answer
  } catch (error) {
    if (KaiwuError.is(error)) throw error
    if (signal?.aborted === true) throw new KaiwuError('CANCELLED', {}, { cause: error })
    const seconds = Math.round(address.timeoutMs / 100) / 10
    throw failed(deadline.aborted ? `${seconds} 秒内没有答完 (no complete answer within ${seconds} s)` : networkReason(error))
  }
}

/** Undefined when the answer is too large; the rest of it is not taken then. */
async function readAnswer(reply: Response): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let length = 0
  let text = ''
  for await (const chunk of reply.body ?? []) {
    length += chunk.length
    if (length > largestAnswer) return undefined
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** What a service says of its own failure, in the places where such services say it. */
function saidBy(text: string): string {
  const answer = parseAnswer(text)
  const said = ['error', 'errorMsg', 'detail', 'message', 'msg']
    .map((key) => valueAt(answer, key))
    .find((one) => one !== undefined)
  const words = typeof said === 'string' ? said : said === undefined ? '' : (stringAt(said, 'message') ?? JSON.stringify(said))
  return words.replace(/\s+/g, ' ').slice(0, longestReason)
}

/** Errors of fetch say what happened in their cause. */
function networkReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const message = cause instanceof Error ? cause.message : String(cause)
  if (/redirect/i.test(message)) return '服务要求转到别的地址，已拒绝 (a redirect was refused)'
  const code = stringAt(cause, 'code')
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || /terminated|other side closed|aborted/i.test(message))
    return '回答中断 (the answer was cut off)'
  return `连接不上 (it cannot be reached): ${code ?? message.slice(0, longestReason)}`
}

function withoutSecret(text: string, authorization: string | undefined): string {
  const secret = authorization?.split(' ').at(-1) ?? ''
  return secret === '' ? text : text.replaceAll(secret, '…')
}

/** A member of a JSON value; undefined where there is none. */
export function valueAt(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string | number, unknown>>)[key] : undefined
}

/** A text among the members of a value. */
export function stringAt(value: unknown, key: string | number): string | undefined {
  const found = valueAt(value, key)
  return typeof found === 'string' ? found : undefined
}

/** A list among the members of a value; empty where there is none. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = valueAt(value, key)
  return Array.isArray(found) ? found : []
}
