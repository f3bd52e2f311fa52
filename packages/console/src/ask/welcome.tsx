import { ArrowRightOutlined, PhoneOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { formatCount } from '../figures.ts'
import { ModelTag } from '../frame/solution-select.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { SolutionInfo } from '../http/contract.ts'

/** What a solution is for, questions to begin with, and whom to ask instead. */
export function Welcome({ solution, onAsk }: Readonly<{ solution: SolutionInfo; onAsk: (question: string) => void }>): ReactNode {
  const { language, write } = useTexts()
  const documents = solution.knowledge.reduce((sum, { documents: count }) => sum + count, 0)
  const passages = solution.knowledge.reduce((sum, { passages: count }) => sum + count, 0)
  const counts = { documents: formatCount(documents, language), passages: formatCount(passages, language) }
  const contact = solution.contact[language]
  return (
    <section className="welcome">
      <h1 className="welcome-title">{solution.title[language]}</h1>
      <p className="welcome-description">{solution.description[language]}</p>
      <p className="welcome-facts">
        <span>{write('knowledgeSummary', counts)}</span>
        <ModelTag solution={solution} />
      </p>
      {solution.questions.length > 0 && (
        <>
          <h2 className="welcome-heading">{write('suggestions')}</h2>
          <ul className="welcome-questions">
            {solution.questions.map((question) => (
              <li key={question}>
                <button type="button" className="welcome-question" data-testid="suggestion" onClick={() => onAsk(question)}>
                  <span>{question}</span>
                  <ArrowRightOutlined aria-hidden="true" />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {contact !== '' && (
        <p className="welcome-contact">
          <PhoneOutlined aria-hidden="true" />
          <span>
            {write('contact')}
            <strong>{contact}</strong>
          </span>
        </p>
      )}
    </section>
  )
}
