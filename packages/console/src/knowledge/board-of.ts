import type { DocumentInfo } from '../http/contract.ts'

/** The columns of the validity board. */
export type BoardColumn = 'toConfirm' | 'ending' | 'inForce' | 'notYet' | 'ended'

const soonDays = 60
const dayMs = 86_400_000

/**
 * Puts each document into one column by where it stands on a day: what nobody has confirmed first, then what ends within 60 days.
 * Within a column what ends first comes first.
 */
export function boardOf(documents: readonly DocumentInfo[], day: string): Readonly<Record<BoardColumn, readonly DocumentInfo[]>> {
  const board: Record<BoardColumn, DocumentInfo[]> = { toConfirm: [], ending: [], inForce: [], notYet: [], ended: [] }
  const soon = new Date(Date.parse(day) + soonDays * dayMs).toISOString().slice(0, 10)
  for (const document of documents) board[columnOf(document, soon)].push(document)
  for (const column of Object.values(board)) column.sort((a, b) => (a.facts.ends ?? '9').localeCompare(b.facts.ends ?? '9'))
  return board
}

function columnOf({ validity, facts, toConfirm }: DocumentInfo, soon: string): BoardColumn {
  if (validity === 'expired' || validity === 'repealed') return 'ended'
  if (toConfirm || validity === 'unconfirmed') return 'toConfirm'
  if (validity === 'not-yet') return 'notYet'
  return facts.ends !== undefined && facts.ends <= soon ? 'ending' : 'inForce'
}
