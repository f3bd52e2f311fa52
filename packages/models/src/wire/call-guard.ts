import { KaiwuError } from '@kaiwu/core'
import type { Timeouts } from '../routing/call-policy.ts'

/** Aborts a call that does not start, stalls, never ends, or is not wanted any more. */
export type CallGuard = Readonly<{
  /** Aborted with the KaiwuError that says why. */
  signal: AbortSignal
  /** The model said something, be it only a thought. */
  beat(): void
  stop(): void
}>

/**
 * Watches over one call. Only what a model says counts as life: keep-alive comments do not.
 * @param options.whole the answer comes in one piece, so that nothing can be said of its beginning
 */
export function callGuard(
  url: string,
  { firstTokenMs, idleMs, totalMs }: Timeouts,
  { outer, whole = false }: Readonly<{ outer?: AbortSignal | undefined; whole?: boolean }>,
): CallGuard {
  const controller = new AbortController()
  const expire = (phase: string, limitMs: number) =>
    setTimeout(
      () =>
        controller.abort(
          new KaiwuError('MODEL_TIMEOUT', { url, seconds: limitMs / 1000, phase, kind: 'timeout', billed: 'maybe' }),
        ),
      limitMs,
    )
  const cancel = (): void => controller.abort(new KaiwuError('CANCELLED'))
  if (outer?.aborted) cancel()
  outer?.addEventListener('abort', cancel, { once: true })
  const total = expire('total', totalMs)
  const first = whole ? undefined : expire('first token', firstTokenMs)
  let idle: NodeJS.Timeout | undefined
  return Object.freeze({
    signal: controller.signal,
    beat() {
      if (idle) return void idle.refresh()
      clearTimeout(first)
      idle = expire('idle', idleMs)
    },
    stop() {
      outer?.removeEventListener('abort', cancel)
      clearTimeout(total)
      clearTimeout(first)
      clearTimeout(idle)
    },
  })
}
