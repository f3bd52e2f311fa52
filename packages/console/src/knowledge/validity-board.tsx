import type { ReactNode } from 'react'
import { today } from '../figures.ts'
import { openSource } from '../frame/location.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { DocumentInfo } from '../http/contract.ts'
import { factWords } from './fact-words.ts'
import { boardOf, type BoardColumn } from './board-of.ts'

const titles = {
  toConfirm: 'boardToConfirm',
  ending: 'boardEnding',
  inForce: 'boardInForce',
  notYet: 'boardNotYet',
  ended: 'boardEnded',
} as const satisfies Record<BoardColumn, string>

/** The documents by whether they may be relied on today: what needs a look first. */
export function ValidityBoard({ documents }: Readonly<{ documents: readonly DocumentInfo[] }>): ReactNode {
  const { write } = useTexts()
  const board = boardOf(documents, today())
  return (
    <div className="board" data-testid="validity-board">
      {(Object.keys(titles) as BoardColumn[]).map((column) => (
        <section key={column} className={`board-column board-${column}`} data-testid={`board-${column}`}>
          <h2 className="board-title">
            {write(titles[column])} <span className="section-count">{board[column].length}</span>
          </h2>
          {board[column].length === 0 && <p className="board-none">{write('boardNone')}</p>}
          <ul>
            {board[column].map((document) => (
              <li key={document.id}>
                <Card document={document} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function Card({ document }: Readonly<{ document: DocumentInfo }>): ReactNode {
  const { write } = useTexts()
  const { facts, id, toConfirm } = document
  const unsure = (facts.unsure ?? []).map((fact) => factWords(fact, write)).join(' ')
  return (
    <button type="button" className="board-card" onClick={() => openSource({ documentId: id, start: 0, end: 0 })}>
      <strong>{facts.title}</strong>
      <span className="figure">{[facts.number, facts.version].filter(Boolean).join(' · ')}</span>
      <span className="figure">
        {[
          facts.effective === undefined ? undefined : write('boardEffective', { day: facts.effective }),
          facts.ends === undefined ? undefined : write('boardEnds', { day: facts.ends }),
          facts.endedBy,
        ]
          .filter((part) => part !== undefined)
          .join(' · ')}
      </span>
      {toConfirm && <span className="board-unsure">{write('boardUnsure', { facts: unsure })}</span>}
    </button>
  )
}
