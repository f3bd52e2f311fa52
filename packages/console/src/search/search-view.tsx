import { Skeleton } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { formatElapsed } from '../figures.ts'
import { EmptyView } from '../frame/empty-view.tsx'
import { searchFor } from '../frame/location.ts'
import { ProblemView } from '../frame/problem-view.tsx'
import { type Loaded, useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { SearchResult, SearchWeights, SolutionInfo } from '../http/contract.ts'
import { postJson, solutionPath } from '../http/request.ts'
import type { SearchTarget } from '../routes.ts'
import { HitCard } from './hit-card.tsx'
import { RankTable } from './rank-table.tsx'
import { SearchForm } from './search-form.tsx'
import { useSettled } from './use-settled.ts'
import { WeightsPanel } from './weights-panel.tsx'
import '../styles/search.css'

type Props = Readonly<{ solution: SolutionInfo; search: SearchTarget | undefined }>

/** The view that tests retrieval: what a question finds, in which order, and why. */
export function SearchView({ solution, search }: Props): ReactNode {
  const { write } = useTexts()
  const [tried, setTried] = useState<SearchWeights>()
  // A slider that is moved asks once it rests.
  const weights = useSettled(tried)
  const request = search === undefined ? undefined : { ...search, ...(weights ? { weights } : {}) }
  const key = request === undefined ? undefined : JSON.stringify(request)
  const path = solutionPath(solution.name, 'search')
  const loaded = useLoaded(key, (options) => postJson<SearchResult>(path, request, options))
  // While other weights are tried, what was found before stays to be compared with, and the slider under the finger.
  const [last, setLast] = useState<SearchResult>()
  useEffect(() => {
    if (loaded.value) setLast(loaded.value)
  }, [loaded.value])
  const shown = loaded.value ?? (search === undefined || loaded.problem ? undefined : last)
  const submit = (target: SearchTarget): void => {
    if (JSON.stringify(target) === JSON.stringify(search)) loaded.reload()
    else searchFor(target)
  }
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="page-title">{write('searchTitle')}</h1>
        <p className="page-intro">{write('searchIntro')}</p>
      </div>
      <SearchForm key={JSON.stringify(search ?? '')} solution={solution} search={search} onSearch={submit} />
      {shown && (
        <WeightsPanel
          solution={solution.name}
          result={shown}
          tried={tried}
          onTry={setTried}
          onSaved={() => {
            setTried(undefined)
            loaded.reload()
          }}
        />
      )}
      <Outcome loaded={loaded} shown={shown} />
    </div>
  )
}

type OutcomeProps = Readonly<{ loaded: Loaded<SearchResult>; shown: SearchResult | undefined }>

function Outcome({ loaded, shown: value }: OutcomeProps): ReactNode {
  const { language, write } = useTexts()
  const { problem, loading, reload } = loaded
  if (problem !== undefined) return <ProblemView problem={problem} onRetry={reload} />
  if (loading && value === undefined) return <Skeleton active paragraph={{ rows: 6 }} />
  if (value === undefined) return <EmptyView title={write('searchEmpty')} hint={write('searchEmptyHint')} />
  const { hits, asOf, elapsedMs, asked, notes } = value
  const best = Math.max(...hits.map((hit) => hit.score), Number.EPSILON)
  return (
    <section className="hits">
      <p className="hits-summary" role="status" data-testid="search-summary">
        {write('searchSummary', { count: hits.length, asOf, elapsed: formatElapsed(elapsedMs) })}
      </p>
      {asked.length > 1 && <p className="hits-summary">{write('searchAsked', { queries: asked.join('；') })}</p>}
      {notes.map((note) => (
        <p key={note.en} className="hits-note" role="note">
          {note[language]}
        </p>
      ))}
      {hits.length > 0 && <RankTable hits={hits} />}
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
