import { KaiwuError } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { checkQuery } from './check-query.ts'
import { orders, tablesIn } from './test-tables.ts'

const tables = await tablesIn(orders)
const table = 'doc_1.t1'

function problem(query: unknown): string {
  try {
    checkQuery(query, tables)
  } catch (error) {
    if (KaiwuError.is(error) && error.code === 'TABLE_QUERY_INVALID') return error.text('en')
    throw error
  }
  return ''
}

describe('checkQuery', () => {
  it('takes the table by name, columns apart from case and width, and brings values into the type of the column', () => {
    const where = {
      all: [
        { column: '停机分钟 ', op: '>', value: '1,000' },
        { column: '报修日期', op: '>=', value: '2026年2月1日' },
      ],
    }
    expect(checkQuery({ table: '维修工单', where }, tables)).toEqual({
      table,
      where: {
        all: [
          { column: '停机分钟', op: '>', value: 1000 },
          { column: '报修日期', op: '>=', value: '2026-02-01' },
        ],
      },
    })
  })

  it.each([
    [null, 'an object is missing'],
    [[], 'an object is missing'],
    [{ table: '没有' }, 'name one of doc_1.t1'],
    [{ table, sql: 'DROP TABLE x' }, 'unknown key sql'],
    [{ table, select: ['机型"; DROP TABLE x; --'] }, 'no column'],
    [{ table, select: [] }, 'a list of 1 to 500'],
    [{ table, where: { column: '机型', op: 'LIKE', value: 'x' } }, 'use one of ='],
    [{ table, where: { column: '机型', op: '=' } }, 'a text or a number is missing'],
    [{ table, where: { column: '机型', op: '=', value: { $ne: 1 } } }, 'a text or a number is missing'],
    [{ table, where: { column: '机型', op: '=', value: 'x', values: ['y'] } }, 'values cannot stand beside ='],
    [{ table, where: { column: '停机分钟', op: '>', value: '很久' } }, '停机分钟 holds numbers'],
    [{ table, where: { column: '停机分钟', op: 'contains', value: '5' } }, 'contains is for text'],
    [{ table, where: { column: '报修日期', op: '<', value: '昨天' } }, 'holds dates'],
    [{ table, where: { column: '停机分钟', op: 'between', values: [1] } }, 'between needs two'],
    [{ table, where: { column: '机型', op: 'in' } }, 'in needs values'],
    [{ table, where: { column: '机型', op: 'empty', value: 'x' } }, 'value cannot stand beside empty'],
    [{ table, where: { all: [], any: [] } }, 'give one of column, all, any, not'],
    [{ table, where: { all: [{ column: '机型', op: 'empty' }], op: '=' } }, 'op cannot stand beside all'],
    [{ table, aggregate: [{ fn: 'median', column: '停机分钟' }] }, 'use one of count'],
    [{ table, aggregate: [{ fn: 'sum', column: '机型' }] }, 'sum needs numbers'],
    [{ table, aggregate: [{ fn: 'max', column: '机型' }] }, 'max needs numbers or dates'],
    [{ table, aggregate: [{ fn: 'share' }] }, 'share needs of'],
    [{ table, groupBy: ['机型'] }, 'groupBy needs aggregate'],
    [{ table, aggregate: [{ fn: 'count' }], select: ['班组'] }, 'only columns of groupBy'],
    [{ table, aggregate: [{ fn: 'count' }], having: [{ aggregate: 1, op: '>', value: 1 }] }, 'below 1'],
    [{ table, orderBy: [{ column: '机型', direction: 'up' }] }, 'ascending or descending'],
    [{ table, limit: 0 }, 'limit'],
    [{ table, limit: 10_001 }, 'limit'],
    [{ table, limit: 1, ties: true }, 'ties needs limit and orderBy'],
    [{ table, distinct: 'yes' }, 'distinct: true or false'],
  ])('says what is wrong with %j', (query, wanted) => {
    expect(problem(query)).toContain(wanted)
  })

  it('refuses what nests too deep or names too many values', () => {
    let where: unknown = { column: '机型', op: 'empty' }
    for (let level = 0; level < 6; level++) where = { not: where }
    expect(problem({ table, where })).toContain('nested deeper')
    const values = Array.from({ length: 501 }, (_, at) => String(at))
    expect(problem({ table, where: { column: '机型', op: 'in', values } })).toContain('a list of 1 to 500')
  })
})
