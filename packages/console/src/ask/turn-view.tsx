import type { ReactNode } from 'react'
import { Button } from 'antd'
import { ReloadOutlined } from '@ant-design/icons'
import { ProblemView } from '../frame/problem-view.tsx'
import { useTexts } from '../frame/use-texts.ts'
import { AnswerText } from '../answer/answer-text.tsx'
import { AgentSteps } from './agent-steps.tsx'
import { AnswerView } from './answer-view.tsx'
import { askAgain } from './conversations.ts'
import { PreparedForm } from './prepared-form.tsx'
import { isRunning, type Turn } from './turn.ts'

/** One question and what came of it. The last one is announced to screen readers when it is complete. */
export function TurnView({ solution, turn, last }: Readonly<{ solution: string; turn: Turn; last: boolean }>): ReactNode {
  const { language, write } = useTexts()
  const again = (): void => void askAgain(solution, turn, language)
  const { request, state, text, answer, problem, steps, prepared } = turn
  return (
    <article className="turn" data-turn={turn.id}>
      <h2 className="question">
        <span className="hidden">{write('question')}: </span>
        {request.question}
        {request.asOf !== undefined && <span className="question-as-of">{write('inForceOn', { asOf: request.asOf })}</span>}
      </h2>
      <div
        className="answer"
        role="group"
        aria-label={write('answer')}
        aria-live={last ? 'polite' : 'off'}
        aria-busy={isRunning(turn)}
        data-state={state}
        {...(last ? { 'data-testid': 'answer' } : {})}
      >
        <AgentSteps steps={steps} running={isRunning(turn)} />
        {prepared.map((one, index) => (
          <PreparedForm key={index} solution={solution} prepared={one} />
        ))}
        {answer === undefined ? (
          <>
            <EvidenceLine turn={turn} />
            {text !== '' && <AnswerText text={text} issues={[]} citations={[]} checked={false} growing={state === 'writing'} />}
            {state === 'stopped' && <Stopped withText={text !== ''} onAgain={again} />}
            {problem !== undefined && <ProblemView problem={problem} onRetry={again} />}
          </>
        ) : (
          <AnswerView answer={answer} onAgain={again} />
        )}
      </div>
    </article>
  )
}

function EvidenceLine({ turn: { state, evidence } }: Readonly<{ turn: Turn }>): ReactNode {
  const { write } = useTexts()
  if (state !== 'searching' && state !== 'writing' && evidence === undefined) return null
  const count = evidence?.passages.length ?? 0
  return (
    <p className="progress-line" data-testid="progress">
      {(state === 'searching' || state === 'writing') && <span className="pulse" aria-hidden="true" />}
      {evidence === undefined && write('searching')}
      {evidence !== undefined &&
        (count === 0 ? write('evidenceNone', evidence) : write('evidenceFound', { count, asOf: evidence.asOf }))}
      {state === 'writing' && <span className="progress-next">{write('writing')}</span>}
    </p>
  )
}

function Stopped({ withText, onAgain }: Readonly<{ withText: boolean; onAgain: () => void }>): ReactNode {
  const { write } = useTexts()
  return (
    <p className="stopped">
      <span>{write(withText ? 'stopped' : 'stoppedEarly')}</span>
      <Button size="small" icon={<ReloadOutlined />} onClick={onAgain}>
        {write('again')}
      </Button>
    </p>
  )
}
