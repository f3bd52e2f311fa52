/** The parts of the documents view. */
export type Shelf = 'files' | 'validity' | 'gaps' | 'releases'

/** The views of a solution. */
export type View = 'ask' | 'documents' | 'search' | 'tasks' | 'cases' | 'calendar' | 'people' | 'cost' | 'audit' | 'evals'

/** Which cases the list shows; kept in the address so that it can be shared. */
export type CaseFilter = Readonly<{
  type?: string
  state?: string
  ended?: 'true' | 'false'
  text?: string
  mine?: 'started' | 'involved'
}>

/** What the cost, the log or the evaluations are looked at by, each part under the name it has in the address. */
export type ViewQuery = Readonly<Partial<Record<QueryName, string>>>

type QueryName = (typeof queryNames)[keyof typeof queryNames][number]

/** A place in a document that the source panel shows; equal offsets show the document from its beginning. */
export type SourceTarget = Readonly<{ documentId: string; start: number; end: number }>

/** What the search view was asked; kept in the address so that a result can be shared. */
export type SearchTarget = Readonly<{ query: string; top?: number; asOf?: string; knowledge?: string }>

/** Where the reader is. `solution` is absent on the bare address only. */
export type Route = Readonly<{
  solution?: string
  view: View
  /** Of the documents view; absent for `files`. */
  shelf?: Shelf
  source?: SourceTarget
  search?: SearchTarget
  /** Of the cases view: the id of the case that is open. */
  caseId?: string
  /** Of the cases view: the case type that is to be started; empty while it is chosen. */
  start?: string
  /** Of the cases view. */
  filter?: CaseFilter
  /** Of the views of cost, log and evaluations. */
  query?: ViewQuery
}>

const queryNames = {
  cost: ['by', 'from', 'to'],
  audit: ['case', 'actor', 'action', 'result', 'from', 'to'],
  evals: ['before', 'after'],
} as const satisfies Partial<Record<View, readonly string[]>>

const shelves: readonly string[] = ['validity', 'gaps', 'releases'] satisfies readonly Shelf[]
const views: readonly string[] = [
  ...['ask', 'documents', 'search', 'tasks', 'cases', 'calendar', 'people'],
  ...Object.keys(queryNames),
]

/**
 * Reads the part of the address after `#`. Whatever it cannot understand falls back: an unknown view to `ask`, a damaged
 * parameter to its absence. Never throws, since anyone may type an address.
 * @example
 * parseRoute('#/government/ask?source=d1&from=10&to=20')
 */
export function parseRoute(hash: string): Route {
  const [path = '', parameters = ''] = splitOnce(hash.replace(/^#/, ''), '?')
  const [solution, view, item] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode)
  const values = new URLSearchParams(parameters)
  const source = readSource(values)
  const search = view === 'search' ? readSearch(values) : undefined
  const shelf = view === 'documents' ? readShelf(values) : undefined
  const cases = view === 'cases' ? readCases(item, values) : {}
  return Object.freeze({
    ...(solution === undefined ? {} : { solution }),
    view: isView(view) ? view : 'ask',
    ...(shelf === undefined ? {} : { shelf }),
    ...(source === undefined ? {} : { source }),
    ...(search === undefined ? {} : { search }),
    ...cases,
    ...readQuery(view, values),
  })
}

/**
 * The address of a route, the inverse of {@link parseRoute}.
 * @example
 * formatRoute({ solution: 'government', view: 'documents' }) // '#/government/documents'
 */
export function formatRoute({ solution, view, shelf, source, search, caseId, start, filter, query }: Route): string {
  if (solution === undefined) return '#/'
  const values = new URLSearchParams()
  if (search !== undefined && view === 'search') {
    values.set('q', search.query)
    if (search.top !== undefined) values.set('top', String(search.top))
    if (search.asOf !== undefined) values.set('date', search.asOf)
    if (search.knowledge !== undefined) values.set('knowledge', search.knowledge)
  }
  if (shelf !== undefined && shelf !== 'files' && view === 'documents') values.set('shelf', shelf)
  if (view === 'cases' && caseId === undefined) {
    if (start !== undefined) values.set('new', start)
    for (const [name, value] of Object.entries(filter ?? {})) values.set(name, value)
  }
  for (const name of queryNamesOf(view)) if (query?.[name]) values.set(name, query[name])
  if (source !== undefined) {
    values.set('source', source.documentId)
    if (source.end > source.start) {
      values.set('from', String(source.start))
      values.set('to', String(source.end))
    }
  }
  const parameters = values.toString()
  const item = view === 'cases' && caseId !== undefined ? `/${encodeURIComponent(caseId)}` : ''
  return `#/${encodeURIComponent(solution)}/${view}${item}${parameters === '' ? '' : `?${parameters}`}`
}

/** Whether a text is an ISO day that exists, such as 2026-02-28. */
export function isIsoDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

function readSource(values: URLSearchParams): SourceTarget | undefined {
  const documentId = values.get('source')
  if (documentId === null || documentId === '') return undefined
  const start = readInteger(values.get('from')) ?? 0
  const end = readInteger(values.get('to')) ?? 0
  return end > start ? { documentId, start, end } : { documentId, start: 0, end: 0 }
}

function readSearch(values: URLSearchParams): SearchTarget | undefined {
  const query = values.get('q') ?? ''
  if (query.trim() === '') return undefined
  const top = readInteger(values.get('top'))
  const asOf = values.get('date') ?? ''
  const knowledge = values.get('knowledge') ?? ''
  return {
    query,
    ...(top !== undefined && top >= 1 && top <= 50 ? { top } : {}),
    ...(isIsoDay(asOf) ? { asOf } : {}),
    ...(knowledge === '' ? {} : { knowledge }),
  }
}

function readCases(item: string | undefined, values: URLSearchParams): Pick<Route, 'caseId' | 'start' | 'filter'> {
  if (item !== undefined) return { caseId: item }
  const start = values.get('new')
  const [type, state, text, ended, mine] = ['type', 'state', 'text', 'ended', 'mine'].map((name) => values.get(name) ?? '')
  const filter: CaseFilter = {
    ...(type ? { type } : {}),
    ...(state ? { state } : {}),
    ...(ended === 'true' || ended === 'false' ? { ended } : {}),
    ...(text ? { text } : {}),
    ...(mine === 'started' || mine === 'involved' ? { mine } : {}),
  }
  return {
    ...(start === null ? {} : { start }),
    ...(Object.keys(filter).length === 0 ? {} : { filter }),
  }
}

function queryNamesOf(view: string | undefined): readonly QueryName[] {
  return view !== undefined && Object.hasOwn(queryNames, view) ? queryNames[view as keyof typeof queryNames] : []
}

function readQuery(view: string | undefined, values: URLSearchParams): Pick<Route, 'query'> {
  const given = queryNamesOf(view).flatMap((name) => {
    const value = values.get(name) ?? ''
    return value === '' || ((name === 'from' || name === 'to') && !isIsoDay(value)) ? [] : [[name, value] as const]
  })
  return given.length === 0 ? {} : { query: Object.fromEntries(given) }
}

function readShelf(values: URLSearchParams): Shelf | undefined {
  const shelf = values.get('shelf') ?? ''
  return shelves.includes(shelf) ? (shelf as Shelf) : undefined
}

function readInteger(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function isView(text: string | undefined): text is View {
  return text !== undefined && views.includes(text)
}
