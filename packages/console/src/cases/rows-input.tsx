import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ClipboardEvent, type ReactNode, useState } from 'react'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseField, Value, Values } from '../http/case-contract.ts'
import { FieldInput } from './field-input.tsx'
import { rowsOf } from './form-values.ts'
import { type FindId, parseCells, pasteCells } from './paste-rows.ts'
import type { People } from './use-people.ts'

type Props = Readonly<{
  field: CaseField
  value: Value | undefined
  onChange: (value: Value) => void
  people: People
  /** What is wrong with a cell, by its place `key.3.column`. */
  errorAt: (place: string) => string | undefined
}>

/** Rows to be filled in, one after the other or pasted from a spreadsheet. */
export function RowsInput({ field, value, onChange, people, errorAt }: Props): ReactNode {
  const { language, write } = useTexts()
  const [told, setTold] = useState('')
  const { key, columns = [], title } = field
  const rows = rowsOf(value)
  const set = (at: number, column: string, cell: Value): void =>
    onChange(rows.map((row, index) => (index === at ? { ...row, [column]: cell } : row)))
  const onPaste = (event: ClipboardEvent, row: number, column: number): void => {
    const text = event.clipboardData.getData('text/plain')
    if (!/[\t\n]/.test(text.trimEnd())) return
    event.preventDefault()
    const cells = parseCells(text)
    onChange(pasteCells(rows, columns, { row, column }, cells, findIn(people)))
    setTold(write('rowsPasted', { count: cells.length }))
  }
  return (
    <div className="rows-input" data-testid={`field-${key}`}>
      <div className="rows-scroll">
        <table className="rows" aria-label={title[language]}>
          <thead>
            <tr>
              <th scope="col" className="rows-number">
                #
              </th>
              {columns.map((column) => (
                <th key={column.key} scope="col">
                  {column.title[language]}
                  {column.required && <span className="labelled-required">*</span>}
                </th>
              ))}
              <th scope="col" aria-label={write('rowRemove')} />
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <RowInputs
                key={at}
                {...{ field, row, at, people, errorAt }}
                onCell={(column, cell) => set(at, column, cell)}
                onPaste={(event, column) => onPaste(event, at, column)}
                onRemove={() => onChange(rows.filter((_, index) => index !== at))}
              />
            ))}
          </tbody>
        </table>
      </div>
      <div className="rows-bar" onPaste={(event) => onPaste(event, rows.length, 0)}>
        <Button size="small" icon={<PlusOutlined />} onClick={() => onChange([...rows, {} as Values])} data-testid={`add-${key}`}>
          {write('rowAdd')}
        </Button>
        <span className="rows-hint">{write('rowsPasteHint')}</span>
        <span role="status" className="rows-hint">
          {told}
        </span>
      </div>
    </div>
  )
}

type RowProps = Pick<Props, 'field' | 'people' | 'errorAt'> &
  Readonly<{
    row: Values
    at: number
    onCell: (column: string, cell: Value) => void
    onPaste: (event: ClipboardEvent, column: number) => void
    onRemove: () => void
  }>

function RowInputs({ field, row, at, people, errorAt, onCell, onPaste, onRemove }: RowProps): ReactNode {
  const { language, write } = useTexts()
  return (
    <tr>
      <td className="rows-number">{at + 1}</td>
      {(field.columns ?? []).map((column, index) => {
        const error = errorAt(`${field.key}.${at + 1}.${column.key}`)
        const label = `${column.title[language]} ${at + 1}`
        return (
          <td key={column.key} data-label={column.title[language]} onPaste={(event) => onPaste(event, index)}>
            <FieldInput
              field={column}
              value={row[column.key]}
              people={people}
              onChange={(cell) => onCell(column.key, cell)}
              naming={error === undefined ? { 'aria-label': label } : { 'aria-label': label, 'aria-invalid': true }}
            />
            {error !== undefined && <p className="inline-problem">{error}</p>}
          </td>
        )
      })}
      <td>
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          aria-label={`${write('rowRemove')} ${at + 1}`}
          onClick={onRemove}
        />
      </td>
    </tr>
  )
}

function findIn({ people, departments }: People): FindId {
  return (type, name) =>
    type === 'person'
      ? people.find((person) => person.name === name || person.login === name)?.id
      : departments.find((department) => department.name === name || department.key === name)?.id
}
