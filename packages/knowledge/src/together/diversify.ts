import { wordsOf } from './words-of.ts'

/** What tells a passage from others of the same words. */
export type PassageLook = Readonly<{
  document: string
  text: string
  /** What it is about beyond its words: models and region of its document. The same words about another machine are another thing. */
  about?: string
  /** What {@link wordsOf} gives for it, where that is known. */
  words?: string
}>

/** How a page of results is kept from being the same over and over. */
export type DiversitySettings = Readonly<{
  /** One of several passages of the same words is shown, and says how many there are. */
  collapse: boolean
  /** Passages of one document before those of others are shown; 0 for as many as there are. */
  perDocument: number
}>

/**
 * Only the same words are put together. Measured on the questions of `test/quality`, for two places and for one: a limit of 1 to 5 per
 * document cost answers, as most questions for two places need both from one document; putting unlike passages first (MMR by shared
 * terms) gained one answer here and lost one there. So there is no limit, and no MMR.
 */
export const defaultDiversitySettings: DiversitySettings = Object.freeze({ collapse: true, perDocument: 0 })

/** A hit that stays. `alike`: the hits of the same words that stand behind it, best first. `held`: it was put behind for its document. */
export type DiverseHit<T> = Readonly<{ hit: T; alike: readonly T[]; held: boolean }>

/**
 * Keeps a page from being the same over and over. What has the same words (but for kind of character, case, blanks and marks) about
 * the same thing stands under the best of them; what is beyond the limit of its document goes behind the rest, and is never dropped.
 * @param lookOf what is compared of a hit
 * @param named documents that the question names: they have no limit
 */
export function diversify<T>(
  hits: readonly T[],
  lookOf: (hit: T) => PassageLook,
  { collapse, perDocument }: DiversitySettings = defaultDiversitySettings,
  named: ReadonlySet<string> = new Set(),
): readonly DiverseHit<T>[] {
  const first: { hit: T; alike: T[]; held: boolean }[] = []
  const behind: typeof first = []
  const byWords = new Map<string, (typeof first)[number]>()
  const counts = new Map<string, number>()
  for (const hit of hits) {
    const look = lookOf(hit)
    const words = collapse ? (look.words ?? wordsOf(look)) : ''
    const best = byWords.get(words)
    if (words !== '' && best) {
      best.alike.push(hit)
      continue
    }
    const count = (counts.get(look.document) ?? 0) + 1
    counts.set(look.document, count)
    const held = perDocument > 0 && count > perDocument && !named.has(look.document)
    const shown = { hit, alike: [], held }
    if (words !== '') byWords.set(words, shown)
    ;(held ? behind : first).push(shown)
  }
  return [...first, ...behind].map((shown) => Object.freeze({ ...shown, alike: Object.freeze(shown.alike) }))
}
