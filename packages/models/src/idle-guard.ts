/** Why a guard gave up: nothing came at all, a stall, or the whole call took too long. */
export type IdlePhase = 'first token' | 'idle' | 'total'

/** How long to wait, in milliseconds. */
export type IdleLimits = Readonly<{
  /** Until the first piece. */
  firstMs: number
  /** Between two pieces. */
  idleMs: number
  /** For everything. */
  totalMs: number
}>

/** Aborts a stream that does not start, stalls, or never ends. Only what a model says counts as life: keep-alive comments do not. */
export type IdleGuard = Readonly<{
  signal: AbortSignal
  /** The model said something, be it only a thought. */
  beat(): void
  stop(): void
  /** The limit that was passed, in milliseconds, once the guard has aborted the stream. */
  expired(): Readonly<{ phase: IdlePhase; limitMs: number }> | undefined
}>

/** @param outer the caller's own signal, which aborts too */
export function idleGuard({ firstMs, idleMs, totalMs }: IdleLimits, outer?: AbortSignal): IdleGuard {
  const controller = new AbortController()
  let expired: { phase: IdlePhase; limitMs: number } | undefined
  const arm = (phase: IdlePhase, limitMs: number) =>
    setTimeout(() => {
      expired ??= { phase, limitMs }
      controller.abort()
    }, limitMs)
  const total = arm('total', totalMs)
  let timer = arm('first token', firstMs)
  return Object.freeze({
    signal: outer ? AbortSignal.any([outer, controller.signal]) : controller.signal,
    beat() {
      clearTimeout(timer)
      timer = arm('idle', idleMs)
    },
    stop() {
      clearTimeout(timer)
      clearTimeout(total)
    },
    expired: () => expired,
  })
}
