import type { VectorEngine } from './vectors/vector-index.ts'

/** What each way of searching, and each field of a passage, counts for. 0 leaves it out. */
export type SearchWeights = Readonly<{
  /** Of the keyword order in the fused one. */
  keyword: number
  /** Of the vector order in the fused one; without an embedder it says nothing. */
  vector: number
  /** Of a term found in the title of a document, where one in the text counts 1. */
  title: number
  /** Of a term found in the headings above a passage or in its place. */
  path: number
}>

/** How a knowledge base is searched. Everything has a default that was measured; see docs/search.md. */
export type SearchSettings = Readonly<{
  weights: SearchWeights
  /** How soon repeating a term stops counting, as in BM25. */
  k1: number
  /** How much long passages are held against, 0 to 1, as in BM25. */
  b: number
  /** What takes questions apart that ask for several things: rules, the chat model (rules where it fails), or nothing. */
  decompose: 'off' | 'rules' | 'model'
  /** How the two orders become one: by places (`rrf`), or by scores (`weighted`). */
  fusion: 'rrf' | 'weighted'
  /** What searches vectors; `auto` chooses by their number and the machine. */
  engine: 'auto' | VectorEngine
  /** How many passages of one document may stand in a result before others had their turn; 0 for no limit. */
  perDocument: number
  /** Whether passages of the same words about the same thing are shown once, with how many there are. */
  collapse: boolean
}>

/** Measured: Chinese statutes, news, encyclopedias and English abstracts; docs/search.md has the figures. */
export const defaultSearchSettings: SearchSettings = Object.freeze({
  weights: Object.freeze({ keyword: 1, vector: 1, title: 1, path: 0.6 }),
  k1: 1.2,
  b: 0.75,
  decompose: 'rules',
  fusion: 'rrf',
  engine: 'auto',
  perDocument: 0,
  collapse: true,
})
