import type { Hit } from '@kaiwu/core'

/** A hit as a search hands it out. Where it says why it stands where it stands, what words and what meaning gave are told apart. */
export type FoundHit = Hit &
  Readonly<{ why?: Readonly<{ keyword?: Readonly<{ score: number }>; vector?: Readonly<{ similarity: number }> }> }>

/** The keyword score of a hit; its own score may be one of fused ranks. */
export function keywordScoreOf({ score, why }: FoundHit): number {
  return why === undefined ? score : (why.keyword?.score ?? 0)
}
