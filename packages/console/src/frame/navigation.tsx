import { FileSearchOutlined, FileTextOutlined, MessageOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { formatRoute, type View } from '../routes.ts'
import { useTexts } from './use-texts.ts'

const items: readonly Readonly<{ view: View; icon: ReactNode }>[] = [
  { view: 'ask', icon: <MessageOutlined /> },
  { view: 'documents', icon: <FileTextOutlined /> },
  { view: 'search', icon: <FileSearchOutlined /> },
]

/** Links to the views of a solution: in the header, or as a bar at the bottom of a narrow screen. */
export function Navigation(props: Readonly<{ solution: string; view: View; place: 'header' | 'bottom' }>): ReactNode {
  const { write } = useTexts()
  return (
    <nav className={`navigation navigation-${props.place}`} aria-label={write('views')}>
      {items.map(({ view, icon }) => (
        <a
          key={view}
          href={formatRoute({ solution: props.solution, view })}
          className="navigation-link"
          aria-current={props.view === view ? 'page' : undefined}
          data-testid={`view-${view}`}
        >
          {props.place === 'bottom' && <span className="navigation-icon">{icon}</span>}
          {write(view)}
        </a>
      ))}
    </nav>
  )
}
