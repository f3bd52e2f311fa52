/** The best of many scores, by a heap whose root is the worst of them. Of equal scores the smaller number is the better. */
export class TopScores {
  readonly scores: Float64Array
  readonly numbers: Uint32Array
  /** No score below it comes in any more; an equal one does for a smaller number. */
  threshold: number
  private readonly room: number
  private held = 0

  constructor(room: number) {
    this.room = room
    this.threshold = room > 0 ? -Infinity : Infinity
    this.scores = new Float64Array(room)
    this.numbers = new Uint32Array(room)
  }

  /** How many are in. */
  get size(): number {
    return this.held
  }

  /** Takes a number if it is among the best so far. */
  offer(number: number, score: number): void {
    if (this.held < this.room) this.rise(this.held++, number, score)
    else if (score > this.threshold || (score === this.threshold && number < this.numbers[0]!)) this.sink(number, score)
    else return
    if (this.held === this.room) this.threshold = this.scores[0]!
  }

  /** What is in, best first. */
  sorted(): readonly Readonly<{ number: number; score: number }>[] {
    return Array.from({ length: this.held }, (_, at) => ({ number: this.numbers[at]!, score: this.scores[at]! })).sort(
      (one, other) => other.score - one.score || one.number - other.number,
    )
  }

  private isWorse(at: number, number: number, score: number): boolean {
    return this.scores[at]! < score || (this.scores[at] === score && this.numbers[at]! > number)
  }

  private rise(from: number, number: number, score: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >>> 1
      // A parent is worse than its children.
      if (this.isWorse(parent, number, score)) break
      this.put(at, this.numbers[parent]!, this.scores[parent]!)
      at = parent
    }
    this.put(at, number, score)
  }

  private sink(number: number, score: number): void {
    let at = 0
    for (;;) {
      let child = at * 2 + 1
      if (child >= this.held) break
      if (child + 1 < this.held && this.isWorse(child + 1, this.numbers[child]!, this.scores[child]!)) child++
      if (!this.isWorse(child, number, score)) break
      this.put(at, this.numbers[child]!, this.scores[child]!)
      at = child
    }
    this.put(at, number, score)
  }

  private put(at: number, number: number, score: number): void {
    this.numbers[at] = number
    this.scores[at] = score
  }
}
