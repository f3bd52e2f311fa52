import { KaiwuError, type CallOptions, type ChatModel, type ErrorCode, type Money, type Usage } from '@kaiwu/core'

/** Why a model's help was not used: the error it ended with, or `ANSWER_UNUSABLE` when what it said did not hold. */
export type ModelFailure = Readonly<{ code: ErrorCode | 'ANSWER_UNUSABLE'; message: string }>

/** What a call came to. What it used is told also when its answer could not be used: it was paid for all the same. */
export type ModelCall = Readonly<{ model: string; usage?: Usage; cost?: Money }>

/** How a model is asked. */
export type AskOptions = CallOptions & Readonly<{ timeoutMs?: number }>

/** What is asked for: instructions, the question, the form of the answer, and what makes of it a value or `undefined`. */
export type JsonAsked<T> = Readonly<{
  system: string
  user: string
  name: string
  schema: Readonly<Record<string, unknown>>
  read: (answer: unknown) => T | undefined
}>

/** Searching goes on without the model rather than keep somebody waiting. */
export const defaultModelTimeoutMs = 8000

/**
 * Asks a model for a small answer in JSON. Whatever goes wrong is handed back as a reason, so that the caller can go on by rules; only
 * the caller's own signal ends everything.
 * @throws CANCELLED when `signal` was
 */
export async function askForJson<T>(
  model: ChatModel,
  { system, user, name, schema, read }: JsonAsked<T>,
  { timeoutMs = defaultModelTimeoutMs, signal, chargedTo }: AskOptions = {},
): Promise<Readonly<{ call: ModelCall } & ({ value: T } | { failure: ModelFailure })>> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const ends = signal ? AbortSignal.any([signal, timeout]) : timeout
  try {
    const {
      text,
      finish,
      usage,
      cost,
      model: ref,
    } = await withinSignal(
      model.complete(
        {
          messages: [
            { role: 'system', content: system },
            { role: 'user', content: user },
          ],
          temperature: 0,
          maxTokens: 500,
          thinking: 'off',
          format: { type: 'json_schema', name, schema, strict: true },
        },
        { signal: ends, ...(chargedTo && { chargedTo }) },
      ),
      ends,
    )
    const call = { model: ref, usage, ...(cost && { cost }) }
    const value = finish === 'stop' ? read(parsed(text)) : undefined
    if (value !== undefined) return { call, value }
    return { call, failure: { code: 'ANSWER_UNUSABLE', message: `${finish}: ${text.slice(0, 200)}` } }
  } catch (error) {
    if (signal?.aborted) throw new KaiwuError('CANCELLED', {}, { cause: error })
    return { call: { model: model.ref }, failure: failureOf(error, timeout.aborted) }
  }
}

/** Ends with the signal, also where a model pays no heed to it. */
export async function withinSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined
  const ended = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, ended])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** An error as a reason. @param isLate the time given was over */
export function failureOf(error: unknown, isLate: boolean): ModelFailure {
  const message = error instanceof Error ? error.message : String(error)
  if (isLate) return { code: 'MODEL_TIMEOUT', message }
  return { code: error instanceof KaiwuError ? error.code : 'MODEL_FAILED', message }
}

/** JSON, also within a fence or behind a sentence, as models without a format of their own write it. */
function parsed(text: string): unknown {
  const json = /\{[\s\S]*\}/.exec(text)?.[0]
  if (json === undefined) return undefined
  try {
    return JSON.parse(json) as unknown
  } catch {
    // Said to the caller as ANSWER_UNUSABLE, with the text.
    return undefined
  }
}
