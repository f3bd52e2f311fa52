import { SearchOutlined } from '@ant-design/icons'
import { Button, Input, Segmented, Skeleton } from 'antd'
import { type ReactNode, useState } from 'react'
import { EmptyView } from '../frame/empty-view.tsx'
import { ProblemView } from '../frame/problem-view.tsx'
import { useLoaded } from '../frame/use-loaded.ts'
import { narrowScreen, useMedia } from '../frame/use-media.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { DocumentInfo, SolutionInfo } from '../http/contract.ts'
import { getJson, solutionPath } from '../http/request.ts'
import { DocumentList } from './document-list.tsx'
import { DocumentTable } from './document-table.tsx'
import { matchesFilter } from './matches-filter.ts'
import { UploadArea } from './upload-area.tsx'
import '../styles/documents.css'

type Props = Readonly<{ solution: SolutionInfo; onChange: () => void }>

const all = ''

/** The documents of a solution: what there is, and uploading and deleting. */
export function DocumentsView({ solution, onChange }: Props): ReactNode {
  const { write } = useTexts()
  const [knowledge, setKnowledge] = useState(all)
  const path = solutionPath(solution.name, 'documents')
  const loaded = useLoaded(path, (options) => getJson<Readonly<{ documents: readonly DocumentInfo[] }>>(path, options))
  const refresh = (): void => {
    loaded.reload()
    onChange()
  }
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="page-title">{write('documentsTitle')}</h1>
        <p className="page-intro">{write('documentsIntro')}</p>
      </div>
      <UploadArea solution={solution} tab={knowledge} onStored={refresh} />
      {loaded.problem !== undefined && <ProblemView problem={loaded.problem} onRetry={loaded.reload} />}
      {loaded.loading && <Skeleton active paragraph={{ rows: 6 }} />}
      {loaded.value !== undefined && (
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
