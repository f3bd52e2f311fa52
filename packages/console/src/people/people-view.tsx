import { type ReactNode, useState } from 'react'
import { Tabs } from 'antd'
import { useTexts } from '../frame/use-texts.ts'
import type { SessionInfo } from '../http/people-contract.ts'
import { may } from '../sign-in/session.ts'
import { KeysPanel } from './keys-panel.tsx'
import { PeoplePanel } from './people-panel.tsx'
import '../styles/people.css'

/** People, for who manages them, and one's own keys for programs. */
export function PeopleView({ solution, session }: Readonly<{ solution: string; session: SessionInfo }>): ReactNode {
  const { write } = useTexts()
  const manages = may(session, 'people.write')
  const [tab, setTab] = useState(manages ? 'people' : 'keys')
  return (
    <div className="page" data-testid="people">
      <h1 className="page-title">{write(manages ? 'peopleAndKeys' : 'myKeys')}</h1>
      {manages && (
        <Tabs
          activeKey={tab}
          onChange={setTab}
          items={[
            { key: 'people', label: write('people') },
            { key: 'keys', label: write('myKeys') },
          ]}
        />
      )}
      {tab === 'people' ? <PeoplePanel solution={solution} /> : <KeysPanel solution={solution} session={session} />}
    </div>
  )
}
