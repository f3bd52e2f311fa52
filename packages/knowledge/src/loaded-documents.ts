import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock, DocumentFacts, Passage } from '@kaiwu/core'
import type { StoredDocument } from './document-store.ts'
import { KeywordIndex, type KeywordSettings, type QueryGroup } from './index/keyword-index.ts'
import type { Access, DocumentInfo, ExplainedHit, SearchRequest } from './knowledge.ts'
import { correctedFacts } from './metadata/corrections.ts'
import { linkedFacts, mayBeCited, validityAt } from './metadata/document-facts.ts'
import { analyzeQuestion, type AnalyzedQuestion } from './search/analyze-question.ts'
import type { Glossary } from './search/glossary.ts'
import { highlights } from './search/highlight.ts'

/** What documents say of each other, and the models their titles name. */
type Linked = Readonly<{ facts: ReadonlyMap<string, DocumentFacts>; models: readonly string[] }>

/** How documents are loaded. */
export type LoadedDocumentsOptions = Readonly<{
  glossary: Glossary
  clock: Clock
  settings: KeywordSettings
  /** False for documents that are only listed; they cost no index. */
  searched: boolean
}>

/** The passages of a document in the index of some documents, where nobody finds them yet. */
export type IndexedAhead = Readonly<{ documents: LoadedDocuments; round: number; context: string; keys: readonly string[] }>

// Documents of more passages than this go in and out of the index in pieces, between which other work goes on.
const many = 100
const sliceMs = 20

/** The documents of a knowledge base in memory, with their keyword index. */
export class LoadedDocuments {
  readonly byId = new Map<string, StoredDocument>()
  private readonly options: LoadedDocumentsOptions
  private readonly index: KeywordIndex
  /** What can be found, by its key in the index. The key tells revisions apart, whose passages have the same ids. */
  private readonly entries = new Map<string, Passage>()
  /** The number in the keys of each document's passages. */
  private readonly rounds = new Map<string, number>()
  private lastRound = 0
  private known: Linked | undefined

  constructor(options: LoadedDocumentsOptions) {
    this.options = options
    this.index = new KeywordIndex(options.settings)
  }

  /**
   * Makes a document found, in place of the one of its id.
   * @param ahead its passages, if they were indexed before
   */
  enter(document: StoredDocument, ahead?: IndexedAhead): void {
    this.known = undefined
    const before = this.byId.get(document.id)
    this.byId.set(document.id, document)
    if (before?.passages === document.passages && contextOf(before) === contextOf(document)) return
    this.hide(before)
    if (!this.options.searched) return
    const round = this.usable(document, ahead)?.round ?? ++this.lastRound
    const isIndexed = round === ahead?.round
    this.rounds.set(document.id, round)
    for (const passage of document.passages) {
      const key = keyOf(passage.id, round)
      if (!isIndexed) this.index.add({ id: key, body: bodyOf(passage), context: contextOf(document, passage) })
      this.entries.set(key, passage)
    }
  }

  /** Indexes a long document before it is entered, so that entering it takes a moment. Nobody finds it until then. */
  async indexAhead(document: StoredDocument): Promise<IndexedAhead | undefined> {
    if (!this.options.searched || document.passages.length < many) return undefined
    const round = ++this.lastRound
    const keys: string[] = []
    let since = performance.now()
    for (const passage of document.passages) {
      const key = keyOf(passage.id, round)
      keys.push(key)
      this.index.add({ id: key, body: bodyOf(passage), context: contextOf(document, passage) })
      if (performance.now() - since < sliceMs) continue
      await nextTurn()
      since = performance.now()
    }
    return { documents: this, round, context: contextOf(document), keys }
  }

  /** Forgets passages that were indexed for a document that is not entered after all. */
  discard({ keys }: IndexedAhead): void {
    this.drop(keys)
  }

  /** Makes a document no longer found; unknown ids are ignored. */
  leave(id: string): void {
    this.known = undefined
    this.hide(this.byId.get(id))
    this.byId.delete(id)
  }

  /** What was indexed ahead of a document here, as it is now: titles may have been corrected meanwhile. */
  private usable(document: StoredDocument, ahead: IndexedAhead | undefined): IndexedAhead | undefined {
    if (!ahead) return undefined
    if (ahead.documents === this && ahead.context === contextOf(document)) return ahead
    ahead.documents.discard(ahead)
    return undefined
  }

  private hide(document: StoredDocument | undefined): void {
    const round = this.rounds.get(document?.id ?? '')
    if (!document || round === undefined) return
    const keys = document.passages.map(({ id }) => keyOf(id, round))
    for (const key of keys) this.entries.delete(key)
    this.rounds.delete(document.id)
    this.drop(keys)
  }

  private drop(keys: readonly string[]): void {
    if (keys.length >= many) void this.dropSlowly(keys)
    else for (const key of keys) this.index.remove(key)
  }

  private async dropSlowly(keys: readonly string[]): Promise<void> {
    let since = performance.now()
    for (const key of keys) {
      this.index.remove(key)
      if (performance.now() - since < sliceMs) continue
      await nextTurn()
      since = performance.now()
    }
  }

  /** Prepares a question for searching these documents. */
  analyze(question: string): AnalyzedQuestion {
    return analyzeQuestion(question, this.options.glossary, this.index, this.linked().models)
  }

  /**
   * Passages that hold terms of a question, best first, with their scores.
   * @param allowed documents that may be found
   */
  byKeyword(groups: readonly QueryGroup[], allowed: (documentId: string) => boolean, top = 10): [string, number][] {
    const isAllowed = (key: string): boolean => {
      const passage = this.entries.get(key)
      return passage !== undefined && allowed(passage.documentId)
    }
    return [...this.index.score(groups, isAllowed)]
      .map(([key, score]): [string, number] => [this.entries.get(key)!.id, score])
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, Math.max(0, top))
  }

  /** A passage found, with what a reader needs to judge it. */
  hitOf(id: string, score: number, rank: number, groups: readonly QueryGroup[], asOf = this.options.clock.today()): ExplainedHit {
    const key = keyOf(id, this.rounds.get(documentIdOf(id))!)
    const passage = this.entries.get(key)!
    const { path, revision } = this.byId.get(passage.documentId)!
    const facts = this.linked().facts.get(passage.documentId)!
    const document = {
      id: passage.documentId,
      path,
      facts,
      validity: validityAt(facts, asOf === 'any' ? this.options.clock.today() : asOf),
      revision,
    }
    return Object.freeze({
      passage,
      document,
      score,
      rank,
      highlights: highlights(passage.text, groups),
      explain: this.index.explain(groups, key),
    })
  }

  /**
   * The documents that a request may find passages of.
   * @param mayRead whether the labels held open a document
   */
  scopeOf(
    { knowledge, asOf = this.options.clock.today() }: SearchRequest,
    mayRead: (id: string) => boolean,
  ): (documentId: string) => boolean {
    const documents = [...this.byId.values()].filter(
      (document) => this.isUsable(document, asOf, knowledge) && mayRead(document.id),
    )
    const usable = new Set(documents.map(({ id }) => id))
    return (id) => usable.has(id)
  }

  private isUsable(document: StoredDocument, asOf: string, knowledge: readonly string[] | undefined): boolean {
    if (knowledge && !knowledge.includes(document.knowledge)) return false
    return asOf === 'any' || mayBeCited(validityAt(this.linked().facts.get(document.id)!, asOf))
  }

  /** Whether labels open a document; one that is not here is no obstacle. */
  isOpenTo(id: string, access: Access): boolean {
    const labels = this.byId.get(id)?.stated.facts.access ?? []
    return access === 'all' || labels.length === 0 || labels.some((label) => access.includes(label))
  }

  /** What is known of a document, with what the others say of it. */
  factsOf(id: string): DocumentFacts | undefined {
    return this.linked().facts.get(id)
  }

  /** A document with what is known of it at a day. @param served whether searches see it as it stands here */
  infoOf(document: StoredDocument, asOf: string, served: boolean): DocumentInfo {
    const facts = this.linked().facts.get(document.id)!
    return Object.freeze({
      id: document.id,
      knowledge: document.knowledge,
      path: document.path,
      facts,
      validity: validityAt(facts, asOf),
      bytes: document.bytes,
      ...(document.pages === undefined ? {} : { pages: document.pages }),
      characters: document.text.length,
      passages: document.passages.length,
      uploaded: document.origin !== 'folder',
      addedAt: document.addedAt,
      warnings: document.warnings,
      revision: document.revision,
      served,
      toConfirm: (facts.unsure ?? []).length > 0 && facts.confirmed === undefined,
    })
  }

  /** Worked out when it is asked for after a change: a search in the middle of a sync needs it too. */
  private linked(): Linked {
    if (!this.known) {
      const linked = linkedFacts(new Map([...this.byId].map(([id, document]) => [id, document.stated])))
      // What a person said holds against what other documents say.
      for (const [id, { correction }] of this.byId) {
        const facts = linked.get(id)
        if (correction && facts) linked.set(id, correctedFacts(facts, correction.facts, correction.by, correction.at))
      }
      this.known = { facts: linked, models: modelsIn([...linked.values()].map(({ title }) => title)) }
    }
    return this.known
  }
}

/** What a passage is found by: its text, behind the sentence that leads it in where it is a part of a list. */
function bodyOf({ lead, text }: Passage): string {
  return lead ? `${lead.text}\n${text}` : text
}

/** Model names such as HX-630 in titles, each once. */
function modelsIn(titles: readonly string[]): string[] {
  return [...new Set(titles.flatMap((title) => title.match(/(?<![A-Za-z0-9])[A-Z]{1,5}-?\d{3,5}(?![\dA-Za-z])/g) ?? []))]
}

/** The document that a passage id belongs to. */
export function documentIdOf(passageId: string): string {
  return passageId.slice(0, passageId.lastIndexOf('.'))
}

function keyOf(passageId: string, round: number): string {
  return `${passageId}~${round}`
}

/** What stands above a passage, or above all of a document. */
function contextOf({ stated }: StoredDocument, passage?: Passage): string {
  const own = passage ? [...passage.path, passage.locator] : []
  return [stated.facts.title, stated.facts.number ?? '', ...own].join('\n')
}
