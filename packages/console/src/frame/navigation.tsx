import { CheckSquareOutlined, FileSearchOutlined, FileTextOutlined, MessageOutlined, ProfileOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { formatRoute, type View } from '../routes.ts'
import { useWork } from '../tasks/work.ts'
import { useTexts } from './use-texts.ts'

const items: readonly Readonly<{ view: View; icon: ReactNode; cases: boolean }>[] = [
  { view: 'tasks', icon: <CheckSquareOutlined />, cases: true },
  { view: 'cases', icon: <ProfileOutlined />, cases: true },
  { view: 'ask', icon: <MessageOutlined />, cases: false },
  { view: 'documents', icon: <FileTextOutlined />, cases: false },
  { view: 'search', icon: <FileSearchOutlined />, cases: false },
]

type Props = Readonly<{ solution: string; view: View; place: 'header' | 'bottom'; cases: boolean }>

/** Links to the views of a solution: in the header, or as a bar at the bottom of a narrow screen. `cases`: it has case types. */
export function Navigation({ solution, view: current, place, cases }: Props): ReactNode {
  const { write } = useTexts()
  const { tasks = [] } = useWork(solution)
  return (
    <nav className={`navigation navigation-${place}`} aria-label={write('views')}>
      {items
        .filter((item) => cases || !item.cases)
        .map(({ view, icon }) => (
          <a
            key={view}
            href={formatRoute({ solution, view })}
            className="navigation-link"
            aria-current={current === view || (view === 'cases' && current === 'calendar') ? 'page' : undefined}
            data-testid={`view-${view}`}
          >
            {place === 'bottom' && <span className="navigation-icon">{icon}</span>}
            {write(view)}
            {view === 'tasks' && tasks.length > 0 && (
              <span className="badge" data-testid="tasks-badge" aria-label={write('tasksBadge', { count: tasks.length })}>
                {tasks.length}
              </span>
            )}
          </a>
        ))}
    </nav>
  )
}
