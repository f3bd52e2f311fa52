import type { ReactNode } from 'react'
import { formatBytes } from '../figures.ts'
import { ScrollRegion } from '../frame/scroll-region.tsx'
import { useTexts } from '../frame/use-texts.ts'
import { apiUrl, solutionPath } from '../http/request.ts'
import type { AttachedFile, CaseField, FieldPart, Value } from '../http/case-contract.ts'
import { formatDay, formatWhen } from '../tasks/when.ts'
import { isEmpty, rowsOf, valueText } from './form-values.ts'
import type { People } from './use-people.ts'

/** Where a value stands: names of people, and the address of files. */
export type ValuePlace = Readonly<{ solution: string; caseId: string; people: People }>

type Props = Readonly<{ field: CaseField | FieldPart; value: Value | undefined; place: ValuePlace }>

/** What a field holds, for reading. */
export function FieldValue({ field, value, place }: Props): ReactNode {
  const { language, write } = useTexts()
  if (isEmpty(value)) return <span className="value-none">{write('valueNone')}</span>
  if (field.type === 'rows') return <RowsValue field={field} value={value} place={place} />
  if (field.type === 'files') return <FilesValue value={value} place={place} />
  const unit = field.unit === undefined ? '' : ` ${field.unit}`
  switch (field.type) {
    case 'yesNo':
      return write(value === true ? 'yes' : 'no')
    case 'money':
    case 'number':
    case 'integer': {
      const digits = field.type === 'money' ? { minimumFractionDigits: 2 } : { maximumFractionDigits: 10 }
      const text = typeof value === 'number' ? value.toLocaleString(language === 'zh' ? 'zh-CN' : 'en', digits) : valueText(value)
      return <span className="figure">{`${text}${unit}`}</span>
    }
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(valueText(value)) ? formatDay(valueText(value), language) : valueText(value)
    case 'dateTime':
      return Number.isNaN(Date.parse(valueText(value))) ? valueText(value) : formatWhen(valueText(value), language)
    case 'person':
      return place.people.nameOf(valueText(value))
    case 'department':
      return place.people.departmentOf(valueText(value))
    case 'choices':
      return Array.isArray(value) ? value.join(language === 'zh' ? '\u3001' : ', ') : valueText(value)
    default:
      return <span className="value-text">{`${valueText(value)}${unit}`}</span>
  }
}

function RowsValue({
  field,
  value,
  place,
}: Readonly<{ field: CaseField | FieldPart; value: Value | undefined; place: ValuePlace }>): ReactNode {
  const { language } = useTexts()
  const columns = 'columns' in field ? (field.columns ?? []) : []
  return (
    <ScrollRegion className="rows-scroll" label={field.title[language]}>
      <table className="rows">
        <thead>
          <tr>
            {columns.map(({ key, title }) => (
              <th key={key} scope="col">
                {title[language]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsOf(value).map((row, at) => (
            <tr key={at}>
              {columns.map((column) => (
                <td key={column.key} data-label={column.title[language]}>
                  <FieldValue field={column} value={row[column.key]} place={place} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

/** The files that a field holds. */
export function filesOf(value: Value | undefined): readonly AttachedFile[] {
  return Array.isArray(value) ? (value as unknown as readonly AttachedFile[]) : []
}

function FilesValue({ value, place }: Readonly<{ value: Value | undefined; place: ValuePlace }>): ReactNode {
  return (
    <ul className="files">
      {filesOf(value).map((file) => (
        <li key={file.sha256}>
          <FileLink file={file} place={place} />
        </li>
      ))}
    </ul>
  )
}

/** A link to a file of a case, with its size; printed, the hash of what it holds stands below. */
export function FileLink({ file, place }: Readonly<{ file: AttachedFile; place: ValuePlace }>): ReactNode {
  const { name, sha256, bytes } = file
  return (
    <>
      <a href={apiUrl(solutionPath(place.solution, 'cases', place.caseId, 'files', sha256))} target="_blank" rel="noreferrer">
        {name}
      </a>{' '}
      <span className="file-size">{formatBytes(bytes)}</span>
      <span className="print-only hash">SHA-256 {sha256}</span>
    </>
  )
}
