/** How long to wait before a job is tried again. */
export type BackOff = Readonly<{ firstMs: number; mostMs: number }>

/** 2 s, 4 s, 8 s … up to 10 minutes. */
export const defaultBackOff: BackOff = Object.freeze({ firstMs: 2_000, mostMs: 600_000 })

/**
 * The pause after a failed try: `firstMs` doubled with each try up to `mostMs`, and of that between a half and the whole by chance, so
 * that what failed together does not come back together.
 * @param attempt the try that failed, from 1
 * @param chance from 0 up to 1
 */
export function pauseAfter(attempt: number, { firstMs, mostMs }: BackOff, chance = Math.random()): number {
  const whole = Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 40))
  return Math.round(whole / 2 + (whole / 2) * chance)
}
