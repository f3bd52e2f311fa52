import type { ReactNode } from 'react'
import type { SolutionInfo } from '../http/contract.ts'
import type { View } from '../routes.ts'
import { Navigation } from './navigation.tsx'
import { SolutionSelect } from './solution-select.tsx'
import { LanguageSwitch, ThemeSwitch } from './switches.tsx'
import { Wordmark } from './wordmark.tsx'

type Props = Readonly<{
  solutions: readonly SolutionInfo[]
  solution: string | undefined
  view: View
  narrow: boolean
  onChoose: (name: string) => void
}>

/** The page's head: name, solution, views, language and theme. */
export function Header({ solutions, solution, view, narrow, onChoose }: Props): ReactNode {
  return (
    <header className="header">
      <Wordmark />
      {solutions.length > 0 && <SolutionSelect solutions={solutions} current={solution} onChoose={onChoose} />}
      {!narrow && solution !== undefined && <Navigation solution={solution} view={view} place="header" />}
      <span className="header-switches">
        <LanguageSwitch />
        <ThemeSwitch />
      </span>
    </header>
  )
}
