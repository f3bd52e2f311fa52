import { contentHash, KaiwuError, type Language } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
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
export async function gapsOf(queries: Queries, status: KnowledgeGap['status'] | 'all'): Promise<readonly KnowledgeGap[]> {
  const [which, values] = status === 'all' ? ['', []] : ['WHERE status = ?', [status]]
  const rows = await queries.all<GapRow>(`SELECT * FROM gaps ${which} ORDER BY count DESC, last_at DESC, id`, ...values)
  return Object.freeze(rows.map(gapOf))
}

/**
 * Notes a question that was refused. One that was answered is open again once its document is gone. Belongs inside a transaction.
 */
export async function noteGap(inside: Queries, asked: string, language: Language, now: number): Promise<KnowledgeGap> {
  const question = asked.replace(/\s+/g, ' ').trim().slice(0, longestQuestion)
  const folded = foldedQuestion(question)
  await inside.run(
    `INSERT INTO gaps (id, folded, question, language, count, first_at, last_at, status)
     VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5, 'open')
     ON CONFLICT (folded) DO UPDATE SET count = gaps.count + 1, last_at = excluded.last_at,
       status = CASE WHEN gaps.status = 'answered' AND NOT EXISTS (
         SELECT 1 FROM documents WHERE documents.id = gaps.document_id AND documents.revision IS NOT NULL)
         THEN 'open' ELSE gaps.status END`,
    `gap_${contentHash(folded).slice(0, 16)}`,
    folded,
    question,
    language,
    now,
  )
  const row = (await inside.get<GapRow>('SELECT * FROM gaps WHERE folded = ?', folded))!
  const { count } = (await inside.get<{ count: number }>('SELECT count(*) AS count FROM gaps'))!
  if (count > mostGaps)
    await inside.run(
      `DELETE FROM gaps WHERE id IN (
         SELECT id FROM gaps WHERE folded <> ? ORDER BY CASE WHEN status = 'open' THEN 1 ELSE 0 END, last_at, id LIMIT ?)`,
      folded,
      count - mostGaps,
    )
  return gapOf(row)
}

/** A gap. @throws GAP_NOT_FOUND */
export async function gapNamed(queries: Queries, id: string): Promise<KnowledgeGap> {
  const row = await queries.get<GapRow>('SELECT * FROM gaps WHERE id = ?', id)
  if (!row) throw new KaiwuError('GAP_NOT_FOUND', { id })
  return gapOf(row)
}

/** Says what became of a gap. @throws GAP_NOT_FOUND */
export async function settleGap(
  queries: Queries,
  id: string,
  status: 'answered' | 'dismissed',
  documentId?: string,
): Promise<void> {
  await gapNamed(queries, id)
  // What was answered stays answered.
  const kept = status === 'dismissed' ? `AND status <> 'answered'` : ''
  await queries.run(`UPDATE gaps SET status = ?, document_id = ? WHERE id = ? ${kept}`, status, documentId ?? null, id)
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
