import type { Clock, DocumentFacts } from '@kaiwu/core'
import { Catalog } from './catalog.ts'
import type { StoredDocument } from './document-store.ts'
import type { Access } from './knowledge.ts'
import { indexedMark, type ListedDocument } from './listed-document.ts'
import { PassageIndex, type IndexedContent } from './passages/passage-index.ts'
import type { NumberRange } from './passages/passage-numbers.ts'
import type { PassageSet } from './passages/passage-set.ts'
import { Scopes } from './passages/scopes.ts'

/** Which documents a search may find passages of. */
export type SearchScope = Readonly<{
  knowledge?: readonly string[]
  /** The day they must be in force on; `any` for every day. */
  asOf: string
  access: Access
  where?: DocumentFilter
}>

/** What documents must be like to be searched; of each list one has to hold. */
export type DocumentFilter = Readonly<{
  /** Ids of documents. */
  documents?: readonly string[]
  /** Beginnings of paths. */
  paths?: readonly string[]
  levels?: readonly string[]
  regions?: readonly string[]
  models?: readonly string[]
  issuers?: readonly string[]
  /** Of records: what their metadata says by name. Of several values one has to be there; so too where the metadata holds a list. */
  metadata?: Readonly<Record<string, MetadataValue | readonly MetadataValue[]>>
}>

/** What metadata is compared with. */
export type MetadataValue = string | number | boolean | null

/** The documents that searches see, with the indexes of their passages. */
export class SearchedDocuments {
  readonly catalog: Catalog
  readonly index: PassageIndex
  private readonly scopes: Scopes

  constructor(clock: Clock, index: PassageIndex) {
    this.catalog = new Catalog(clock)
    this.index = index
    this.scopes = new Scopes(index.numbers)
  }

  /** Indexes a document that nobody finds until it is entered. */
  prepare(document: StoredDocument, vectors?: Float32Array): Promise<NumberRange> {
    return this.index.prepare(indexedContent(document, vectors))
  }

  /** Has a document found. @param range what preparing it gave; absent where it is indexed as it is */
  enter(document: ListedDocument, range?: NumberRange): void {
    const changesOthers = this.catalog.enter(document)
    if (range) {
      const before = this.index.publish(document.id, range)
      if (before) this.scopes.leave(before)
    }
    const numbers = this.index.numbers.of(document.id)
    if (changesOthers || !range) this.scopes.clear()
    else if (numbers) this.scopes.enter(document.id, numbers)
  }

  /** Has a document no longer found; unknown ids are ignored. */
  leave(id: string): void {
    const changesOthers = this.catalog.leave(id)
    const before = this.index.withdraw(id)
    if (before) this.scopes.leave(before)
    if (changesOthers) this.scopes.clear()
  }

  /** Forgets which passages may be found in which way: labels have changed. */
  forgetScopes(): void {
    this.scopes.clear()
  }

  /**
   * The passages that may be found.
   * @param mayRead whether the labels held open a document
   */
  scopeOf({ knowledge, asOf, access, where }: SearchScope, mayRead: (id: string) => boolean): PassageSet {
    const key = JSON.stringify([knowledge ?? null, asOf, access, where ?? null])
    const matches = filterOf(where)
    return this.scopes.of(key, (id) => {
      const document = this.catalog.byId.get(id)
      if (!document || (knowledge && !knowledge.includes(document.knowledge))) return false
      if (asOf !== 'any' && !this.catalog.isCitable(id, asOf)) return false
      return matches(document, this.catalog.factsOf(id)!) && mayRead(id)
    })
  }
}

function filterOf({ documents, paths, levels, regions, models, issuers, metadata }: DocumentFilter = {}) {
  const said = Object.entries(metadata ?? {}).map(([name, wanted]) => [name, new Set<unknown>(asList(wanted))] as const)
  const holds = (wanted: readonly string[] | undefined, values: readonly (string | undefined)[]): boolean =>
    !wanted || values.some((value) => value !== undefined && wanted.includes(value))
  return ({ id, path, stated: { metadata: own } }: ListedDocument, facts: DocumentFacts): boolean =>
    said.every(([name, wanted]) => own && Object.hasOwn(own, name) && asList(own[name]).some((value) => wanted.has(value))) &&
    holds(documents, [id]) &&
    (!paths || paths.some((beginning) => path.startsWith(beginning))) &&
    holds(levels, [facts.level]) &&
    holds(regions, [facts.region]) &&
    holds(models, facts.models ?? []) &&
    holds(issuers, facts.issuers ?? [])
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** What of a document is indexed: its passages, behind what leads them in, and what stands above them. */
export function indexedContent({ id, revision, stated, passages }: StoredDocument, vectors?: Float32Array): IndexedContent {
  const title = [stated.facts.title, stated.facts.number ?? ''].join('\n')
  return {
    documentId: id,
    revision,
    passages: passages.map(({ lead, text, path, locator }) => ({
      body: lead ? `${lead.text}\n${text}` : text,
      title,
      path: [...path, locator].join('\n'),
    })),
    ...(vectors ? { vectors } : {}),
  }
}

/** Whether two listings of a document are indexed alike, so that the one needs no indexing when it takes the place of the other. */
export function isIndexedAlike(one: ListedDocument, other: ListedDocument): boolean {
  return indexedMark(one) === indexedMark(other)
}
