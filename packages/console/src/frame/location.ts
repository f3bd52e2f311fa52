import { formatRoute, parseRoute } from '../routes.ts'
import type { CaseFilter, Route, SearchTarget, Shelf, SourceTarget, View, ViewQuery } from '../routes.ts'
import { createStore } from './store.ts'

/** Where the reader is, following the address. */
export const here = createStore<Route>(parseRoute(location.hash))

addEventListener('popstate', () => here.set(parseRoute(location.hash)))

/** Goes to a view of a solution, as a new step of the browser's history. */
export function goTo(solution: string, view: View): void {
  move({ solution, view }, 'push')
}

/** Names the solution in the address without a new step, for the bare address. */
export function settleOn(solution: string): void {
  move({ ...here.get(), solution }, 'replace')
}

/** Turns to a part of the documents view, as a new step. */
export function turnTo(shelf: Shelf): void {
  const { source: _, ...rest } = here.get()
  move({ ...rest, shelf }, 'push')
}

/** Opens a case, as a new step. */
export function openCase(caseId: string): void {
  move({ ...place(), view: 'cases', caseId }, 'push')
}

/** Goes to where a case is started: of a type, or where the type is chosen. */
export function startCase(start: string): void {
  move({ ...place(), view: 'cases', start }, 'push')
}

/** Shows the cases that a filter lets through; typing on is no new step. */
export function filterCases(filter: CaseFilter): void {
  move({ ...place(), view: 'cases', filter }, 'replace')
}

/** Looks at the cost, the log or the evaluations by something else, as a new step. */
export function askFor(view: View, query: ViewQuery): void {
  move({ ...place(), view, query }, 'push')
}

function place(): Pick<Route, 'solution'> {
  const { solution } = here.get()
  return solution === undefined ? {} : { solution }
}

/** Puts a search into the address. */
export function searchFor(search: SearchTarget): void {
  const { source: _, ...rest } = here.get()
  move({ ...rest, search }, 'push')
}

/** Opens the source panel: a new step, so that going back closes it; changing what it shows is none. */
export function openSource(source: SourceTarget): void {
  const route = here.get()
  move({ ...route, source }, route.source === undefined ? 'push' : 'replace', {
    openedHere: route.source === undefined || openedHere(),
  })
}

/** Closes the source panel, by going back where the page itself opened it. */
export function closeSource(): void {
  if (openedHere()) {
    history.back()
    return
  }
  const { source: _, ...rest } = here.get()
  move(rest, 'replace')
}

function openedHere(): boolean {
  const state: unknown = history.state
  return typeof state === 'object' && state !== null && 'openedHere' in state && state.openedHere === true
}

function move(route: Route, step: 'push' | 'replace', state: Readonly<{ openedHere: boolean }> | null = null): void {
  if (step === 'push') history.pushState(state, '', formatRoute(route))
  else history.replaceState(state, '', formatRoute(route))
  here.set(route)
}
