import { Button, Input, Popconfirm, Skeleton } from 'antd'
import { type ReactNode, useState } from 'react'
import { formatCount } from '../figures.ts'
import { EmptyView } from '../frame/empty-view.tsx'
import { describeProblem, ProblemView } from '../frame/problem-view.tsx'
import { Tag } from '../frame/tag.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { Releases } from '../http/contract.ts'
import { getJson, postJson, putJson, solutionPath } from '../http/request.ts'

/** Snapshots of the documents: make one, have searches use one, go back to the latest. */
export function ReleasesView({ solution, onChange }: Readonly<{ solution: string; onChange: () => void }>): ReactNode {
  const { language, write } = useTexts()
  const path = solutionPath(solution, 'releases')
  const loaded = useLoaded(path, (options) => getJson<Releases>(path, options))
  const [note, setNote] = useState('')
  const { attempt, problem } = useAttempt(() => {
    setNote('')
    loaded.reload()
    onChange()
  })
  if (loaded.problem !== undefined) return <ProblemView problem={loaded.problem} onRetry={loaded.reload} />
  if (loaded.value === undefined) return <Skeleton active paragraph={{ rows: 4 }} />
  const { releases, serving } = loaded.value
  const use = (release: string): void => attempt(() => putJson(solutionPath(solution, 'serving'), { release }, { language }))
  return (
    <>
      <p className="page-intro">{write('releasesIntro')}</p>
      <div className="release-form">
        <Input
          value={note}
          maxLength={200}
          placeholder={write('releaseNote')}
          aria-label={write('releaseNote')}
          data-testid="release-note"
          onChange={(event) => setNote(event.target.value)}
        />
        <Button type="primary" onClick={() => attempt(() => postJson(path, { note }, { language }))} data-testid="release-now">
          {write('releaseNow')}
        </Button>
      </div>
      {problem !== undefined && (
        <p className="inline-problem" role="alert">
          {describeProblem(problem, write).detail}
        </p>
      )}
      <ReleaseList releases={releases} serving={serving} onUse={use} />
      {releases.length === 0 && <EmptyView title={write('releasesNone')} hint={write('releasesIntro')} />}
    </>
  )
}

type ListProps = Releases & Readonly<{ onUse: (id: string) => void }>

function ReleaseList({ releases, serving, onUse }: ListProps): ReactNode {
  const { language, write } = useTexts()
  return (
    <ul className="release-list">
      <li className="release">
        <strong>{write('releaseLatest')}</strong>
        <Use id="latest" label={write('releaseUseLatest')} serving={serving === 'latest'} onUse={onUse} />
      </li>
      {releases.map(({ id, at, note: said, documents }) => (
        <li key={id} className="release" data-testid="release">
          <strong className="figure">{id}</strong>
          <span className="release-words">
            {said !== '' && <span>{said}</span>}
            <span className="figure">
              {new Date(at).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB')} ·{' '}
              {write('releaseDocuments', { count: formatCount(documents, language) })}
            </span>
          </span>
          <Use id={id} label={write('releaseServe')} serving={serving === id} onUse={onUse} />
        </li>
      ))}
    </ul>
  )
}

type UseProps = Readonly<{ id: string; label: string; serving: boolean; onUse: (id: string) => void }>

function Use({ id, label, serving, onUse }: UseProps): ReactNode {
  const { write } = useTexts()
  if (serving) return <Tag tone="good">{write('releaseServing')}</Tag>
  return (
    <Popconfirm
      title={write('releaseSure', { id: id === 'latest' ? write('releaseLatest') : id })}
      cancelText={write('cancel')}
      onConfirm={() => onUse(id)}
    >
      <Button size="small">{label}</Button>
    </Popconfirm>
  )
}
