import type { KeywordHit } from './keyword-index.ts'

/** The best of many passages that come with rising numbers: a heap whose root is the worst that is kept. */
export class TopHits {
  /** What a passage must exceed to come in; −1 while there is room. */
  threshold = -1
  private readonly top: number
  private readonly scores: Float64Array
  private readonly passages: Float64Array
  private count = 0

  /** @param top how many to keep */
  constructor(top: number) {
    this.top = top
    this.scores = new Float64Array(top)
    this.passages = new Float64Array(top)
    if (top === 0) this.threshold = Infinity
  }

  /** Takes a passage if it is better than the worst; of equal ones the first stays. */
  add(passage: number, score: number): void {
    if (this.count < this.top) {
      this.rise(this.count++, passage, score)
      if (this.count === this.top) this.threshold = this.scores[0]!
      return
    }
    if (score <= this.threshold) return
    this.sink(passage, score)
    this.threshold = this.scores[0]!
  }

  /** What was kept, best first; of equal ones the smaller number first. */
  hits(): readonly KeywordHit[] {
    const hits = Array.from({ length: this.count }, (_, at) =>
      Object.freeze({ passage: this.passages[at]!, score: this.scores[at]! }),
    )
    return Object.freeze(hits.sort((a, b) => b.score - a.score || a.passage - b.passage))
  }

  /** Of equal ones the greater number is the worse. */
  private worse(at: number, passage: number, score: number): boolean {
    return this.scores[at]! < score || (this.scores[at] === score && this.passages[at]! > passage)
  }

  private rise(from: number, passage: number, score: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >>> 1
      if (this.worse(parent, passage, score)) break
      this.scores[at] = this.scores[parent]!
      this.passages[at] = this.passages[parent]!
      at = parent
    }
    this.scores[at] = score
    this.passages[at] = passage
  }

  private sink(passage: number, score: number): void {
    let at = 0
    for (let child = 1; child < this.count; child = 2 * at + 1) {
      if (child + 1 < this.count && this.worse(child + 1, this.passages[child]!, this.scores[child]!)) child++
      if (!this.worse(child, passage, score)) break
      this.scores[at] = this.scores[child]!
      this.passages[at] = this.passages[child]!
      at = child
    }
    this.scores[at] = score
    this.passages[at] = passage
  }
}
