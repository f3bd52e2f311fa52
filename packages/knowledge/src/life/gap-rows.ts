import { contentHash, KaiwuError, type Language } from '@kaiwu/core'
import type { Connection } from '@kaiwu/store'
import { fold } from '../text/fold.ts'
import type { KnowledgeGap } from './knowledge-life.ts'

type GapRow = {
  id: string
  question: string
  language: Language
  count: number
  first_at: number
  last_at: number
  status: KnowledgeGap['status']
  document_id: string | null
}

/** How many gaps are kept; beyond them, the oldest that are done with go first. */
export const mostGaps = 10_000
const longestQuestion = 2_000

/** The gaps of a status, most asked first. */
export function gapsOf(store: Connection, status: KnowledgeGap['status'] | 'all'): readonly KnowledgeGap[] {
  const rows = store.all<GapRow>(
    "SELECT * FROM gaps WHERE ?1 = 'all' OR status = ?1 ORDER BY count DESC, last_at DESC, id",
    status,
  )
  return Object.freeze(rows.map(gapOf))
}

/** Notes a question that was refused. One that was answered is open again once its document is gone. */
export function noteGap(store: Connection, asked: string, language: Language, now: number): KnowledgeGap {
  const question = asked.replace(/\s+/g, ' ').trim().slice(0, longestQuestion)
  const folded = foldedQuestion(question)
  return store.transaction(() => {
    store.run(
      `INSERT INTO gaps (id, folded, question, language, count, first_at, last_at, status)
       VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5, 'open')
       ON CONFLICT (folded) DO UPDATE SET count = count + 1, last_at = excluded.last_at,
         status = CASE WHEN status = 'answered' AND NOT EXISTS (
           SELECT 1 FROM documents WHERE documents.id = gaps.document_id AND revision IS NOT NULL) THEN 'open' ELSE status END`,
      `gap_${contentHash(folded).slice(0, 16)}`,
      folded,
      question,
      language,
      now,
    )
    const row = store.get<GapRow>('SELECT * FROM gaps WHERE folded = ?', folded)!
    store.run(
      `DELETE FROM gaps WHERE id IN (
         SELECT id FROM gaps WHERE folded <> ?1 ORDER BY status = 'open', last_at, id
         LIMIT max(0, (SELECT count(*) FROM gaps) - ?2))`,
      folded,
      mostGaps,
    )
    return gapOf(row)
  })
}

/** A gap. @throws GAP_NOT_FOUND */
export function gapNamed(store: Connection, id: string): KnowledgeGap {
  const row = store.get<GapRow>('SELECT * FROM gaps WHERE id = ?', id)
  if (!row) throw new KaiwuError('GAP_NOT_FOUND', { id })
  return gapOf(row)
}

/** Says what became of a gap. */
export function settleGap(store: Connection, id: string, status: 'answered' | 'dismissed', documentId?: string): void {
  if (!store.get('SELECT 1 FROM gaps WHERE id = ?', id)) throw new KaiwuError('GAP_NOT_FOUND', { id })
  // What was answered stays answered.
  const kept = status === 'dismissed' ? `AND status <> 'answered'` : ''
  store.run(`UPDATE gaps SET status = ?, document_id = ? WHERE id = ? ${kept}`, status, documentId ?? null, id)
}

/** The document that answers a gap: what was asked and what holds, so that it is found by either. */
export function gapDocument({ question, language }: KnowledgeGap, answer: string): string {
  const [asked, answered] = language === 'zh' ? ['问：', '答：'] : ['Q: ', 'A: ']
  return `# ${question}\n\n${asked}${question}\n${answered}${answer.trim()}\n`
}

/** A question without what does not tell it from another: width, case, space, punctuation. */
function foldedQuestion(question: string): string {
  const { text } = fold(question)
  return text.replace(/[^\p{L}\p{N}]/gu, '') || text
}

function gapOf({ first_at: firstAt, last_at: lastAt, document_id: documentId, ...row }: GapRow): KnowledgeGap {
  const { id, question, language, count, status } = row
  return Object.freeze({ id, question, language, count, firstAt, lastAt, status, ...(documentId === null ? {} : { documentId }) })
}
