import { DownloadOutlined } from '@ant-design/icons'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { formatBytes, formatCount } from '../figures.ts'
import { ProblemView } from '../frame/problem-view.tsx'
import { Tag } from '../frame/tag.tsx'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { DocumentReport } from '../http/contract.ts'
import { apiUrl, getJson, solutionPath } from '../http/request.ts'
import { useMay } from '../sign-in/session.ts'
import { FactsForm } from './facts-form.tsx'

type Props = Readonly<{ solution: string; documentId: string; onChange: () => void }>

/** How a document was read: its facts to be confirmed, what was left out, tables, figures, revisions. */
export function ReportView({ solution, documentId, onChange }: Props): ReactNode {
  const path = solutionPath(solution, 'documents', documentId, 'report')
  const loaded = useLoaded(path, (options) => getJson<DocumentReport>(path, options))
  const writes = useMay(solution, 'knowledge.write')
  if (loaded.problem !== undefined) return <ProblemView problem={loaded.problem} onRetry={loaded.reload} />
  if (loaded.value === undefined) return <Skeleton active paragraph={{ rows: 6 }} />
  const report = loaded.value
  const refresh = (): void => {
    loaded.reload()
    onChange()
  }
  return (
    <div className="report" data-testid="report">
      {writes && (
        <FactsForm
          key={`${report.document.revision} ${report.document.facts.confirmed?.at}`}
          solution={solution}
          report={report}
          onSaved={refresh}
        />
      )}
      <ReadSection report={report} />
      <Tables report={report} />
      <Figures solution={solution} report={report} />
      <Revisions solution={solution} report={report} />
    </div>
  )
}

function ReadSection({ report }: Readonly<{ report: DocumentReport }>): ReactNode {
  const { language, write } = useTexts()
  const { document, headings, paragraphs, items, tables, figures, warnings, pages } = report
  const count = (value: number): string => formatCount(value, language)
  const empty = (pages ?? []).filter(({ characters }) => characters === 0).map(({ page }) => page)
  return (
    <section className="report-section">
      <h3>{write('reportRead')}</h3>
      <p className="figure">
        {write('reportCounts', {
          characters: count(document.characters),
          headings: count(headings),
          paragraphs: count(paragraphs),
          items: count(items),
          tables: count(tables.length),
          figures: count(figures.length),
        })}
      </p>
      {empty.length > 0 && <p className="source-warning">{write('reportEmptyPages', { pages: empty.join(', ') })}</p>}
      <h3>{write('reportWarnings')}</h3>
      {warnings.length === 0 ? (
        <p className="report-fine">{write('reportNothing')}</p>
      ) : (
        <ul className="report-warnings">
          {warnings.map((warning, index) => (
            <li key={index}>
              {warning[language]}
              {warning.sample !== undefined && <q>{warning.sample}</q>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Tables({ report: { tables } }: Readonly<{ report: DocumentReport }>): ReactNode {
  const { language, write } = useTexts()
  if (tables.length === 0) return null
  return (
    <section className="report-section">
      <h3>{write('reportTables')}</h3>
      <ul>
        {tables.map(({ name, rows, columns }, index) => (
          <li key={index}>
            <strong>{name}</strong> {write('reportTable', { rows: formatCount(rows, language), columns: columns.join(' / ') })}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Figures({ solution, report: { document, figures } }: Readonly<{ solution: string; report: DocumentReport }>): ReactNode {
  const { write } = useTexts()
  if (figures.length === 0) return null
  return (
    <section className="report-section">
      <h3>{write('reportFigures')}</h3>
      <ul className="figure-list">
        {figures.map(({ id, caption, page }) => {
          const url = apiUrl(solutionPath(solution, 'documents', document.id, 'figures', id))
          const words = [caption, page === undefined ? undefined : write('page', { page })].filter(Boolean).join(' · ')
          return (
            <li key={id}>
              <a href={url} target="_blank" rel="noopener">
                <img src={url} alt={words} loading="lazy" />
              </a>
              <span>{words}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Revisions({
  solution,
  report: { document, revisions },
}: Readonly<{ solution: string; report: DocumentReport }>): ReactNode {
  const { language, write } = useTexts()
  return (
    <section className="report-section">
      <h3>{write('reportRevisions')}</h3>
      <ul className="revision-list">
        {revisions.map(({ revision, addedAt, bytes, current, releases }) => (
          <li key={revision}>
            <span>{write('reportRevision', { revision })}</span>
            <span className="figure">{new Date(addedAt).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB')}</span>
            <span className="figure">{formatBytes(bytes)}</span>
            {current && <Tag tone="good">{write('reportCurrent')}</Tag>}
            {releases.map((release) => (
              <Tag key={release} tone="plain">
                {release}
              </Tag>
            ))}
            <a
              href={apiUrl(solutionPath(solution, 'documents', document.id, 'revisions', String(revision), 'file'))}
              download
              aria-label={write('download')}
              title={write('download')}
            >
              <DownloadOutlined />
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
