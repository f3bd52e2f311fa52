import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { formatElapsed } from '../figures.ts'
import { EmptyView } from '../frame/empty-view.tsx'
import { searchFor } from '../frame/location.ts'
import { ProblemView } from '../frame/problem-view.tsx'
import { type Loaded, useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { SearchResult, SolutionInfo } from '../http/contract.ts'
import { postJson, solutionPath } from '../http/request.ts'
import type { SearchTarget } from '../routes.ts'
import { HitCard } from './hit-card.tsx'
import { SearchForm } from './search-form.tsx'
import '../styles/search.css'

type Props = Readonly<{ solution: SolutionInfo; search: SearchTarget | undefined }>

/** The view that tests retrieval: what a question finds, in which order, and why. */
export function SearchView({ solution, search }: Props): ReactNode {
  const { write } = useTexts()
  const key = search === undefined ? undefined : JSON.stringify(search)
  const path = solutionPath(solution.name, 'search')
  const loaded = useLoaded(key, (options) => postJson<SearchResult>(path, search, options))
  const submit = (target: SearchTarget): void => {
    if (JSON.stringify(target) === key) loaded.reload()
    else searchFor(target)
  }
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="page-title">{write('searchTitle')}</h1>
        <p className="page-intro">{write('searchIntro')}</p>
      </div>
      <SearchForm key={key ?? ''} solution={solution} search={search} onSearch={submit} />
      <Outcome loaded={loaded} />
    </div>
  )
}

function Outcome({ loaded }: Readonly<{ loaded: Loaded<SearchResult> }>): ReactNode {
  const { write } = useTexts()
  const { value, problem, loading, reload } = loaded
  if (problem !== undefined) return <ProblemView problem={problem} onRetry={reload} />
  if (loading) return <Skeleton active paragraph={{ rows: 6 }} />
  if (value === undefined) return <EmptyView title={write('searchEmpty')} hint={write('searchEmptyHint')} />
  const { hits, asOf, elapsedMs } = value
  const best = Math.max(...hits.map((hit) => hit.score), Number.EPSILON)
  return (
    <section className="hits">
      <p className="hits-summary" role="status" data-testid="search-summary">
        {write('searchSummary', { count: hits.length, asOf, elapsed: formatElapsed(elapsedMs) })}
      </p>
      {hits.length === 0 ? (
        <EmptyView title={write('searchNothing')} hint={write('searchNothingHint')} />
      ) : (
        <ol className="hit-list">
          {hits.map((hit) => (
            <li key={hit.passage.id}>
              <HitCard hit={hit} share={hit.score / best} asOf={asOf} />
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
