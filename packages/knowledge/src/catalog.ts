import type { Clock, DocumentFacts } from '@kaiwu/core'
import type { Access, DocumentInfo } from './knowledge.ts'
import type { ListedDocument } from './listed-document.ts'
import { FactsOfAll } from './metadata/facts-of-all.ts'
import { mayBeCited, validityAt } from './metadata/document-facts.ts'

/** The documents of a knowledge base in memory, without their contents: as they stand, or as they are served. */
export class Catalog {
  readonly byId: ReadonlyMap<string, ListedDocument>
  private readonly listed = new Map<string, ListedDocument>()
  private readonly facts = new FactsOfAll()
  private readonly clock: Clock

  constructor(clock: Clock) {
    this.clock = clock
    this.byId = this.listed
  }

  /** Lists a document, in place of the one of its id. Returns whether that may change what is known of others. */
  enter(document: ListedDocument): boolean {
    this.listed.set(document.id, document)
    return this.facts.enter(document.id, document)
  }

  /** Lists a document no longer; unknown ids are ignored. Returns whether that may change what is known of others. */
  leave(id: string): boolean {
    this.listed.delete(id)
    return this.facts.leave(id)
  }

  /** What is known of a document, with what the others say of it. */
  factsOf(id: string): DocumentFacts | undefined {
    return this.facts.of(id)
  }

  /** Models such as HX-630 that titles name. */
  models(): readonly string[] {
    return this.facts.models()
  }

  /** Whether labels open a document; one that is not here is no obstacle. */
  isOpenTo(id: string, access: Access): boolean {
    const labels = this.listed.get(id)?.stated.facts.access ?? []
    return access === 'all' || labels.length === 0 || labels.some((label) => access.includes(label))
  }

  /** Whether a document may be cited on a day. */
  isCitable(id: string, day: string): boolean {
    const facts = this.facts.of(id)
    return facts !== undefined && mayBeCited(validityAt(facts, day))
  }

  /** A document with what is known of it at a day. @param served whether searches see it as it stands here */
  infoOf(document: ListedDocument, asOf = this.clock.today(), served = true): DocumentInfo {
    const facts = this.facts.of(document.id)!
    const { id, knowledge, path, bytes, pages, characters, passageCount, hasTables, origin, addedAt, warnings, revision } =
      document
    return Object.freeze({
      id,
      knowledge,
      path,
      facts,
      validity: validityAt(facts, asOf),
      bytes,
      ...(pages === undefined ? {} : { pages }),
      characters,
      passages: passageCount,
      hasTables,
      uploaded: origin !== 'folder',
      addedAt,
      warnings,
      revision,
      served,
      toConfirm: (facts.unsure ?? []).length > 0 && facts.confirmed === undefined,
    })
  }
}
