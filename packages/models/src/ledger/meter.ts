import {
  KaiwuError,
  priceOf,
  systemClock,
  type ChargedTo,
  type Clock,
  type Money,
  type TokenPrice,
  type Usage,
} from '@kaiwu/core'
import type { CallKind, CallOutcome, Ledger } from './ledger.ts'
import { mostCost, priceVersion, usablePrice } from './most-cost.ts'

/** A call about to be made. */
export type MeteredCall = Readonly<{
  kind: CallKind
  /** `provider/model`. */
  model: string
  /** Tokens to be sent, as estimated. */
  promptTokens: number
  /** The most it may send back, thinking included. Default 0: embeddings and rerankers send none. */
  completionTokens?: number
  /** Whether it may think, which some services charge more for. */
  mayThink?: boolean
  chargedTo?: ChargedTo
}>

/** How a metered call ended. */
export type CallEnd = Readonly<{
  outcome: Exclude<CallOutcome, 'unknown' | 'saved'>
  usage: Usage
  /** Whether it thought, where usage does not tell. */
  thinking?: boolean
  requestId?: string
}>

/** A call that is under way. It must be closed, however it ends: what is not closed counts as the most it may cost. */
export type OpenCall = Readonly<{
  /** Notes that the first piece of the answer is here. */
  begun(): void
  /** Writes down what it was and says what it cost, if anybody knows. Closing twice changes nothing. */
  close(end: CallEnd): Money | undefined
}>

/** What a service said of a call. */
export type CallReport = Readonly<{ usage?: Usage; requestId?: string }>

/** A call about to be made that may be left. */
export type MeteredRun = MeteredCall & Readonly<{ signal?: AbortSignal }>

/** What makes a call and reports on it. */
export type MeteredWork<T> = (report: (said: CallReport) => void) => Promise<T>

/** Meters calls of any kind: sets aside before, writes down after, whatever happens in between. */
export type Meter = Readonly<{
  /** Sets aside the most a call may cost. @throws BUDGET_EXCEEDED, MODEL_UNPRICED, CURRENCY_RATE_MISSING, LEDGER_UNUSABLE */
  open(call: MeteredCall): OpenCall
  /**
   * Runs a call that is not a stream. `report` hands in what the service says of it, best as soon as it is known; a call that was
   * not reported is written down as estimated.
   * @throws what `open` throws, CANCELLED when the signal is aborted already, and whatever the work throws
   * @example
   * meter.run({ kind: 'embedding', model: 'dashscope/text-embedding-v4', promptTokens: 120 }, async (report) => {
   *   const reply = await send()
   *   report({ usage: reply.usage, requestId: reply.id })
   *   return reply.vectors
   * })
   */
  run<T>(call: MeteredRun, work: MeteredWork<T>): Promise<T>
  /** Writes down a call that was answered from the cache: it costs nothing, and what it would have cost is kept. */
  saved(call: Pick<MeteredCall, 'kind' | 'model' | 'chargedTo'>, usage: Usage): Money | undefined
}>

/** What a meter goes by. */
export type MeterOptions = Readonly<{
  ledger: Pick<Ledger, 'reserve' | 'settle'>
  /** The price of a model in force at a moment; nothing when nobody has said. */
  price: (model: string, at: number) => TokenPrice | undefined
  clock?: Pick<Clock, 'now'>
  /** After this long a call that was never closed counts as the most it may cost. Default ten minutes. */
  deadlineMs?: number
}>

/** Makes a meter on a ledger. */
export function openMeter({ ledger, price, clock = systemClock(), deadlineMs = 600_000 }: MeterOptions): Meter {
  const priceFor = (model: string, at: number): TokenPrice | undefined => usablePrice(price(model, at))
  const open = (call: MeteredCall): OpenCall => {
    const at = clock.now()
    return openCall(call, { ledger, at, price: priceFor(call.model, at), clock, deadline: at + deadlineMs })
  }
  return Object.freeze({
    open,
    run: <T>(call: MeteredRun, work: MeteredWork<T>) => runCall(open, call, work),
    saved({ kind, model, chargedTo = {} }: Pick<MeteredCall, 'kind' | 'model' | 'chargedTo'>, usage: Usage) {
      const at = clock.now()
      const known = priceFor(model, at)
      const saved = known ? priceOf(usage, known, { at }) : undefined
      const most: Money = { micros: 0, currency: known?.currency ?? 'CNY' }
      const id = ledger.reserve({ kind, model, chargedTo, at, deadline: at, most })
      ledger.settle(id, { outcome: 'saved', usage, elapsedMs: 0, ...(saved ? { saved } : {}) })
      return saved
    },
  })
}

type Begun = Readonly<{
  ledger: MeterOptions['ledger']
  at: number
  price: TokenPrice | undefined
  clock: Pick<Clock, 'now'>
  deadline: number
}>

function openCall(call: MeteredCall, { ledger, at, price, clock, deadline }: Begun): OpenCall {
  const { kind, model, chargedTo = {}, promptTokens, completionTokens = 0, mayThink = false } = call
  const id = ledger.reserve({
    kind,
    model,
    chargedTo,
    at,
    deadline,
    ...(price
      ? { most: mostCost({ promptTokens, completionTokens, mayThink }, price, at), priceVersion: priceVersion(price) }
      : {}),
  })
  let firstTokenMs: number | undefined
  let closed: Readonly<{ cost: Money | undefined }> | undefined
  return Object.freeze({
    begun() {
      firstTokenMs ??= clock.now() - at
    },
    close({ outcome, usage, thinking = false, requestId }: CallEnd) {
      if (closed) return closed.cost
      const cost = price ? priceOf(usage, price, { at, thinking }) : undefined
      closed = { cost }
      ledger.settle(id, {
        outcome,
        usage,
        elapsedMs: clock.now() - at,
        ...(cost ? { cost } : {}),
        ...(requestId === undefined ? {} : { requestId }),
        ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
      })
      return cost
    },
  })
}

async function runCall<T>(open: Meter['open'], call: MeteredRun, work: MeteredWork<T>): Promise<T> {
  const { signal } = call
  if (signal?.aborted) throw new KaiwuError('CANCELLED')
  const running = open(call)
  let said: CallReport = {}
  const estimated: Usage = { promptTokens: Math.ceil(call.promptTokens), completionTokens: 0, estimated: true }
  const close = (outcome: CallEnd['outcome'], usage: Usage): void => {
    running.close({ outcome, usage, ...(said.requestId === undefined ? {} : { requestId: said.requestId }) })
  }
  try {
    const result = await work((more) => (said = { ...said, ...more }))
    close('ok', said.usage ?? estimated)
    return result
  } catch (error) {
    close(endOf(error, signal), said.usage ?? (surelyUnbilled(error) ? noUsage : estimated))
    throw error
  }
}

/** No tokens at all, which is known and not estimated. */
export const noUsage: Usage = Object.freeze({ promptTokens: 0, completionTokens: 0, estimated: false })

/** Whether a call that threw was left by its caller, or failed. */
export function endOf(error: unknown, signal: AbortSignal | undefined): 'cancelled' | 'failed' {
  return signal?.aborted || (KaiwuError.is(error) && error.code === 'CANCELLED') ? 'cancelled' : 'failed'
}

/** Whether the service surely charged nothing for a call that threw. */
export function surelyUnbilled(error: unknown): boolean {
  return KaiwuError.is(error) && error.details['billed'] === 'no'
}
