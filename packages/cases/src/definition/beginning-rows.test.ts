import { formatProblem } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { beginningFields } from './beginning-rows.ts'
import { caseSchema, type CaseInput } from './case-schema.ts'
import { compileCase } from './compile-case.ts'
import { inspection, inspectionType, itemsTable } from './test-inspection.ts'

type Rows = CaseInput['fields'][string]

/** What is said in Chinese of the inspection with other rows and another table. */
function said(change: Partial<Rows>, table = itemsTable(3)): string {
  const items = { ...inspection.fields['items']!, ...change }
  const form = caseSchema.parse({ ...inspection, fields: { ...inspection.fields, items } })
  const { problems } = compileCase({ form, files: { 'tables/items.csv': table } })
  return problems.map((problem) => formatProblem(problem, 'zh')).join('\n')
}

describe('rows that begin with a table', () => {
  it('have its columns of the same names, as values of their types', () => {
    const { items } = beginningFields(inspectionType)
    expect(items!.length).toBe(50)
    expect(items![1]).toEqual({ item: '第2项', standard: '无异响', limit: 2, must: false })
  })

  it('leave out empty cells, empty rows and columns that are not theirs', () => {
    const table = 'item,limit,__proto__,constructor\r\n甲,,x,y\r\n,,,\r\n"乙, 左",2,,\r\n'
    const { fields } = inspectionType
    const source = { ...inspectionType.source, files: { 'tables/items.csv': table } }
    expect(beginningFields({ fields, source })).toEqual({ items: [{ item: '甲' }, { item: '乙, 左', limit: 2 }] })
  })

  it('are in order where nothing is wrong, with one column alone, too', () => {
    expect(said({})).toBe('')
    expect(said({ from: { table: 'items', column: 'item' } })).toBe('')
  })

  it.each<readonly [what: string, change: Partial<Rows>, table: string | undefined, says: RegExp]>([
    ['a table that is not there', { from: { table: 'item' } }, undefined, /from\.table.*没有名为“item”的表 → 是不是“items”？/],
    [
      'a column that is not there',
      { from: { table: 'items', column: 'itme' } },
      undefined,
      /没有名为“itme”的列 → 是不是“item”？/,
    ],
    ['a column of the table alone', { from: { table: 'items', column: 'remark' } }, undefined, /没有名为“remark”的列/],
    ['a column of the field alone', { from: { table: 'items', column: 'result' } }, undefined, /没有名为“result”的列/],
    ['no column in common', {}, '项目,标准\n甲,乙\n', /没有一列与 columns 同名/],
    ['a cell that is no number', {}, 'item,limit\n甲,1\n乙,约 2\n', /items\.2\.limit：应为数字/],
    ['a cell that is neither yes nor no', {}, 'item,must\n甲,也许\n', /items\.1\.must：应为是或否/],
    ['a cell that cannot be chosen', {}, 'item,result\n甲,好\n', /items\.1\.result：只能选：合格、不合格/],
    ['a number out of range', {}, 'item,value\n甲,101\n', /items\.1\.value：不大于 100/],
    ['more rows than a field holds', {}, itemsTable(1_001), /最多 1000 行/],
    ['a table for what has no rows', { type: 'text' }, undefined, /只有 rows 有 columns 和 from/],
  ])('are refused for %s', (_, change, table, says) => expect(said(change, table)).toMatch(says))
})
