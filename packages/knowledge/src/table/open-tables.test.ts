import { describe, expect, it, onTestFinished } from 'vitest'
import { checkQuery } from './check-query.ts'
import { compileQuery } from './compile-query.ts'
import { keptTables, openTables, type TableResult } from './open-tables.ts'
import { orders, pumps, tablesIn } from './test-tables.ts'
import type { TypedTable } from './typed-table.ts'

const [order] = (await tablesIn(orders)) as [TypedTable]
const [pump] = (await tablesIn(pumps, 'pumps.csv', 'Pump register')) as [TypedTable]

function run(query: Record<string, unknown>, table = order): TableResult {
  const opened = openTables([table])
  onTestFinished(() => opened.close())
  return opened.run(checkQuery({ table: table.id, ...query }, [table]))
}

const ids = (where: unknown, table = order): unknown[] => run({ select: [table.columns[0]!.name], where }, table).rows.flat()

describe('openTables', () => {
  it('writes SQL that can be read, with every value a parameter', () => {
    const { sql, parameters } = run({ where: { column: '机型', op: '=', value: 'ＨＸ630' }, aggregate: [{ fn: 'count' }] })
    expect(sql).toBe('SELECT COUNT(*) AS "count" FROM "维修工单" WHERE fold("机型") = ?')
    expect(parameters).toEqual(['hx630'])
  })

  it.each([
    [{ column: '报警代码', op: '=', value: 'e203' }, ['W-02', 'W-04']],
    [{ column: '报警代码', op: '!=', value: 'E-203' }, ['W-01', 'W-03', 'W-05']],
    [{ column: '备注', op: '!=', value: '等备件' }, ['W-01', 'W-02', 'W-03', 'W-05']],
    [{ column: '备注', op: 'empty' }, ['W-01', 'W-03', 'W-05']],
    [{ column: '备注', op: 'not-empty' }, ['W-02', 'W-04']],
    [{ column: '备注', op: 'contains', value: '備件' }, ['W-04']],
    [{ not: { column: '备注', op: 'contains', value: '备件' } }, ['W-01', 'W-02', 'W-03', 'W-05']],
    [{ column: '停机分钟', op: 'between', values: [80, 310] }, ['W-02', 'W-03', 'W-05']],
    [{ column: '停机分钟', op: 'in', values: [65, 95] }, ['W-01', 'W-05']],
    [{ column: '报修日期', op: '=', value: '2026-02' }, ['W-03', 'W-04']],
    [{ column: '报修日期', op: '<=', value: '2026-01-08' }, ['W-01', 'W-02']],
    [{ column: '报修日期', op: '>', value: '2026-02' }, ['W-05']],
    [
      {
        any: [
          { column: '班组', op: '=', value: '夜班' },
          {
            all: [
              { column: '班组', op: '=', value: '早班' },
              { column: '停机分钟', op: '>', value: 100 },
            ],
          },
        ],
      },
      ['W-03', 'W-04'],
    ],
  ])('finds the rows where %j', (where, wanted) => {
    expect(ids(where)).toEqual(wanted)
  })

  it('finds words in any order and form', () => {
    expect(ids({ column: 'Effect of failure', op: 'words', value: 'pressure losses' }, pump)).toEqual(['P-101', 'P-102'])
    expect(ids({ column: 'Effect of failure', op: 'words', value: 'leaking' }, pump)).toEqual(['P-202'])
  })

  it('gives a value that tries to be SQL no power, nor a name that does', () => {
    expect(ids({ column: '机型', op: '=', value: `x" OR 1=1; DROP TABLE "维修工单"; --'` })).toEqual([])
    const hostile: TypedTable = {
      ...order,
      name: 'a"; DROP TABLE x; --',
      columns: order.columns.map((column, at) => (at === 0 ? { ...column, name: 'id" FROM x; --' } : column)),
    }
    expect(run({ where: { column: 'id" FROM x; --', op: '=', value: 'W-01' } }, hostile).rows).toHaveLength(1)
    expect(run({}, { ...order, name: 'sqlite_master' }).rows).toHaveLength(5)
    expect(run({}, { ...order, name: '' }).rows).toHaveLength(5)
  })

  it('counts, sums, averages and takes shares by group', () => {
    const result = run({
      groupBy: ['机型'],
      aggregate: [
        { fn: 'count' },
        { fn: 'sum', column: '停机分钟' },
        { fn: 'count-distinct', column: '报警代码' },
        { fn: 'share', of: { column: '班组', op: '=', value: '早班' } },
      ],
      orderBy: [{ aggregate: 0, direction: 'descending' }],
    })
    expect(result.rows).toEqual([
      ['HX-630', 3, 1520, 3, 66.67],
      ['HX-500', 2, 175, 2, 50],
    ])
    expect(run({ groupBy: ['机型'], aggregate: [{ fn: 'count' }], having: [{ aggregate: 0, op: '>', value: 2 }] }).rows).toEqual([
      ['HX-630', 3],
    ])
    expect(run({ aggregate: [{ fn: 'count-distinct', column: '班组', within: ['机型'] }] }).rows).toEqual([[4]])
    expect(
      run({
        aggregate: [
          { fn: 'average', column: '停机分钟' },
          { fn: 'max', column: '报修日期' },
        ],
      }).rows,
    ).toEqual([[339, '2026-03-27']])
  })

  it('gives equals of the last row too when asked for ties, and empty cells come last', () => {
    const top = { select: ['工单号'], orderBy: [{ column: '机型', direction: 'ascending' }], limit: 1 }
    expect(run(top).rows).toHaveLength(1)
    expect(run({ ...top, ties: true }).rows.flat()).toEqual(['W-02', 'W-05'])
    expect(
      run({ select: ['备注'], orderBy: [{ column: '备注', direction: 'ascending' }] })
        .rows.flat()
        .slice(0, 2),
    ).not.toContain(null)
  })

  it('says which rows of the table bear a result out', () => {
    expect(run({ aggregate: [{ fn: 'max', column: '停机分钟' }] }).source).toEqual([3])
    expect(
      run({ groupBy: ['班组'], aggregate: [{ fn: 'count' }], where: { column: '班组', op: '!=', value: '早班' } }).source,
    ).toEqual([4, 2])
    expect(run({ select: ['机型'], distinct: true }).source.slice(0, 2)).toEqual([0, 1])
  })

  it('hands out at most 10,000 rows, and says how many there are', () => {
    const rows = Array.from({ length: 12_000 }, (_, at) => [at])
    const long: TypedTable = {
      id: 't',
      documentId: 'd',
      name: 'n',
      columns: [{ name: 'v', type: 'number' }],
      rows,
      places: rows.map(() => ({ start: 0, end: 1 })),
    }
    const result = run({}, long)
    expect([result.rows.length, result.total, result.matched]).toEqual([10_000, 12_000, 12_000])
  })

  it('compiles without opening anything', () => {
    const query = checkQuery({ table: pump.id, where: { column: 'Installed', op: '>', value: '2018' }, select: ['Pump ID'] }, [
      pump,
    ])
    expect(compileQuery(pump, query)).toMatchObject({
      sql: 'SELECT "Pump ID" FROM "Pump register" WHERE substr("Installed", 1, 4) > ?',
      parameters: ['2018'],
    })
  })
})

describe('keptTables', () => {
  it('answers again from what is loaded, also after others were asked in between', async () => {
    const tables = (
      await Promise.all(Array.from({ length: 6 }, (_, at) => tablesIn(`号,数\nA-${at},1\nB-${at},2\n`, `${at}.csv`)))
    ).flatMap(([table], at) => [{ ...table!, id: `doc_${at}.t1` }])
    const count = (table: string): unknown =>
      keptTables(tables).run({ table, where: { column: '数', op: '=', value: 2 } }).rows[0]?.[0]
    for (const round of [1, 2])
      expect([round, ...tables.map(({ id }) => count(id))]).toEqual([round, ...tables.map((_, at) => `B-${at}`)])
  })
})
