import { KaiwuError, type ChatModel, type Clock, type DocumentFacts, type Passage, type Reranker } from '@kaiwu/core'
import { foundHit, type Candidate } from './found-hit.ts'
import type { KeywordSettings } from './keyword/keyword-index.ts'
import type { Access, SearchRequest, SearchResult } from './knowledge.ts'
import type { DocumentLibrary } from './life/document-library.ts'
import type { ListedDocument } from './listed-document.ts'
import type { PassageSet } from './passages/passage-set.ts'
import { bestSettled, settleTies } from './passages/settle-ties.ts'
import { analyzeQuestion, type AnalyzedQuestion } from './search/analyze-question.ts'
import { withDocumentEvidence } from './search/document-evidence.ts'
import type { Glossary } from './search/glossary.ts'
import type { SearchSettings, SearchWeights } from './search-settings.ts'
import { failureOf } from './together/ask-for-json.ts'
import { decomposeByModel } from './together/decompose-by-model.ts'
import { decompose } from './together/decompose.ts'
import { undivided, type Decomposition } from './together/decomposition.ts'
import { diversify, type PassageLook } from './together/diversify.ts'
import type { SearchExplanation, SearchNote } from './together/explanation.ts'
import { fuse } from './together/fuse.ts'
import { fusionSettings } from './together/fusion-settings.ts'
import { joinEvidence } from './together/join-evidence.ts'
import { defaultRerankSettings, rerank } from './together/rerank.ts'
import { wordsOf } from './together/words-of.ts'

/** What searches are made with. */
export type SearchTools = Readonly<{
  library: DocumentLibrary
  clock: Clock
  glossary: Glossary
  settings: SearchSettings
  reranker?: Reranker
  /** Takes questions apart where the settings leave that to a model. */
  chat?: ChatModel
  /** Whether the labels held open a document. */
  mayRead(id: string, access: Access): boolean
}>

/** Of the passages each side finds, how many take part in fusing. Of the nearest vectors fewer: each further one is dear to find. */
const depth = { keyword: 100, vector: 50 }
/** In a base of fewer documents, several passages of one are found for nearly everything: that says nothing of what is meant. */
const fewDocuments = 100
/** Passages looked at beyond those wanted, since some are the same as others; more of them where many may be put behind. */
const [fewSpare, manySpare] = [5, 20]
/** So many are looked at however many are the same. */
const mostLooked = 60

/** Prepares a question for searching these documents. */
export function analyze({ library, glossary }: Pick<SearchTools, 'library' | 'glossary'>, question: string): AnalyzedQuestion {
  const { index, catalog } = library.served
  return analyzeQuestion(question, glossary, index.keyword, catalog.models())
}

/** The settings of the keyword index that weights come to. */
export function keywordSettings({ k1, b }: Pick<SearchSettings, 'k1' | 'b'>, { title, path }: SearchWeights): KeywordSettings {
  return { k1, b, titleWeight: title, pathWeight: path }
}

/** Searches; see `KnowledgeSearch.search`. */
export async function searchKnowledge(tools: SearchTools, request: SearchRequest, signal?: AbortSignal): Promise<SearchResult> {
  return new OneSearch(tools, request, signal).run()
}

/** Where a passage stood when it was found. */
type Place = Readonly<{ listed: ListedDocument; facts: DocumentFacts; ordinal: number }>

class OneSearch {
  private readonly tools: SearchTools
  private readonly request: SearchRequest
  private readonly signal: AbortSignal | undefined
  private readonly weights: SearchWeights
  private readonly asOf: string
  private readonly top: number
  private readonly notes: SearchNote[] = []
  private isTakenApart = false
  private readonly analyses = new Map<string, AnalyzedQuestion>()
  private readonly looks = new Map<Passage, PassageLook>()

  constructor(tools: SearchTools, request: SearchRequest, signal: AbortSignal | undefined) {
    this.tools = tools
    this.request = request
    this.signal = signal
    this.weights = request.weights ?? tools.settings.weights
    this.asOf = request.asOf ?? tools.clock.today()
    this.top = Math.max(0, request.top ?? 10)
  }

  async run(): Promise<SearchResult> {
    const { query } = this.request
    const { parts, by, form } = await this.takenApart(query)
    this.isTakenApart = parts.length > 1
    const queries = this.isTakenApart ? [query, ...parts] : [query]
    const vectors = await this.vectorsOf(queries)
    const allowed = this.scope()
    const orders: Candidate[][] = []
    for (const [at, one] of queries.entries()) orders.push(await this.ordered(one, allowed, vectors?.[at]))
    const [whole = [], ...each] = orders
    const joined = each.length === 0 ? whole : this.joined(whole, each, parts)
    const hits = this.apart(joined).slice(0, this.top)
    const { corrected } = this.analyzed(query)
    const how: SearchExplanation = Object.freeze({
      ...(parts.length > 1 && by !== 'nobody' ? { decomposed: Object.freeze({ parts, by, ...(form ? { form } : {}) }) } : {}),
      ...(corrected.length > 0 ? { corrected: Object.freeze([...corrected]) } : {}),
      notes: Object.freeze([...this.notes]),
    })
    const found = hits.map((candidate, at) => foundHit(this.tools, candidate, { rank: at + 1, asOf: this.asOf }))
    return Object.freeze({ hits: Object.freeze(found), how, weights: this.weights })
  }

  private async takenApart(query: string): Promise<Decomposition> {
    const { settings, chat } = this.tools
    if (this.request.decomposed === false || settings.decompose === 'off') return undivided(query)
    if (settings.decompose !== 'model' || !chat) return decompose(query)
    const { failure, ...found } = await decomposeByModel(query, chat, this.signal ? { signal: this.signal } : {})
    if (failure) this.notes.push({ stage: 'decompose', model: chat.ref, failure })
    return found
  }

  private async vectorsOf(queries: readonly string[]): Promise<readonly Float32Array[] | undefined> {
    const { embedding, served } = this.tools.library
    // There is nothing to compare with, or nothing to compare: no reason to call, and pay for, a model.
    if (this.weights.vector === 0 || !embedding || !served.index.vectors || served.index.vectors.size === 0) return undefined
    if (queries[0]!.trim() === '') return undefined
    try {
      return await embedding.ofQueries(queries, this.signal)
    } catch (error) {
      if (KaiwuError.is(error) && error.code === 'CANCELLED') throw error
      this.notes.push({ stage: 'vector', model: embedding.space.model, failure: failureOf(error, false) })
      return undefined
    }
  }

  private analyzed(query: string): AnalyzedQuestion {
    let analyzed = this.analyses.get(query)
    if (!analyzed) this.analyses.set(query, (analyzed = analyze(this.tools, query)))
    return analyzed
  }

  private scope(): PassageSet {
    const { knowledge, access = [], where } = this.request
    const scope = { ...(knowledge && { knowledge }), asOf: this.asOf, access, ...(where && { where }) }
    return this.tools.library.served.scopeOf(scope, (id) => this.tools.mayRead(id, access))
  }

  /** What one query finds, best first: by keyword and by vector, fused, reranked. */
  private async ordered(query: string, allowed: PassageSet, vector: Float32Array | undefined): Promise<Candidate[]> {
    const { index } = this.tools.library.served
    const most = Math.max(depth.keyword, this.top)
    const nearest = Math.max(depth.vector, this.top)
    const placeOf = (passage: number) => index.numbers.locate(passage)
    const near = vector && (await bestSettled(nearest, placeOf, (count) => index.vectors!.search(vector, count, allowed)))
    const analyzed = this.analyzed(query)
    const settings = keywordSettings(this.tools.settings, this.weights)
    const explain = index.keyword.explainer(analyzed.groups, settings)
    const isSmall = this.tools.library.served.catalog.byId.size < fewDocuments
    const found = await bestSettled(most, placeOf, (count) => index.keyword.search(analyzed.groups, count, allowed, settings))
    const hits = settleTies(
      withDocumentEvidence(found, (passage) => (isSmall ? undefined : placeOf(passage)?.documentId)),
      placeOf,
    )
    const gained = new Map(hits.map(({ passage, parts }) => [passage, parts.document]))
    const order = near
      ? settleTies(fuse({ keyword: { hits, whole: hits.length < most }, vector: { hits: near } }, this.fusion()), placeOf)
      : // One order alone keeps its scores, which tell how much was found; fused ones tell places only.
        hits.map(({ passage, score }, at) => ({ passage, score, parts: { keyword: { rank: at + 1, score, gave: score } } }))
    // All places of one moment: texts are read afterwards, while documents come and go.
    const looked = order.slice(0, Math.max(3 * this.top, mostLooked, this.tools.reranker ? defaultRerankSettings.top : 0))
    const places = looked.map(({ passage }) => this.placeOf(passage))
    const candidates: Candidate[] = []
    const isEnough = this.enough()
    for (const [at, one] of looked.entries()) {
      const place = await this.withText(places[at])
      const byDocument = gained.get(one.passage)
      if (place)
        candidates.push({ ...one, ...place, analyzed, explain, fusedRank: at + 1, ...(byDocument ? { byDocument } : {}) })
      if (place && isEnough(place)) break
    }
    return this.reranked(query, candidates)
  }

  /** Texts are read until as many of different words as are wanted have been; more of them where some may be put behind others. */
  private enough(): (candidate: Pick<Candidate, 'listed' | 'facts' | 'text'>) => boolean {
    const { settings, reranker } = this.tools
    const spare = settings.perDocument > 0 || this.isTakenApart ? manySpare : fewSpare
    const atLeast = Math.max(this.top + spare, reranker ? defaultRerankSettings.top : 0)
    const different = new Set<string>()
    let looked = 0
    return (candidate) => {
      different.add((settings.collapse && this.lookOf(candidate).words) || candidate.text.id)
      return ++looked >= atLeast && different.size >= this.top
    }
  }

  private lookOf({ listed, facts, text }: Pick<Candidate, 'listed' | 'facts' | 'text'>): PassageLook {
    let look = this.looks.get(text)
    if (!look) {
      const about = [...(facts.models ?? []), facts.region ?? ''].join(' ')
      look = { document: listed.id, text: text.text, about, words: wordsOf({ text: text.text, about }) }
      this.looks.set(text, look)
    }
    return look
  }

  private fusion(): ReturnType<typeof fusionSettings> {
    const { keyword, vector } = this.weights
    return fusionSettings({ method: this.tools.settings.fusion, weights: { keyword, vector } })
  }

  /** Nothing when it has gone since it was found. */
  private placeOf(passage: number): Place | undefined {
    const { served } = this.tools.library
    const place = served.index.numbers.locate(passage)
    const listed = place && served.catalog.byId.get(place.documentId)
    const facts = listed && served.catalog.factsOf(listed.id)
    return listed && facts && { listed, facts, ordinal: place.ordinal }
  }

  private async withText(place: Place | undefined): Promise<(Omit<Place, 'ordinal'> & { text: Passage }) | undefined> {
    if (!place) return undefined
    const { listed, facts, ordinal } = place
    const text = await this.tools.library.memory.contents.passage(listed, ordinal)
    return text && { listed, facts, text }
  }

  private async reranked(query: string, candidates: Candidate[]): Promise<Candidate[]> {
    const { reranker } = this.tools
    if (!reranker) return candidates
    const textOf = ({ facts, text }: Candidate) => ({ title: facts.title, path: text.path, text: text.text })
    const options = this.signal ? { signal: this.signal } : {}
    const {
      hits,
      model = reranker.ref,
      failure,
    } = await rerank(query, candidates, reranker, textOf, defaultRerankSettings, options)
    if (failure) this.notes.push({ stage: 'rerank', model, failure })
    return hits.map(({ hit, rerank: part }) => (part ? { ...hit, rerank: { ...part, model } } : hit))
  }

  /** What the parts of a question found, so that each has its best in the first places. Scores never rise from place to place. */
  private joined(whole: Candidate[], each: readonly Candidate[][], parts: readonly string[]): Candidate[] {
    let least = Infinity
    return joinEvidence(each, ({ passage }) => passage, whole).map(({ hit, list, rank }) => {
      least = Math.min(least, hit.score)
      return { ...hit, score: least, part: { question: parts[list]!, rank } }
    })
  }

  /** One of several passages of the same words. */
  private apart(candidates: Candidate[]): Candidate[] {
    const { perDocument, collapse } = this.tools.settings
    return diversify(candidates, (one) => this.lookOf(one), { collapse, perDocument }).map(({ hit, alike, held }) =>
      alike.length > 0 || held ? { ...hit, diversity: { alike: alike.length, held } } : hit,
    )
  }
}
