/** Keeps what was read from the database last, up to a size; what does not fit is read again. */
export class ContentCache<Content> {
  private readonly sizeOf: (content: Content) => number
  private readonly limit: number
  // A Map keeps the order in which keys came: the first is the one that was wanted longest ago.
  private readonly kept = new Map<string, Content>()
  private readonly coming = new Map<string, Promise<Content | undefined>>()
  private held = 0

  /** @param sizeOf what a content counts for, in the units of `limit` */
  constructor(sizeOf: (content: Content) => number, limit: number) {
    this.sizeOf = sizeOf
    this.limit = limit
  }

  /** What is kept now, by {@link sizeOf}. */
  get size(): number {
    return this.held
  }

  /**
   * A revision of a document, read at most once however many ask at a time. A failure is told to those who asked, and not kept.
   * @param load reads it; gives nothing when it is not there
   */
  async get(id: string, revision: number, load: () => Promise<Content | undefined>): Promise<Content | undefined> {
    return this.known(id, revision) ?? this.coming.get(keyOf(id, revision)) ?? this.fetch(id, revision, load)
  }

  /** A revision of a document, if it is kept. */
  known(id: string, revision: number): Content | undefined {
    const key = keyOf(id, revision)
    const known = this.kept.get(key)
    if (known === undefined) return undefined
    this.kept.delete(key)
    this.kept.set(key, known)
    return known
  }

  private fetch(id: string, revision: number, load: () => Promise<Content | undefined>): Promise<Content | undefined> {
    const key = keyOf(id, revision)
    const coming: Promise<Content | undefined> = load()
      .then((content) => {
        // It may have changed while it was being read: then it serves those who asked before, and is not kept.
        if (content !== undefined && this.coming.get(key) === coming) this.put(id, revision, content)
        return content
      })
      .finally(() => {
        if (this.coming.get(key) === coming) this.coming.delete(key)
      })
    this.coming.set(key, coming)
    return coming
  }

  /** Keeps a content that is at hand. */
  put(id: string, revision: number, content: Content): void {
    this.drop(id, revision)
    this.kept.set(keyOf(id, revision), content)
    this.held += this.sizeOf(content)
    for (const [key, oldest] of this.kept) {
      if (this.held <= this.limit || this.kept.size === 1) break
      this.kept.delete(key)
      this.held -= this.sizeOf(oldest)
    }
  }

  /** Forgets a revision, because it has changed. */
  drop(id: string, revision: number): void {
    const key = keyOf(id, revision)
    const content = this.kept.get(key)
    this.coming.delete(key)
    if (content === undefined) return
    this.kept.delete(key)
    this.held -= this.sizeOf(content)
  }
}

function keyOf(id: string, revision: number): string {
  return `${id}.${revision}`
}
