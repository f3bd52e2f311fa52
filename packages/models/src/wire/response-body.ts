import type { Dispatcher } from 'undici'

type Waiting = Readonly<{ resolve(result: IteratorResult<Uint8Array>): void; reject(reason: unknown): void }>

// Behind this the service is asked to wait, so that a slow reader does not fill the memory.
const mostHeldBytes = 256 * 1024
const graceMs = 300

/**
 * The bytes of an answer as they come. Cheaper than a stream of Node's: a token passes through one queue. Read once, by one reader.
 */
export class ResponseBody implements AsyncIterableIterator<Uint8Array> {
  readonly #controller: Dispatcher.DispatchController
  readonly #over: () => void
  readonly #chunks: Uint8Array[] = []
  #held = 0
  #waiting: Waiting | undefined
  #ended = false
  #failure: { reason: unknown } | undefined

  /** @param over called once when nothing more can come */
  constructor(controller: Dispatcher.DispatchController, over: () => void) {
    this.#controller = controller
    this.#over = over
  }

  push(chunk: Uint8Array): void {
    if (this.#ended) return
    if (this.#waiting) {
      const { resolve } = this.#waiting
      this.#waiting = undefined
      return resolve({ done: false, value: chunk })
    }
    this.#chunks.push(chunk)
    this.#held += chunk.length
    if (this.#held > mostHeldBytes) this.#controller.pause()
  }

  end(): void {
    this.#ended = true
    this.#waiting?.resolve({ done: true, value: undefined })
    this.#waiting = undefined
  }

  fail(reason: unknown): void {
    if (this.#ended) return
    this.#ended = true
    this.#failure = { reason }
    this.#waiting?.reject(reason)
    this.#waiting = undefined
  }

  /** Lets go of what has not come yet. */
  cancel(): void {
    this.#over()
    if (this.#ended) return
    this.#ended = true
    this.#controller.abort(new Error('not wanted any more'))
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.#chunks.shift()
    if (chunk) {
      this.#held -= chunk.length
      if (this.#held <= mostHeldBytes) this.#controller.resume()
      return Promise.resolve({ done: false, value: chunk })
    }
    if (this.#failure) return Promise.reject(this.#failure.reason as Error)
    if (this.#ended) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  /** The reader has what it wants. A body that ends by itself now leaves the connection to the next call. */
  return(): Promise<IteratorResult<Uint8Array>> {
    this.#chunks.length = 0
    if (!this.#ended) {
      this.#controller.resume()
      setTimeout(() => this.cancel(), graceMs).unref()
    }
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
