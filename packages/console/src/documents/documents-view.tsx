import { SearchOutlined } from '@ant-design/icons'
import { Button, Input, Segmented, Skeleton, Tabs } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { here, turnTo } from '../frame/location.ts'
import { EmptyView } from '../frame/empty-view.tsx'
import { ProblemView } from '../frame/problem-view.tsx'
import { useStore } from '../frame/store.ts'
import { useLoaded } from '../frame/use-loaded.ts'
import { narrowScreen, useMedia } from '../frame/use-media.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { DocumentInfo, SolutionInfo } from '../http/contract.ts'
import { getJson, solutionPath } from '../http/request.ts'
import { GapsView } from '../knowledge/gaps-view.tsx'
import { ReleasesView } from '../knowledge/releases-view.tsx'
import { ValidityBoard } from '../knowledge/validity-board.tsx'
import type { Shelf as ShelfName } from '../routes.ts'
import { useMay } from '../sign-in/session.ts'
import { DocumentList } from './document-list.tsx'
import { DocumentTable } from './document-table.tsx'
import { matchesFilter } from './matches-filter.ts'
import { SyncButton } from './sync-button.tsx'
import { UploadArea } from './upload-area.tsx'
import '../styles/documents.css'
import '../styles/knowledge.css'

type Props = Readonly<{ solution: SolutionInfo; onChange: () => void }>

const all = ''

const shelves = [
  { shelf: 'files', words: 'shelfFiles' },
  { shelf: 'validity', words: 'shelfValidity' },
  { shelf: 'gaps', words: 'shelfGaps' },
  { shelf: 'releases', words: 'shelfReleases' },
] as const satisfies readonly Readonly<{ shelf: ShelfName; words: string }>[]

/** The documents of a solution: what there is, and uploading and deleting. */
export function DocumentsView({ solution, onChange }: Props): ReactNode {
  const { write } = useTexts()
  const [knowledge, setKnowledge] = useState(all)
  const { shelf: wanted = 'files', source } = useStore(here)
  const writes = useMay(solution.name, 'knowledge.write')
  // Gaps and releases are for who looks after the documents.
  const shelf = writes || wanted === 'validity' ? wanted : 'files'
  const path = solutionPath(solution.name, 'documents')
  const loaded = useLoaded(path, (options) => getJson<Readonly<{ documents: readonly DocumentInfo[] }>>(path, options))
  const refresh = (): void => {
    loaded.reload()
    onChange()
  }
  // What was confirmed in the source panel shows here once it is closed.
  useEffect(() => {
    if (source === undefined) loaded.reload()
  }, [source === undefined])
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="page-title">{write('documentsTitle')}</h1>
        <p className="page-intro">{write('documentsIntro')}</p>
      </div>
      <Tabs
        activeKey={shelf}
        onChange={(key) => turnTo(key as ShelfName)}
        items={shelves
          .filter(({ shelf: key }) => writes || key === 'files' || key === 'validity')
          .map(({ shelf: key, words }) => ({ key, label: write(words) }))}
        data-testid="shelves"
      />
      {shelf === 'gaps' && <GapsView solution={solution} onChange={refresh} />}
      {shelf === 'releases' && <ReleasesView solution={solution.name} onChange={refresh} />}
      {shelf === 'files' && writes && (
        <>
          <UploadArea solution={solution} tab={knowledge} onStored={refresh} />
          <SyncButton solution={solution.name} onDone={refresh} />
        </>
      )}
      {loaded.problem !== undefined && <ProblemView problem={loaded.problem} onRetry={loaded.reload} />}
      {loaded.loading && <Skeleton active paragraph={{ rows: 6 }} />}
      {loaded.value !== undefined && shelf === 'validity' && <ValidityBoard documents={loaded.value.documents} />}
      {loaded.value !== undefined && shelf === 'files' && (
        <Shelf
          solution={solution}
          documents={loaded.value.documents}
          knowledge={knowledge}
          onKnowledge={setKnowledge}
          onDeleted={refresh}
        />
      )}
    </div>
  )
}

type ShelfProps = Readonly<{
  solution: SolutionInfo
  documents: readonly DocumentInfo[]
  knowledge: string
  onKnowledge: (name: string) => void
  onDeleted: () => void
}>

function Shelf({ solution, documents, knowledge, onKnowledge, onDeleted }: ShelfProps): ReactNode {
  const { language, write } = useTexts()
  const narrow = useMedia(narrowScreen)
  const [filter, setFilter] = useState('')
  if (documents.length === 0) return <EmptyView title={write('noDocuments')} hint={write('noDocumentsHint')} />

  const shelf = documents.filter((document) => knowledge === all || document.knowledge === knowledge)
  const shown = shelf.filter((document) => matchesFilter(document, filter))
  const count = (name: string): number => documents.filter((document) => document.knowledge === name).length
  const tabs = [
    { value: all, label: `${write('allKnowledge')} ${documents.length}` },
    ...solution.knowledge.map(({ name, title }) => ({ value: name, label: `${title[language]} ${count(name)}` })),
  ]
  const List = narrow ? DocumentList : DocumentTable
  return (
    <>
      <div className="shelf-bar">
        {solution.knowledge.length > 1 && (
          <Segmented options={tabs} value={knowledge} onChange={onKnowledge} data-testid="knowledge-tabs" />
        )}
        <Input
          className="shelf-filter"
          allowClear
          prefix={<SearchOutlined />}
          value={filter}
          placeholder={write('filter')}
          aria-label={write('filter')}
          data-testid="document-filter"
          onChange={(event) => setFilter(event.target.value)}
        />
        <span className="shelf-count" role="status">
          {write('filterCount', { shown: shown.length, total: shelf.length })}
        </span>
      </div>
      {shown.length > 0 ? (
        <List solution={solution.name} documents={shown} onDeleted={onDeleted} />
      ) : filter === '' ? (
        <EmptyView title={write('noDocuments')} hint={write('noDocumentsHint')} />
      ) : (
        <EmptyView title={write('noneMatch')} hint={`“${filter}”`}>
          <Button onClick={() => setFilter('')}>{write('clearFilter')}</Button>
        </EmptyView>
      )}
    </>
  )
}
