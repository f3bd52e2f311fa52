import { ConfigProvider, Spin } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react'
import { AskView } from './ask/ask-view.tsx'
import { CrashGuard } from './frame/crash-guard.tsx'
import { EmptyView } from './frame/empty-view.tsx'
import { Header } from './frame/header.tsx'
import { goTo, here, settleOn } from './frame/location.ts'
import { Navigation } from './frame/navigation.tsx'
import { ProblemView } from './frame/problem-view.tsx'
import { StatusView } from './frame/status-view.tsx'
import { useStore } from './frame/store.ts'
import { antdTheme } from './frame/theme.ts'
import { useDark } from './frame/use-dark.ts'
import { narrowScreen, useMedia } from './frame/use-media.ts'
import { type SolutionsState, useSolutions } from './frame/use-solutions.ts'
import { useTexts } from './frame/use-texts.ts'
import type { SolutionInfo } from './http/contract.ts'
import type { SessionInfo } from './http/people-contract.ts'
import type { Route, View } from './routes.ts'
import { type SessionState, useSession } from './sign-in/session.ts'
import { useWorkKept } from './tasks/work.ts'

const DocumentsView = lazy(async () => ({ default: (await import('./documents/documents-view.tsx')).DocumentsView }))
const SearchView = lazy(async () => ({ default: (await import('./search/search-view.tsx')).SearchView }))
const CasesStage = lazy(async () => ({ default: (await import('./cases/cases-stage.tsx')).CasesStage }))
const SignInView = lazy(async () => ({ default: (await import('./sign-in/sign-in-view.tsx')).SignInView }))
const SourcePanel = lazy(async () => ({ default: (await import('./source/source-panel.tsx')).SourcePanel }))

/** The whole page. */
export function App(): ReactNode {
  const dark = useDark()
  const { language } = useTexts()
  return (
    <ConfigProvider theme={antdTheme(dark)} locale={language === 'zh' ? zhCN : enUS} button={{ autoInsertSpace: false }}>
      <Frame />
    </ConfigProvider>
  )
}

function Frame(): ReactNode {
  const { language, write } = useTexts()
  const route = useStore(here)
  const narrow = useMedia(narrowScreen)
  const loaded = useSolutions()
  const solutions = loaded.solutions ?? []
  const current = solutions.find((solution) => solution.name === route.solution)
  const first = solutions[0]?.name

  useEffect(() => {
    if (route.solution === undefined && first !== undefined) settleOn(first)
  }, [route.solution, first])
  const { session, problem: sessionProblem, reload: reloadSession, personId } = useReader(current, loaded.reload)
  const title = current?.title[language]
  useEffect(() => {
    document.title = title === undefined ? 'Kaiwu 开物' : `${title} · ${write(route.view)} · Kaiwu 开物`
  }, [title, route.view, route.caseId, write])

  return (
    <div className="frame">
      <a className="skip" href="#content" onClick={skipToContent}>
        {write('skipToContent')}
      </a>
      <Header
        solutions={solutions}
        solution={current?.name}
        session={session}
        view={route.view}
        narrow={narrow}
        onChoose={(name) => goTo(name, route.view)}
      />
      <div className="stage">
        <main className="content" id="content" tabIndex={-1}>
          <CrashGuard key={`${route.solution} ${route.view} ${personId}`}>
            <Suspense fallback={<Waiting />}>
              {session === undefined && sessionProblem !== undefined && current !== undefined ? (
                <ProblemView problem={sessionProblem} onRetry={reloadSession} />
              ) : (
                <Content loaded={loaded} solution={current} session={session} route={route} />
              )}
            </Suspense>
          </CrashGuard>
        </main>
        {current?.status === 'ready' &&
          session !== undefined &&
          (session.firstRun || personId !== undefined) &&
          route.source !== undefined && (
            <Suspense fallback={null}>
              <SourcePanel solution={current.name} target={route.source} />
            </Suspense>
          )}
      </div>
      {narrow && current !== undefined && (
        <Navigation solution={current.name} view={route.view} place="bottom" cases={current.cases} />
      )}
    </div>
  )
}

/** Who reads, and what waits for them; once it is somebody else, what the page shows of the solutions is loaded anew. */
function useReader(
  current: SolutionInfo | undefined,
  reloadSolutions: () => void,
): SessionState & Readonly<{ personId?: string }> {
  const state = useSession(current?.name)
  const personId = state.session?.person?.id
  useWorkKept(current?.cases === true ? current.name : undefined, personId)
  const lastPerson = useRef(personId)
  useEffect(() => {
    if (lastPerson.current !== personId) reloadSolutions()
    lastPerson.current = personId
  }, [personId])
  return { ...state, ...(personId === undefined ? {} : { personId }) }
}

type ContentProps = Readonly<{
  loaded: SolutionsState
  solution: SolutionInfo | undefined
  session: SessionInfo | undefined
  route: Route
}>

const caseViews: readonly View[] = ['tasks', 'cases', 'calendar', 'people', 'cost', 'audit', 'evals']

function Content({ loaded, solution, session, route }: ContentProps): ReactNode {
  const { write } = useTexts()
  if (loaded.solutions === undefined) {
    return loaded.problem === undefined ? <Waiting /> : <ProblemView problem={loaded.problem} onRetry={loaded.reload} />
  }
  if (solution === undefined) {
    if (loaded.solutions.length === 0) return <EmptyView title={write('noSolutions')} hint={write('noSolutionsHint')} />
    if (route.solution === undefined) return <Waiting />
    return <EmptyView title={write('unknownSolution', { name: route.solution })} hint={write('unknownSolutionHint')} />
  }
  if (session === undefined) return <Waiting />
  if (!session.firstRun && session.person === undefined) return <SignInView solution={solution} session={session} />
  if (caseViews.includes(route.view)) return <CasesStage solution={solution} session={session} route={route} />
  if (solution.status !== 'ready') return <StatusView solution={solution} />
  if (route.view === 'documents') return <DocumentsView key={solution.name} solution={solution} onChange={loaded.reload} />
  if (route.view === 'search') return <SearchView key={solution.name} solution={solution} search={route.search} />
  return <AskView key={solution.name} solution={solution} onNotReady={loaded.reload} />
}

function Waiting(): ReactNode {
  const { write } = useTexts()
  return (
    <div className="waiting" role="status" aria-label={write('loading')}>
      <Spin />
    </div>
  )
}

// The address after # is a route of the page, so the link must not change it.
function skipToContent(event: Readonly<{ preventDefault: () => void }>): void {
  event.preventDefault()
  document.getElementById('content')?.focus()
}
