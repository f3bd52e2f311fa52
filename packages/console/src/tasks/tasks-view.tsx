import { Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { EmptyView } from '../frame/empty-view.tsx'
import { startCase } from '../frame/location.ts'
import { ProblemView } from '../frame/problem-view.tsx'
import { Tag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseNotice, CaseTask } from '../http/case-contract.ts'
import { send, solutionPath } from '../http/request.ts'
import { formatRoute } from '../routes.ts'
import { useCaseTypes } from '../cases/use-case-types.ts'
import { DueTag } from './due-tag.tsx'
import { formatWhen } from './when.ts'
import { refreshWork, useWork } from './work.ts'
import '../styles/cases.css'

/** What waits for the reader, what is due first, and what they were told. */
export function TasksView({ solution }: Readonly<{ solution: string }>): ReactNode {
  const { language, write } = useTexts()
  const { tasks, notices = [], problem } = useWork(solution)
  const reload = (): void => void refreshWork(solution, { language })
  return (
    <div className="page">
      <div className="page-head page-head-row">
        <h1 className="page-title">{write('tasksTitle')}</h1>
        <Button onClick={() => startCase('')} data-testid="start-case">
          {write('caseStart')}
        </Button>
      </div>
      {problem !== undefined && <ProblemView problem={problem} onRetry={reload} />}
      {tasks === undefined && problem === undefined && <Skeleton active paragraph={{ rows: 4 }} />}
      {tasks?.length === 0 && <EmptyView title={write('tasksNone')} hint={write('tasksNoneHint')} />}
      {tasks !== undefined && tasks.length > 0 && <TaskList solution={solution} tasks={tasks} />}
      {notices.length > 0 && <NoticeList solution={solution} notices={notices} onRead={reload} />}
    </div>
  )
}

function TaskList({ solution, tasks }: Readonly<{ solution: string; tasks: readonly CaseTask[] }>): ReactNode {
  const { language, write } = useTexts()
  const { titleOf } = useCaseTypes(solution)
  return (
    <ul className="work-list" aria-label={write('tasksTitle')} data-testid="tasks">
      {tasks.map(({ caseId, no, type, key, kind, title, since, dueAt }) => (
        <li key={`${caseId} ${key}`}>
          <a className="work-item" href={formatRoute({ solution, view: 'cases', caseId })} data-testid="task">
            <span className="work-main">
              <strong className="work-title">{title[language]}</strong>
              <span className="work-about">
                {titleOf(type)} · <span className="figure">{no}</span> ·{' '}
                {write('waitsSince', { when: formatWhen(since, language) })}
              </span>
            </span>
            <span className="work-tags">
              {kind === 'approval' && <Tag tone="info">{write('taskApproval')}</Tag>}
              {kind === 'by-hand' && <Tag tone="warn">{write('taskByHand')}</Tag>}
              {kind === 'exception' && <Tag tone="bad">{write('taskException')}</Tag>}
              {dueAt !== null && <DueTag dueAt={dueAt} since={since} />}
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}

const noticeTones = { reminder: 'warn', overdue: 'bad', exception: 'bad', assigned: 'info' } as const
const noticeWords = {
  reminder: 'noticeReminder',
  overdue: 'noticeOverdue',
  exception: 'noticeException',
  assigned: 'noticeAssigned',
} as const

type NoticeProps = Readonly<{ solution: string; notices: readonly CaseNotice[]; onRead: () => void }>

function NoticeList({ solution, notices, onRead }: NoticeProps): ReactNode {
  const { language, write } = useTexts()
  const markRead = async (id: string): Promise<void> => {
    await send(solutionPath(solution, 'notices', id, 'read'), { method: 'POST' }, { language }).catch(() => undefined)
    onRead()
  }
  return (
    <section aria-label={write('notices')}>
      <h2 className="section-title">{write('notices')}</h2>
      <ul className="work-list" data-testid="notices">
        {notices.map(({ id, caseId, kind, text, at, readAt }) => (
          <li key={id} className={readAt === null ? 'work-item notice-unread' : 'work-item'}>
            <span className="work-main">
              <a href={formatRoute({ solution, view: 'cases', caseId })} onClick={() => readAt === null && void markRead(id)}>
                {text[language]}
              </a>
              <span className="work-about">{formatWhen(at, language)}</span>
            </span>
            <span className="work-tags">
              <Tag tone={noticeTones[kind]}>{write(noticeWords[kind])}</Tag>
              {readAt === null && (
                <Button size="small" onClick={() => void markRead(id)} data-testid="notice-read">
                  {write('noticeRead')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
