import { UserOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { type ReactNode, useState } from 'react'
import { goTo } from '../frame/location.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { SessionInfo } from '../http/people-contract.ts'
import type { View } from '../routes.ts'
import { PasswordDialog } from './password-dialog.tsx'
import { may, signOut } from './session.ts'

type Props = Readonly<{ solution: string; session: SessionInfo; narrow: boolean }>

// What some look after, each with the right that opens it.
const oversight = { cost: 'cost.read', audit: 'log.read', evals: 'settings.read' } as const satisfies Partial<
  Record<View, string>
>

/** Who I am, and what is mine: password, keys, signing out; for administrators the people, and what some look after. */
export function AccountMenu({ solution, session: { person, ...session }, narrow }: Props): ReactNode {
  const { language, write } = useTexts()
  const [changing, setChanging] = useState(false)
  if (person === undefined) return null
  const manages = may({ ...session }, 'people.write')
  const views = (Object.keys(oversight) as (keyof typeof oversight)[]).filter((view) => may({ ...session }, oversight[view]))
  const chosen: Readonly<Record<string, () => void>> = {
    ...Object.fromEntries(views.map((view) => [view, () => goTo(solution, view)])),
    people: () => goTo(solution, 'people'),
    password: () => setChanging(true),
    out: () => void signOut(solution, { language }),
  }
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'who', label: <Who person={person} />, disabled: true },
            { key: 'people', label: write(manages ? 'peopleAndKeys' : 'myKeys') },
            ...views.map((view) => ({ key: view, label: write(view) })),
            ...(person.hasPassword ? [{ key: 'password', label: write('passwordChange') }] : []),
            { key: 'out', label: write(session.demo === undefined ? 'signOut' : 'demoSwitch') },
          ],
          onClick: ({ key }) => chosen[key]?.(),
        }}
      >
        <Button
          type="text"
          className="switch"
          icon={<UserOutlined />}
          aria-label={write('account', { name: person.name })}
          data-testid="account"
        >
          {narrow ? '' : person.name}
        </Button>
      </Dropdown>
      {changing && <PasswordDialog solution={solution} onClose={() => setChanging(false)} />}
    </>
  )
}

function Who({ person }: Readonly<{ person: NonNullable<SessionInfo['person']> }>): ReactNode {
  return (
    <span className="account-who">
      <strong>{person.name}</strong>
      <span>{[person.login, ...person.roles, ...person.departments.map(({ name }) => name)].join(' · ')}</span>
    </span>
  )
}
