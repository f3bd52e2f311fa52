import { lazy, type ReactNode } from 'react'
import { EmptyView } from '../frame/empty-view.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { SolutionInfo } from '../http/contract.ts'
import type { SessionInfo } from '../http/people-contract.ts'
import type { Route } from '../routes.ts'
import { FirstAdministrator } from '../sign-in/first-administrator.tsx'
import { TasksView } from '../tasks/tasks-view.tsx'
import { CasePage } from './case-page.tsx'
import { CasesView } from './cases-view.tsx'
import { DeadlineCalendar } from './deadline-calendar.tsx'
import { StartView } from './start-view.tsx'
import '../styles/cases.css'
import '../styles/calendar.css'
import '../styles/case-page.css'
import '../styles/print.css'

const CostView = lazy(async () => ({ default: (await import('../cost/cost-view.tsx')).CostView }))
const AuditView = lazy(async () => ({ default: (await import('../audit/audit-view.tsx')).AuditView }))
const EvalsView = lazy(async () => ({ default: (await import('../evals/evals-view.tsx')).EvalsView }))
const PeopleView = lazy(async () => ({ default: (await import('../people/people-view.tsx')).PeopleView }))

type Props = Readonly<{ solution: SolutionInfo; session: SessionInfo; route: Route }>

/** The views in which people do their work and look after it. They need people: where nobody has been set up, the first is made here. */
export function CasesStage({ solution, session, route: { view, caseId, start, filter, query = {} } }: Props): ReactNode {
  const { write } = useTexts()
  const { name } = solution
  if (session.firstRun) return <FirstAdministrator solution={name} />
  if (view === 'people') return <PeopleView solution={name} session={session} />
  if (view === 'cost') return <CostView solution={name} query={query} />
  if (view === 'audit') return <AuditView solution={name} query={query} />
  if (view === 'evals') return <EvalsView solution={name} session={session} query={query} />
  if (!solution.cases) return <EmptyView title={write('casesNone')} hint={write('casesNotHere')} />
  if (view === 'tasks') return <TasksView solution={name} />
  if (view === 'calendar') return <DeadlineCalendar solution={name} />
  if (caseId !== undefined) return <CasePage key={caseId} solution={name} caseId={caseId} session={session} />
  if (start !== undefined) return <StartView solution={name} start={start} session={session} />
  return <CasesView solution={name} filter={filter} />
}
