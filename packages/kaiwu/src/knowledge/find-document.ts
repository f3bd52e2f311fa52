import { KaiwuError } from '@kaiwu/core'
import type { DocumentInfo, Knowledge } from '@kaiwu/knowledge'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'

/**
 * The document that somebody means by a word: its id, its path, its number, or a part of its file name or title.
 * @throws DOCUMENT_NOT_FOUND; USAGE_INVALID when several could be meant
 */
export function findDocument(knowledge: Knowledge, word: string, terminal: Terminal): DocumentInfo {
  const all = knowledge.documents(undefined, 'all')
  const exact = all.find(({ id, path }) => id === word || path === word)
  if (exact) return exact
  const near = all.filter(
    ({ path, facts }) => path.split('/').at(-1)!.includes(word) || facts.title.includes(word) || facts.number === word,
  )
  if (near.length === 0) throw new KaiwuError('DOCUMENT_NOT_FOUND', { id: word })
  if (near.length > 1) {
    const paths = near.map(({ path }) => path).join(', ')
    throw usageError(terminal, { zh: `“${word}”可以指几份文档：${paths}`, en: `"${word}" may mean several documents: ${paths}` })
  }
  return near[0]!
}
