import { lazy, type ReactNode, Suspense } from 'react'
import type { SolutionInfo } from '../http/contract.ts'
import type { SessionInfo } from '../http/people-contract.ts'
import type { View } from '../routes.ts'
import { Navigation } from './navigation.tsx'
import { SolutionSelect } from './solution-select.tsx'
import { LanguageSwitch, ThemeSwitch } from './switches.tsx'
import { Wordmark } from './wordmark.tsx'

const AccountMenu = lazy(async () => ({ default: (await import('../sign-in/account-menu.tsx')).AccountMenu }))

type Props = Readonly<{
  solutions: readonly SolutionInfo[]
  solution: string | undefined
  session: SessionInfo | undefined
  view: View
  narrow: boolean
  onChoose: (name: string) => void
}>

/** The page's head: name, solution, views, language and theme. */
export function Header({ solutions, solution, session, view, narrow, onChoose }: Props): ReactNode {
  const cases = solutions.find(({ name }) => name === solution)?.cases === true
  return (
    <header className="header">
      <Wordmark />
      {solutions.length > 0 && <SolutionSelect solutions={solutions} current={solution} onChoose={onChoose} />}
      {!narrow && solution !== undefined && <Navigation solution={solution} view={view} place="header" cases={cases} />}
      <span className="header-switches">
        {solution !== undefined && session?.person !== undefined && (
          <Suspense fallback={null}>
            <AccountMenu solution={solution} session={session} narrow={narrow} />
          </Suspense>
        )}
        <LanguageSwitch />
        <ThemeSwitch />
      </span>
    </header>
  )
}
