/**
 * Learns by how much the tokens that a service reports differ from the estimate, model by model: its tokenizer is another one. Kept
 * in memory, and within half and twice the estimate, so that one odd report does no harm.
 */
export type Calibration = Readonly<{
  /** Notes what a service reported for what was estimated. Short texts and reports of nothing teach nothing. */
  learn(model: string, tokens: Readonly<{ estimated: number; reported: number }>): void
  /** What one estimated token has been of late; 1 until something was learnt. */
  ratio(model: string): number
  /** An estimate put right, rounded up. */
  corrected(model: string, estimated: number): number
}>

const shortest = 50
const share = 0.1

/**
 * @example
 * const calibration = openCalibration()
 * calibration.learn('deepseek/deepseek-flash', { estimated: 1000, reported: 900 })
 * calibration.corrected('deepseek/deepseek-flash', 2000) // 1900
 */
export function openCalibration(): Calibration {
  const learnt = new Map<string, Readonly<{ ratio: number; seen: number }>>()
  const ratio = (model: string): number => learnt.get(model)?.ratio ?? 1
  return Object.freeze({
    ratio,
    learn(model: string, { estimated, reported }: Readonly<{ estimated: number; reported: number }>) {
      if (!(estimated >= shortest && reported > 0 && Number.isFinite(reported))) return
      const { ratio: before, seen } = learnt.get(model) ?? { ratio: 1, seen: 1 }
      // The first reports count for much, later ones for a tenth each; the estimate itself counts as one report.
      const weight = Math.max(share, 1 / (seen + 1))
      const now = Math.min(2, Math.max(0.5, reported / estimated))
      learnt.set(model, { ratio: before + weight * (now - before), seen: seen + 1 })
    },
    corrected: (model: string, estimated: number) => Math.ceil(estimated * ratio(model)),
  })
}
