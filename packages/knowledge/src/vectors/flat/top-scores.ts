/** The best of many scores, by a heap whose root is the worst of them. Of equal scores the smaller slot is the better. */
export class TopScores {
  readonly scores: Float64Array
  readonly slots: Uint32Array
  private readonly room: number
  private held = 0

  constructor(room: number) {
    this.room = room
    this.scores = new Float64Array(room)
    this.slots = new Uint32Array(room)
  }

  /** How many are in. */
  get size(): number {
    return this.held
  }

  /** Puts a slot in if it is among the best so far. */
  offer(slot: number, score: number): void {
    if (this.held < this.room) this.rise(this.held++, slot, score)
    else if (this.room > 0 && (score > this.scores[0]! || (score === this.scores[0] && slot < this.slots[0]!)))
      this.sink(slot, score)
  }

  /** What is in, best first. */
  sorted(): readonly Readonly<{ slot: number; score: number }>[] {
    return Array.from({ length: this.held }, (_, at) => ({ slot: this.slots[at]!, score: this.scores[at]! })).sort(
      (one, other) => other.score - one.score || one.slot - other.slot,
    )
  }

  private isWorse(at: number, slot: number, score: number): boolean {
    return this.scores[at]! < score || (this.scores[at] === score && this.slots[at]! > slot)
  }

  private rise(from: number, slot: number, score: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >>> 1
      // A parent is worse than its children.
      if (this.isWorse(parent, slot, score)) break
      this.put(at, this.slots[parent]!, this.scores[parent]!)
      at = parent
    }
    this.put(at, slot, score)
  }

  private sink(slot: number, score: number): void {
    let at = 0
    for (;;) {
      let child = at * 2 + 1
      if (child >= this.held) break
      if (child + 1 < this.held && this.isWorse(child + 1, this.slots[child]!, this.scores[child]!)) child++
      if (!this.isWorse(child, slot, score)) break
      this.put(at, this.slots[child]!, this.scores[child]!)
      at = child
    }
    this.put(at, slot, score)
  }

  private put(at: number, slot: number, score: number): void {
    this.slots[at] = slot
    this.scores[at] = score
  }
}
