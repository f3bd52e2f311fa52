import type { Clock, DocumentFacts, Passage } from '@kaiwu/core'
import type { StoredDocument } from './document-store.ts'
import { KeywordIndex, type KeywordSettings, type QueryGroup } from './index/keyword-index.ts'
import type { DocumentInfo, ExplainedHit, SearchRequest } from './knowledge.ts'
import { linkedFacts, validityAt } from './metadata/document-facts.ts'
import { analyzeQuestion, type AnalyzedQuestion } from './search/analyze-question.ts'
import type { Glossary } from './search/glossary.ts'
import { highlights } from './search/highlight.ts'

/** What documents say of each other, and the models their titles name. */
type Linked = Readonly<{ facts: ReadonlyMap<string, DocumentFacts>; models: readonly string[] }>

/** The documents of a knowledge base in memory, with their keyword index. */
export class LoadedDocuments {
  readonly byId = new Map<string, StoredDocument>()
  readonly passages = new Map<string, Passage>()
  private readonly glossary: Glossary
  private readonly clock: Clock
  private readonly index: KeywordIndex
  private known: Linked | undefined

  constructor({ glossary, clock, settings }: Readonly<{ glossary: Glossary; clock: Clock; settings: KeywordSettings }>) {
    this.glossary = glossary
    this.clock = clock
    this.index = new KeywordIndex(settings)
  }

  /** Makes a document found. */
  enter(document: StoredDocument): void {
    this.known = undefined
    this.byId.set(document.id, document)
    for (const passage of document.passages) {
      this.passages.set(passage.id, passage)
      const context = [document.stated.facts.title, document.stated.facts.number ?? '', ...passage.path, passage.locator].join(
        '\n',
      )
      this.index.add({ id: passage.id, body: passage.text, context })
    }
  }

  /** Makes a document no longer found; unknown ids are ignored. */
  leave(id: string): void {
    this.known = undefined
    for (const passage of this.byId.get(id)?.passages ?? []) {
      this.passages.delete(passage.id)
      this.index.remove(passage.id)
    }
    this.byId.delete(id)
  }

  /** Prepares a question for searching these documents. */
  analyze(question: string): AnalyzedQuestion {
    return analyzeQuestion(question, this.glossary, this.index, this.linked().models)
  }

  /** Passages that hold terms of a question, best first, with their scores. */
  byKeyword(groups: readonly QueryGroup[], allowed: (id: string) => boolean, top = 10): [string, number][] {
    return [...this.index.score(groups, allowed)].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, Math.max(0, top))
  }

  /** A passage found, with what a reader needs to judge it. */
  hitOf(id: string, score: number, rank: number, groups: readonly QueryGroup[], asOf = this.clock.today()): ExplainedHit {
    const passage = this.passages.get(id)!
    const { path } = this.byId.get(passage.documentId)!
    const facts = this.linked().facts.get(passage.documentId)!
    const document = {
      id: passage.documentId,
      path,
      facts,
      validity: validityAt(facts, asOf === 'any' ? this.clock.today() : asOf),
    }
    return Object.freeze({
      passage,
      document,
      score,
      rank,
      highlights: highlights(passage.text, groups),
      explain: this.index.explain(groups, id),
    })
  }

  /** Which passages a request may find. */
  scopeOf({ knowledge, asOf = this.clock.today() }: SearchRequest): (passageId: string) => boolean {
    const usable = new Map([...this.byId.values()].map((document) => [document.id, this.isUsable(document, asOf, knowledge)]))
    return (id) => usable.get(this.passages.get(id)?.documentId ?? '') === true
  }

  private isUsable(document: StoredDocument, asOf: string, knowledge: readonly string[] | undefined): boolean {
    if (knowledge && !knowledge.includes(document.knowledge)) return false
    return asOf === 'any' || validityAt(this.linked().facts.get(document.id)!, asOf) === 'in-force'
  }

  /** A document with what is known of it at a day. */
  infoOf(document: StoredDocument, asOf: string): DocumentInfo {
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
      uploaded: document.origin === 'upload',
      addedAt: document.addedAt,
      warnings: document.warnings,
    })
  }

  /** Worked out when it is asked for after a change: a search in the middle of a sync needs it too. */
  private linked(): Linked {
    if (!this.known) {
      const facts = linkedFacts(new Map([...this.byId].map(([id, document]) => [id, document.stated])))
      this.known = { facts, models: modelsIn([...facts.values()].map(({ title }) => title)) }
    }
    return this.known
  }
}

/** Model names such as HX-630 in titles, each once. */
function modelsIn(titles: readonly string[]): string[] {
  return [...new Set(titles.flatMap((title) => title.match(/(?<![A-Za-z0-9])[A-Z]{1,5}-?\d{3,5}(?![\dA-Za-z])/g) ?? []))]
}
