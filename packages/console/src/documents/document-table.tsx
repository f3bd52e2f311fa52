import { Table, type TableColumnsType } from 'antd'
import type { ReactNode } from 'react'
import { formatBytes, formatCount } from '../figures.ts'
import { here, openSource } from '../frame/location.ts'
import { useStore } from '../frame/store.ts'
import { Tag, ValidityTag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { DocumentInfo } from '../http/contract.ts'
import type { Write } from '../texts.ts'
import { DeleteButton } from './delete-button.tsx'
import { datesOf } from './document-dates.ts'

/** What a list of documents needs, as a table or as cards. */
export type DocumentsProps = Readonly<{ solution: string; documents: readonly DocumentInfo[]; onDeleted: () => void }>

// Beside an open document there is room for these alone.
const briefColumns: ReadonlySet<unknown> = new Set(['title', 'validity', 'dates', 'origin'])

/** The documents as a table, for wide screens. */
export function DocumentTable({ solution, documents, onDeleted }: DocumentsProps): ReactNode {
  const { language, write } = useTexts()
  const reading = useStore(here).source !== undefined
  const count = (value: number): string => formatCount(value, language)
  const columns = [...nameColumns(write), ...figureColumns(write, count), originColumn(write, solution, onDeleted)]
  return (
    <Table<DocumentInfo>
      className={reading ? 'document-table document-table-brief' : 'document-table'}
      rowKey="id"
      size="middle"
      columns={reading ? columns.filter(({ key }) => briefColumns.has(key)) : columns}
      dataSource={newestUploadsFirst(documents)}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: 'max-content' }}
      onRow={(document) => ({
        'data-testid': 'document-row',
        className: 'document-row',
        onClick: () => openSource({ documentId: document.id, start: 0, end: 0 }),
      })}
    />
  )
}

/** What was just brought in is what the reader looks for; the folder's files keep their order. */
function newestUploadsFirst(documents: readonly DocumentInfo[]): DocumentInfo[] {
  const uploads = documents.filter(({ uploaded }) => uploaded).sort((a, b) => b.addedAt.localeCompare(a.addedAt))
  return [...uploads, ...documents.filter(({ uploaded }) => !uploaded)]
}

function nameColumns(write: Write): TableColumnsType<DocumentInfo> {
  return [
    {
      key: 'title',
      title: write('columnTitle'),
      sorter: (a, b) => a.facts.title.localeCompare(b.facts.title, 'zh-CN'),
      render: (_, document) => <DocumentName document={document} />,
    },
    {
      key: 'number',
      title: write('columnNumber'),
      render: (_, { facts }) => (
        <span className="figure">{[facts.number, facts.version].filter(Boolean).join(' · ') || '–'}</span>
      ),
    },
    { key: 'validity', title: write('columnValidity'), render: (_, document) => <Standing document={document} /> },
    {
      key: 'dates',
      title: write('columnDates'),
      sorter: (a, b) => (a.facts.effective ?? '').localeCompare(b.facts.effective ?? ''),
      render: (_, { facts }) => <span className="figure">{datesOf(facts)}</span>,
    },
  ]
}

function figureColumns(write: Write, count: (value: number) => string): TableColumnsType<DocumentInfo> {
  return [
    {
      key: 'pages',
      title: write('columnPages'),
      align: 'right',
      render: (_, { pages }) => (pages === undefined ? '–' : count(pages)),
    },
    {
      key: 'passages',
      title: write('columnPassages'),
      align: 'right',
      sorter: (a, b) => a.passages - b.passages,
      render: (_, { passages }) => count(passages),
    },
    {
      key: 'bytes',
      title: write('columnSize'),
      align: 'right',
      sorter: (a, b) => a.bytes - b.bytes,
      render: (_, { bytes }) => <span className="figure">{formatBytes(bytes)}</span>,
    },
  ]
}

function originColumn(write: Write, solution: string, onDeleted: () => void): TableColumnsType<DocumentInfo>[number] {
  return {
    key: 'origin',
    title: write('columnOrigin'),
    render: (_, document) => (
      <span className="document-origin">
        <Tag tone={document.uploaded ? 'info' : 'plain'}>{write(document.uploaded ? 'originUploaded' : 'originFolder')}</Tag>
        {document.uploaded && <DeleteButton solution={solution} document={document} onDeleted={onDeleted} />}
      </span>
    ),
  }
}

/** Whether a document may be relied on, with what nobody has confirmed and what searches do not see yet. */
export function Standing({ document }: Readonly<{ document: DocumentInfo }>): ReactNode {
  const { write } = useTexts()
  const { validity, toConfirm, served, facts } = document
  return (
    <span className="document-standing">
      <ValidityTag validity={validity} />
      {toConfirm && <Tag tone="warn">{write('boardToConfirm')}</Tag>}
      {!served && <Tag tone="plain">{write('notServed')}</Tag>}
      {facts.access?.map((label) => (
        <Tag key={label} tone="info">
          {label}
        </Tag>
      ))}
    </span>
  )
}

/** A document's title, which opens it, its path, and what the reader of the file remarked. */
export function DocumentName({ document }: Readonly<{ document: DocumentInfo }>): ReactNode {
  const { language, write } = useTexts()
  const { facts, path, warnings, id } = document
  return (
    <span className="document-name">
      <button
        type="button"
        className="document-title"
        onClick={(event) => {
          event.stopPropagation()
          openSource({ documentId: id, start: 0, end: 0 })
        }}
      >
        {facts.title}
      </button>
      <span className="document-path">{path}</span>
      {warnings.length > 0 && (
        <span className="document-warning" title={write('warnings')}>
          {warnings.map((warning) => warning[language]).join(' ')}
        </span>
      )}
    </span>
  )
}
