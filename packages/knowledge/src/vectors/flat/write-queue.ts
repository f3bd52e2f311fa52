/** Lets one piece of work after another change an index; one that finds nobody before it begins at once, before `run` returns. */
export class WriteQueue {
  private waiting = 0
  private last: Promise<void> = Promise.resolve()

  /** Whether what is run next begins at once. */
  get isIdle(): boolean {
    return this.waiting === 0
  }

  /** Runs a piece of work when all before it are done, whether they succeeded or not. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.isIdle ? work() : this.last.then(work)
    this.waiting++
    this.last = result.then(
      () => this.leave(),
      () => this.leave(),
    )
    return result
  }

  /** Resolves when everything that was run so far is done. */
  async settled(): Promise<void> {
    await this.last
  }

  private leave(): void {
    this.waiting--
  }
}
