import { Button, Input, Skeleton } from 'antd'
import { type ReactNode, useState } from 'react'
import { EmptyView } from '../frame/empty-view.tsx'
import { openSource } from '../frame/location.ts'
import { NamedSelect } from '../frame/named-select.tsx'
import { describeProblem, ProblemView } from '../frame/problem-view.tsx'
import { Tag } from '../frame/tag.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { KnowledgeGap, SolutionInfo } from '../http/contract.ts'
import { deleteAt, getJson, postJson, solutionPath } from '../http/request.ts'

type Props = Readonly<{ solution: SolutionInfo; onChange: () => void }>

/** Questions that were refused, to be answered by a document or dismissed. */
export function GapsView({ solution, onChange }: Props): ReactNode {
  const { write } = useTexts()
  const path = solutionPath(solution.name, 'gaps')
  const loaded = useLoaded(path, (options) => getJson<Readonly<{ gaps: readonly KnowledgeGap[] }>>(path, options))
  const refresh = (): void => {
    loaded.reload()
    onChange()
  }
  if (loaded.problem !== undefined) return <ProblemView problem={loaded.problem} onRetry={loaded.reload} />
  if (loaded.value === undefined) return <Skeleton active paragraph={{ rows: 4 }} />
  const { gaps } = loaded.value
  return (
    <>
      <p className="page-intro">{write('gapsIntro')}</p>
      {gaps.length === 0 ? (
        <EmptyView title={write('gapsNone')} hint={write('gapsNoneHint')} />
      ) : (
        <ul className="gap-list">
          {gaps.map((gap) => (
            <li key={gap.id} className="gap" data-testid="gap">
              <Gap solution={solution} gap={gap} onChange={refresh} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Gap({
  solution,
  gap,
  onChange,
}: Readonly<{ solution: SolutionInfo; gap: KnowledgeGap; onChange: () => void }>): ReactNode {
  const { language, write } = useTexts()
  const [writing, setWriting] = useState(false)
  const { id, question, count, lastAt, status } = gap
  const { attempt, problem } = useAttempt(() => {
    setWriting(false)
    onChange()
  })
  return (
    <>
      <span className="gap-question">{question}</span>
      <span className="gap-figures figure">{write('gapTimes', { count, day: lastAt.slice(0, 10) })}</span>
      {status === 'open' ? (
        <span className="gap-actions">
          <Button size="small" type="primary" onClick={() => setWriting(!writing)} data-testid="gap-write">
            {write('gapAnswer')}
          </Button>
          <Button size="small" onClick={() => attempt(() => deleteAt(solutionPath(solution.name, 'gaps', id), { language }))}>
            {write('gapDismiss')}
          </Button>
        </span>
      ) : (
        <Closed gap={gap} />
      )}
      {writing && (
        <GapForm
          solution={solution}
          onSave={(answer, knowledge) =>
            attempt(() => postJson(solutionPath(solution.name, 'gaps', id, 'answer'), { answer, knowledge }, { language }))
          }
        />
      )}
      {problem !== undefined && (
        <span className="inline-problem" role="alert">
          {describeProblem(problem, write).detail}
        </span>
      )}
    </>
  )
}

/** What became of a gap. */
function Closed({ gap: { status, documentId } }: Readonly<{ gap: KnowledgeGap }>): ReactNode {
  const { write } = useTexts()
  return (
    <span className="gap-actions">
      <Tag tone={status === 'answered' ? 'good' : 'plain'}>{write(status === 'answered' ? 'gapAnswered' : 'gapDismissed')}</Tag>
      {documentId !== undefined && (
        <Button size="small" type="link" onClick={() => openSource({ documentId, start: 0, end: 0 })}>
          {write('source')}
        </Button>
      )}
    </span>
  )
}

type FormProps = Readonly<{ solution: SolutionInfo; onSave: (answer: string, knowledge: string) => void }>

function GapForm({ solution, onSave }: FormProps): ReactNode {
  const { language, write } = useTexts()
  const [answer, setAnswer] = useState('')
  const [knowledge, setKnowledge] = useState(solution.knowledge[0]?.name ?? '')
  return (
    <div className="gap-form">
      <Input.TextArea
        autoFocus
        autoSize={{ minRows: 3, maxRows: 12 }}
        value={answer}
        placeholder={write('gapAnswerHint')}
        aria-label={write('gapAnswer')}
        data-testid="gap-answer"
        onChange={(event) => setAnswer(event.target.value)}
      />
      <span className="gap-actions">
        {solution.knowledge.length > 1 && (
          <NamedSelect
            value={knowledge}
            aria-label={write('uploadInto')}
            popupMatchSelectWidth={false}
            onChange={setKnowledge}
            options={solution.knowledge.map(({ name, title }) => ({ value: name, label: title[language] }))}
          />
        )}
        <Button type="primary" disabled={answer.trim() === ''} onClick={() => onSave(answer, knowledge)} data-testid="gap-save">
          {write('gapSave')}
        </Button>
      </span>
    </div>
  )
}
