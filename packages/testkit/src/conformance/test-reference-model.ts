import {
  KaiwuError,
  type CallOptions,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type ErrorCode,
  type Finish,
  type Usage,
} from '@kaiwu/core'
import type { Address } from './subject.ts'

/** Bad habits that the suite must find. */
export type Habit =
  | 'no-cut-off'
  | 'echoes-key'
  | 'keeps-connection'
  | 'swallows-errors'
  | 'collects-first'
  | 'forgets-usage'
  | 'drops-tools'
  | 'eager'
  | 'joins-bytes'

type Json = Record<string, unknown>

/** A chat model of the plainest kind, for services in OpenAI's form: what the suite is tried on. */
export function referenceModel({ url, key }: Address, habits: readonly Habit[] = []): ChatModel {
  const has = (habit: Habit): boolean => habits.includes(habit)
  const fail = (code: ErrorCode, reason: string, more: Record<string, string | number> = {}): KaiwuError =>
    new KaiwuError(code, {
      url,
      reason: has('echoes-key') ? reason : reason.replaceAll(key, '…'),
      model: 'reference/any',
      status: 0,
      seconds: 0,
      phase: '',
      keyEnv: 'K',
      ...more,
    })

  async function send(request: ChatRequest, stream: boolean, { signal }: CallOptions): Promise<Response> {
    if (signal?.aborted) throw new KaiwuError('CANCELLED')
    const { messages, tools, toolChoice, temperature, topP, maxTokens, stop, seed, format, extra } = request
    const body = {
      model: 'any',
      messages: messages.map(sentMessage),
      ...(stream ? { stream, stream_options: { include_usage: true } } : {}),
      ...(tools ? { tools: tools.map((tool) => ({ type: 'function', function: tool })) } : {}),
      ...(toolChoice
        ? { tool_choice: typeof toolChoice === 'string' ? toolChoice : { type: 'function', function: toolChoice } }
        : {}),
      ...(format
        ? {
            response_format:
              format.type === 'json_object'
                ? format
                : { type: format.type, json_schema: { name: format.name, schema: format.schema } },
          }
        : {}),
      temperature,
      top_p: topP,
      max_tokens: maxTokens,
      stop,
      seed,
      ...extra,
    }
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const response = await fetch(`${url}/chat/completions`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      redirect: 'error',
      signal: has('keeps-connection') ? null : (signal ?? null),
    })
    if (!response.ok) throw refusal(response, await response.text())
    return response
  }

  function refusal({ status, headers }: Pick<Response, 'status' | 'headers'>, text: string): KaiwuError {
    const codes: Record<number, ErrorCode> = {
      401: 'MODEL_REFUSED_KEY',
      402: 'MODEL_QUOTA_EXHAUSTED',
      403: 'MODEL_NOT_PERMITTED',
      404: 'MODEL_NOT_FOUND',
      429: 'MODEL_RATE_LIMITED',
      503: 'MODEL_OVERLOADED',
    }
    const wait = headers.get('retry-after') ?? ''
    const ms = /^\d+$/.test(wait) ? Number(wait) * 1000 : Date.parse(wait) - Date.now()
    const code = text.includes('context_length')
      ? 'MODEL_CONTEXT_TOO_LONG'
      : (codes[status] ?? (status < 500 ? 'MODEL_BAD_REQUEST' : 'MODEL_FAILED'))
    return fail(code, text, {
      status,
      ...(ms >= 0 && !/^-|^[a-z]/i.test(wait.replace(/^\w{3},/, '')) ? { retryAfterMs: ms } : {}),
    })
  }

  async function* stream(request: ChatRequest, options: CallOptions = {}): AsyncGenerator<ChatEvent> {
    const reader = new FrameReader(fail, has('swallows-errors'), has('forgets-usage'))
    const held: ChatEvent[] = []
    try {
      const response = await send(request, true, options)
      if (!response.headers.get('content-type')?.includes('event-stream')) throw fail('MODEL_PROTOCOL', 'no stream')
      for await (const data of dataOf(response, has('joins-bytes'))) {
        for (const event of reader.read(data))
          if (has('collects-first')) held.push(event)
          else if (!(has('drops-tools') && event.type === 'tool-call')) yield event
        if (reader.done) break
        if (options.signal?.aborted) throw new KaiwuError('CANCELLED')
      }
    } catch (error) {
      if (!reader.finish || options.signal?.aborted) throw translated(error, options, fail)
    }
    if (!reader.began) throw fail('MODEL_PROTOCOL', 'no completion')
    yield* held
    yield { type: 'end', ...reader.end(has('no-cut-off')), requestId: reader.requestId }
  }

  async function complete(request: ChatRequest, options: CallOptions = {}) {
    const reader = new FrameReader(fail, has('swallows-errors'), has('forgets-usage'))
    try {
      const text = await (await send(request, false, options)).text()
      reader.read(text)
      if (!reader.began) throw fail('MODEL_PROTOCOL', 'no completion')
      return {
        ...reader.end(has('no-cut-off')),
        text: reader.text,
        reasoning: reader.reasoning,
        toolCalls: has('drops-tools') ? [] : reader.calls,
        requestId: reader.requestId,
      }
    } catch (error) {
      throw translated(error, options, fail)
    }
  }
  return {
    ref: 'reference/any',
    complete,
    stream(request, options) {
      const events = stream(request, options)
      if (!has('eager')) return events
      const first = events.next()
      first.catch(() => undefined)
      return (async function* () {
        const { value, done } = await first
        if (done) return
        yield value
        yield* events
      })()
    },
  }
}

function sentMessage(message: ChatRequest['messages'][number]): Json {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.toolCallId, content: message.content }
  const calls = message.role === 'assistant' ? message.toolCalls : undefined
  const sent = calls?.map(({ id, name, arguments: text }) => ({ id, type: 'function', function: { name, arguments: text } }))
  return { role: message.role, content: message.content, ...(sent && sent.length > 0 ? { tool_calls: sent } : {}) }
}

function translated(error: unknown, { signal }: CallOptions, fail: (code: ErrorCode, reason: string) => KaiwuError): unknown {
  if (KaiwuError.is(error)) return error
  return signal?.aborted ? new KaiwuError('CANCELLED') : fail('MODEL_UNREACHABLE', String(error))
}

async function* dataOf(response: Response, joins: boolean): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  let lines: string[] = []
  const chunks = response.body as unknown as AsyncIterable<Uint8Array>
  for await (const chunk of chunks) {
    rest += joins ? Buffer.from(chunk).toString() : decoder.decode(chunk, { stream: true })
    const parts = rest.split(/\r\n|\n/)
    rest = parts.pop() ?? ''
    for (const line of parts) {
      if (line.startsWith('data:')) lines.push(line.slice(line[5] === ' ' ? 6 : 5))
      else if (line === '' && lines.length > 0) {
        yield lines.join('\n')
        lines = []
      }
    }
  }
}

class FrameReader {
  text = ''
  reasoning = ''
  done = false
  finish: string | undefined
  requestId = ''
  calls: { id: string; name: string; arguments: string }[] = []
  #usage: Usage | undefined
  #id = ''
  readonly #fail: (code: ErrorCode, reason: string) => KaiwuError
  readonly #lax: boolean
  readonly #forgets: boolean

  constructor(fail: (code: ErrorCode, reason: string) => KaiwuError, lax: boolean, forgets: boolean) {
    this.#fail = fail
    this.#lax = lax
    this.#forgets = forgets
  }

  read(data: string): ChatEvent[] {
    if (data === '[DONE]') {
      this.done = true
      return []
    }
    const frame = this.#parsed(data)
    this.#id ||= textOf(frame['id'])
    this.requestId = this.#id
    if ((frame['error'] ?? frame['error_code']) && !this.#lax) throw this.#fail('MODEL_FAILED', data)
    this.#keepUsage(frame['usage'] as Json | undefined)
    const choice = (frame['choices'] as Json[] | undefined)?.[0]
    if (!choice) {
      if (frame['usage'] || this.#lax) return []
      throw this.#fail('MODEL_PROTOCOL', 'no choices')
    }
    if (choice['finish_reason']) this.finish = textOf(choice['finish_reason'])
    return this.#events((choice['delta'] ?? choice['message'] ?? {}) as Json)
  }

  #parsed(data: string): Json {
    let frame: unknown
    try {
      frame = JSON.parse(data)
    } catch {
      if (!this.#lax) throw this.#fail('MODEL_PROTOCOL', 'no JSON')
    }
    if (typeof frame === 'object' && frame !== null) return frame as Json
    return {}
  }

  #keepUsage(usage: Json | undefined): void {
    if (!usage || this.#forgets) return
    const inner = (name: string, field: string): number => Number((usage[name] as Json | undefined)?.[field] ?? 0)
    this.#usage = {
      promptTokens: Number(usage['prompt_tokens']),
      completionTokens: Number(usage['completion_tokens']),
      estimated: false,
      cachedTokens: inner('prompt_tokens_details', 'cached_tokens'),
      reasoningTokens: inner('completion_tokens_details', 'reasoning_tokens'),
    }
  }

  #events(delta: Json): ChatEvent[] {
    const events: ChatEvent[] = []
    const { reasoning_content: thought, content, tool_calls: calls } = delta
    if (typeof thought === 'string' && thought !== '') events.push({ type: 'reasoning', text: thought })
    if (typeof content === 'string' && content !== '') events.push({ type: 'text', text: content })
    for (const [at, one] of ((calls ?? []) as Json[]).entries()) {
      const index = Number(one['index'] ?? at)
      const { name, arguments: text } = one['function'] as { name?: string; arguments?: string }
      const call = (this.calls[index] ??= { id: '', name: '', arguments: '' })
      call.id ||= textOf(one['id'])
      call.name ||= name ?? ''
      call.arguments += text ?? ''
      events.push({ type: 'tool-call', index, id: call.id, name: call.name, arguments: text ?? '' })
    }
    this.text += typeof content === 'string' ? content : ''
    this.reasoning += typeof thought === 'string' ? thought : ''
    return events
  }

  /** Something was said, or why nothing was. */
  get began(): boolean {
    return this.#lax || this.finish !== undefined || this.text !== '' || this.calls.length > 0
  }

  end(neverCut: boolean): { finish: Finish; usage: Usage; model: string; id: string } {
    const meanings: Record<string, Finish> = {
      stop: 'stop',
      tool_calls: 'tool-calls',
      length: 'length',
      content_filter: 'filtered',
    }
    const finish = neverCut ? 'stop' : (meanings[this.finish ?? ''] ?? (this.finish ? 'stop' : 'cut-off'))
    return {
      finish,
      usage: this.#usage ?? { promptTokens: 1, completionTokens: 1, estimated: true },
      model: 'reference/any',
      id: this.#id,
    }
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
