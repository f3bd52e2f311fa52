/** What a service is asked: all texts at once, every one to be scored. */
export type RerankQuestion = Readonly<{ model: string; query: string; texts: readonly string[] }>

/** A score for the text of a given place, as read from an answer; anything may be wrong with it. */
export type RerankEntry = Readonly<{ index: unknown; score: unknown }>

/** How one family of services is asked for an order of texts, and where its answer holds the scores. */
export type RerankForm = Readonly<{
  body(question: RerankQuestion): object
  /** The name that an answer in the right form has; none: it is a list. */
  expected: string | undefined
  entries(json: object): readonly RerankEntry[]
}>

/** The entries of a list whose documents may be text, an object or absent: only index and score count. */
export function entriesOf(list: unknown): readonly RerankEntry[] {
  if (!Array.isArray(list)) return []
  return (list as readonly ({ index?: unknown; relevance_score?: unknown; score?: unknown } | null)[]).map((entry) => ({
    index: entry?.index,
    score: entry?.relevance_score ?? entry?.score,
  }))
}
