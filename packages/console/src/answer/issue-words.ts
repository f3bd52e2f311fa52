import type { AnswerIssue } from '@kaiwu/core'
import type { Write } from '../texts.ts'

const keys = {
  'unknown-mark': 'issueUnknownMark',
  'quote-not-found': 'issueQuote',
  'number-not-found': 'issueNumber',
  'article-not-found': 'issueArticle',
  'document-number-not-found': 'issueDocumentNumber',
  'not-in-force': 'issueNotInForce',
  'sentence-without-mark': 'issueSentence',
} as const satisfies Record<AnswerIssue['kind'], string>

/** What an issue of an answer means, in the reader's words. */
export function issueWords(kind: AnswerIssue['kind'], write: Write): string {
  return write(keys[kind])
}
