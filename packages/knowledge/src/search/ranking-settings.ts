import { defaultKeywordSettings, type KeywordSettings } from '../keyword/keyword-index.ts'
import { defaultDocumentEvidence, type DocumentEvidenceSettings } from './document-evidence.ts'
import { defaultQuerySettings, type QuerySettings } from './query-settings.ts'

/** Everything that decides the order of keyword search. */
export type RankingSettings = Readonly<{ keyword: KeywordSettings; query: QuerySettings; document: DocumentEvidenceSettings }>

/**
 * One set of settings for every base, chosen over Chinese and English sets at once: a word in the title counts as one in the text
 * (0.6 lost on four of six sets, nothing gained elsewhere).
 */
export const defaultRankingSettings: RankingSettings = Object.freeze({
  keyword: Object.freeze({ ...defaultKeywordSettings, titleWeight: 1 }),
  query: defaultQuerySettings,
  document: defaultDocumentEvidence,
})
