import type { Answer, AnswerIssue } from '@kaiwu/core'
import { ExclamationCircleOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { AnswerText } from '../answer/answer-text.tsx'
import { issueWords } from '../answer/issue-words.ts'
import { Joined } from '../frame/joined.tsx'
import { useTexts } from '../frame/use-texts.ts'
import { AnswerFooter } from './answer-footer.tsx'
import { CitationFigures } from './citation-figures.tsx'
import { CitationCard } from './citation-card.tsx'
import { EvidenceList } from './evidence-list.tsx'
import { Notes } from './notes.tsx'
import { TableQuery } from './table-query.tsx'
import { RefusalView } from './refusal-view.tsx'

/** A checked answer: text, what is doubtful in it, remarks, sources, cost. */
export function AnswerView({ answer, onAgain }: Readonly<{ answer: Answer; onAgain: () => void }>): ReactNode {
  const { write } = useTexts()
  if (answer.outcome === 'refused') {
    return (
      <>
        <RefusalView answer={answer} />
        <AnswerFooter answer={answer} onAgain={onAgain} />
      </>
    )
  }
  const { text, issues, citations, notes, passages, model } = answer
  return (
    <>
      <AnswerText text={text} issues={issues} citations={citations} checked />
      <p className="made-by" data-testid="made-by">
        <Joined
          items={[
            write(answer.table ? 'madeByTable' : model === 'local/extractive' ? 'madeOfExtracts' : 'madeByModel'),
            write('inForceOn', answer),
            ...(answer.release === undefined ? [] : [write('answeredFromRelease', { release: answer.release })]),
          ]}
        />
      </p>
      {answer.outcome === 'incomplete' && (
        <p className="remark remark-warn">
          <ExclamationCircleOutlined aria-hidden="true" />
          <span>{write('incomplete')}</span>
        </p>
      )}
      <TableQuery answer={answer} />
      <Issues issues={issues} />
      <Notes notes={notes} />
      {citations.length > 0 && (
        <section className="citations">
          <h3 className="section-heading">
            {write('sources')} <span className="section-count">{citations.length}</span>
          </h3>
          <ul className="citation-list">
            {citations.map((citation) => (
              <li key={`${citation.mark} ${citation.start}`}>
                <CitationCard citation={citation} asOf={answer.asOf} />
                <CitationFigures solution={answer.solution} citation={citation} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {passages.length > 0 && (
        <details className="evidence">
          <summary>{write('evidenceSeen', { count: passages.length })}</summary>
          <EvidenceList hits={passages} asOf={answer.asOf} />
        </details>
      )}
      <AnswerFooter answer={answer} onAgain={onAgain} />
    </>
  )
}

function Issues({ issues }: Readonly<{ issues: readonly AnswerIssue[] }>): ReactNode {
  const { write } = useTexts()
  if (issues.length === 0) return null
  return (
    <div className="remark remark-warn" data-testid="issues">
      <ExclamationCircleOutlined aria-hidden="true" />
      <div>
        <strong>{write('issues', { count: issues.length })}</strong>
        <ul>
          {issues.map((issue, index) => (
            <li key={index}>
              <q>{shorten(issue.text)}</q> {issueWords(issue.kind, write)}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 58)}…` : text
}
