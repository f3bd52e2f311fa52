import type { ReactNode } from 'react'
import { Tag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { EvalQuestion, EvalRun } from '../http/eval-contract.ts'
import type { Write } from '../texts.ts'
import { compareQuestions, type QuestionPair } from './compare-runs.ts'

/** The questions that changed between two evaluations, or that went wrong in one. */
export function QuestionGroups({ before, after }: Readonly<{ before: EvalRun | undefined; after: EvalRun }>): ReactNode {
  const { write } = useTexts()
  if (before === undefined) {
    const wrong = after.questions.filter(({ right }) => !right).map((one) => ({ after: one }))
    return <Group title={write('evalWrong')} pairs={wrong} name="wrong" two={false} />
  }
  const { worse, better, stillWrong, onlyOnce } = compareQuestions(before, after)
  return (
    <>
      <Group title={write('evalWorse')} pairs={worse} name="worse" two />
      <Group title={write('evalBetter')} pairs={better} name="better" two />
      <Group title={write('evalStillWrong')} pairs={stillWrong} name="stillWrong" two />
      {onlyOnce.length > 0 && <Group title={write('evalOnlyOnce')} pairs={onlyOnce} name="onlyOnce" two />}
    </>
  )
}

type GroupProps = Readonly<{ title: string; pairs: readonly QuestionPair[]; name: string; two: boolean }>

function Group({ title, pairs, name, two }: GroupProps): ReactNode {
  const { write } = useTexts()
  return (
    <section aria-label={title} data-testid={`eval-${name}`}>
      <h2 className="section-title">
        {title} <span className="figure case-no">{pairs.length}</span>
      </h2>
      {pairs.length === 0 && <p className="panel-hint">{write('evalQuestionsNone')}</p>}
      <ul className="work-list">
        {pairs.map(({ before, after }) => {
          const either = after ?? before
          if (either === undefined) return null
          return (
            <li key={either.id} className="panel eval-question">
              <strong>
                {either.question} <span className="case-no">{either.id}</span>
              </strong>
              <p className="panel-hint">
                {write('evalExpected')} {expectedWords(either, write)}
              </p>
              <div className={two ? 'eval-sides' : undefined}>
                {two && <Side title={write('evalBefore')} question={before} />}
                <Side title={two ? write('evalAfter') : undefined} question={after} />
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Side({ title, question }: Readonly<{ title: string | undefined; question: EvalQuestion | undefined }>): ReactNode {
  const { write } = useTexts()
  return (
    <div className="eval-side">
      {title !== undefined && <span className="panel-hint">{title}</span>}
      {question === undefined ? (
        <p>{write('evalNotAsked')}</p>
      ) : (
        <p className={question.right ? 'better' : 'worse'}>
          <Tag tone={question.right ? 'good' : 'bad'}>{write(question.right ? 'evalRight' : 'evalWrongMark')}</Tag>{' '}
          {gotWords(question, write)}
        </p>
      )}
      {question !== undefined && question.got.text !== '' && <blockquote className="eval-text">{question.got.text}</blockquote>}
    </div>
  )
}

function expectedWords({ expected }: EvalQuestion, write: Write): string {
  if ('refuse' in expected) return write('evalExpectRefusal')
  const sources = expected.sources.map(({ document, at }) => (at === undefined ? document : `${document} ${at}`))
  const cite = write('evalExpectSources', { sources: sources.slice(0, 3).join(' / ') })
  if (expected.contains.length === 0) return cite
  return `${cite} · ${write('evalExpectFacts', { facts: expected.contains.join(' / ') })}`
}

function gotWords({ expected, got }: EvalQuestion, write: Write): string {
  if (got.outcome === 'refused') return write('evalGotRefusal')
  const sources = got.citations.map(({ document, at }) => `${document} ${at}`.trim())
  const cited = write('evalGotCited', { sources: sources.join(' / ') || '–' })
  if ('refuse' in expected || got.missingFacts.length === 0) return cited
  return `${cited} · ${write('evalLacks', { facts: got.missingFacts.join(' / ') })}`
}
