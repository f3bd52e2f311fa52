import type { DocumentFacts } from '@kaiwu/core'
import type { Correction } from '../document-store.ts'
import { correctedFacts } from './corrections.ts'
import { linkedFacts, type StatedFacts } from './document-facts.ts'
import { isMeantBy } from './linked-facts.ts'

/** What a document says of itself and of others, and what a person said in its place. */
export type Said = Readonly<{ stated: Pick<StatedFacts, 'facts' | 'repeals' | 'amends'>; correction?: Correction }>

/**
 * What is known of every document, with what the others say of it. Joining all of them takes time that grows with their number, so
 * a document that speaks of no other, that no other speaks of and that succeeds none is taken in by itself.
 */
export class FactsOfAll {
  private readonly said = new Map<string, Said>()
  private readonly speaking = new Set<string>()
  private joined = new Map<string, DocumentFacts>()
  private isStale = false
  private named: readonly string[] | undefined

  /** Takes a document in, in place of the one of its id. Returns whether that may change what is known of others. */
  enter(id: string, said: Said): boolean {
    const before = this.said.get(id)
    const wasAlone = !before || this.isAlone(before)
    this.said.set(id, said)
    if (speaks(said)) this.speaking.add(id)
    else this.speaking.delete(id)
    this.named = undefined
    if (wasAlone && this.isAlone(said)) {
      if (!this.isStale) this.joined.set(id, ownFacts(said))
      return false
    }
    this.isStale = true
    return true
  }

  /** Forgets a document; unknown ids are ignored. Returns whether that may change what is known of others. */
  leave(id: string): boolean {
    const before = this.said.get(id)
    if (!before) return false
    const wasAlone = this.isAlone(before)
    this.said.delete(id)
    this.speaking.delete(id)
    this.named = undefined
    if (wasAlone) this.joined.delete(id)
    else this.isStale = true
    return !wasAlone
  }

  /** What is known of a document. */
  of(id: string): DocumentFacts | undefined {
    return this.all().get(id)
  }

  /** Models such as HX-630 that titles name, each once. */
  models(): readonly string[] {
    const model = /(?<![A-Za-z0-9])[A-Z]{1,5}-?\d{3,5}(?![\dA-Za-z])/g
    this.named ??= [...new Set([...this.all().values()].flatMap(({ title }) => title.match(model) ?? []))]
    return this.named
  }

  private all(): ReadonlyMap<string, DocumentFacts> {
    if (this.isStale) {
      this.joined = linkedFacts(new Map([...this.said].map(([id, { stated }]) => [id, { evidence: [], ...stated }])))
      for (const [id, { correction }] of this.said) {
        const facts = this.joined.get(id)
        // What a person said holds against what other documents say.
        if (correction && facts) this.joined.set(id, correctedFacts(facts, correction.facts, correction.by, correction.at))
      }
      this.isStale = false
    }
    return this.joined
  }

  /** Whether taking a document in changes nothing for the others, nor they for it. */
  private isAlone(said: Said): boolean {
    const { facts } = said.stated
    if (speaks(said) || facts.effective !== undefined) return false
    for (const id of this.speaking) {
      const { repeals, amends, facts: by } = this.said.get(id)!.stated
      if ([...repeals, ...amends].some((one) => isMeantBy(one, facts, by))) return false
    }
    return true
  }
}

function speaks({ stated: { repeals, amends } }: Said): boolean {
  return repeals.length > 0 || amends.length > 0
}

function ownFacts({ stated: { facts }, correction }: Said): DocumentFacts {
  return correction ? correctedFacts(facts, correction.facts, correction.by, correction.at) : facts
}
