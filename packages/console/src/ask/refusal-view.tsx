import type { Answer } from '@kaiwu/core'
import { FileUnknownOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { AnswerText } from '../answer/answer-text.tsx'
import { useTexts } from '../frame/use-texts.ts'
import { EvidenceList } from './evidence-list.tsx'
import { Notes } from './notes.tsx'

/** Says that the documents hold no answer, whom to ask, and what comes nearest. A refusal is an outcome, not a failure. */
export function RefusalView({ answer }: Readonly<{ answer: Answer }>): ReactNode {
  const { write } = useTexts()
  const { text, citations, contact, notes, passages } = answer
  return (
    <>
      <div className="refusal" data-testid="refusal">
        <FileUnknownOutlined className="refusal-icon" aria-hidden="true" />
        <div className="refusal-body">
          <strong className="refusal-title">{write('refusedTitle')}</strong>
          {text !== '' && <AnswerText text={text} issues={[]} citations={citations} checked />}
          {contact !== undefined && contact !== '' && (
            <p className="refusal-contact">
              <span>{write('refusedContact')}</span>
              <strong>{contact}</strong>
            </p>
          )}
        </div>
      </div>
      <Notes notes={notes} />
      {passages.length > 0 && (
        <details className="evidence">
          <summary>
            {write('nearest')} <span className="section-count">{passages.length}</span>
          </summary>
          <EvidenceList hits={passages} asOf={answer.asOf} />
        </details>
      )}
    </>
  )
}
