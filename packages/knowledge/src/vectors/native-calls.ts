const [stopped, running] = [0, 1]
const bytes = 8

/**
 * Keeps a thread from being ended inside of a native addon: the call would find no JavaScript to return to, and take the process with it.
 * Both threads hold one of these over the same memory.
 */
export class NativeCalls {
  /** What the other thread is given. */
  readonly memory: SharedArrayBuffer
  private readonly state: Int32Array

  constructor(memory = new SharedArrayBuffer(bytes)) {
    this.memory = memory
    this.state = new Int32Array(memory)
  }

  /** Whether no call may begin any more. */
  get areStopped(): boolean {
    return Atomics.load(this.state, stopped) === 1
  }

  /** Lets no further call begin. */
  stop(): void {
    Atomics.store(this.state, stopped, 1)
  }

  /** Waits, blocking this thread, until the calls of the other one have returned. */
  waitUntilIdle(longestMs: number): void {
    const until = performance.now() + longestMs
    for (let count = this.count(); count > 0 && performance.now() < until; count = this.count())
      Atomics.wait(this.state, running, count, until - performance.now())
  }

  /** Runs what makes calls, those under way when it gives way included. @returns nothing when they were stopped before */
  async run<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    Atomics.add(this.state, running, 1)
    try {
      return this.areStopped ? undefined : await work()
    } finally {
      Atomics.sub(this.state, running, 1)
      Atomics.notify(this.state, running)
    }
  }

  private count(): number {
    return Atomics.load(this.state, running)
  }
}
