import { describe, expect, it } from 'vitest'
import { orders, tablesIn } from './test-tables.ts'

describe('tablesOf', () => {
  it('types the columns of a table and says where its rows stand', async () => {
    const [table] = await tablesIn(orders)
    expect(table).toMatchObject({ id: 'doc_1.t1', documentId: 'doc_1', name: '维修工单' })
    expect(table!.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      '工单号 text',
      '报修日期 date',
      '机型 text',
      '报警代码 text',
      '停机分钟 number',
      '班组 text',
      '备注 text',
    ])
    expect(table!.rows[3]).toEqual(['W-04', '2026-02-20', 'HX-630', 'E-203', 1145, '早班', '等备件'])
    expect(table!.rows[1]![1]).toBe('2026-01-08')
    expect(table!.rows[0]![6]).toBeNull()
    expect(table!.places).toHaveLength(5)
    expect(table!.places[1]!.start).toBeGreaterThan(table!.places[0]!.end)
  })

  it('fills merged cells of a hierarchy down, and stops at measures and at totals', async () => {
    const text =
      'System,Part,Fault,RPN,Action\nPower,Tank,Leak,8,drain\n,,Crack,12,\n,Pump,Leak,6,\nHydraulics,Valve,Stuck,,check\n,,Leak,4,\n,,Total,30,\n'
    const [table] = await tablesIn(text, 'fmea.csv')
    expect(table!.rows.slice(0, 5).map((row) => row.slice(0, 4))).toEqual([
      ['Power', 'Tank', 'Leak', 8],
      ['Power', 'Tank', 'Crack', 12],
      ['Power', 'Pump', 'Leak', 6],
      ['Hydraulics', 'Valve', 'Stuck', null],
      ['Hydraulics', 'Valve', 'Leak', 4],
    ])
    expect(table!.rows[5]!.slice(0, 3)).toEqual([null, null, 'Total'])
    expect(table!.rows[1]![4]).toBeNull()
  })

  it('leaves blanks alone where the first column repeats its values: they are meant', async () => {
    const [table] = await tablesIn('组,名称,数\nA,x,1\nA,y,2\n,z,3\n,w,4\nB,v,5\n')
    expect(table!.rows.map(([group]) => group)).toEqual(['A', 'A', null, null, 'B'])
  })

  it('takes tables of a text each by itself, named by caption or heading, and none of one row or one column', async () => {
    const text = `# 手册\n\n## 2.1 力矩\n\n| 部位 | 力矩(N·m) |\n| --- | --- |\n| 前端盖 | 14 |\n| 松刀缸 | 50 |\n\n## 2.2 油品\n\n表 3 润滑点\n\n| 点 | 油 |\n| --- | --- |\n| 主轴 | VG 32 |\n| 导轨 | VG 68 |\n\n## 2.3 单行\n\n| 点 | 油 |\n| --- | --- |\n| 主轴 | VG 32 |\n`
    const tables = await tablesIn(text, '手册.md')
    expect(tables.map(({ name, rows }) => [name, rows.length])).toEqual([
      ['2.1 力矩', 2],
      ['表 3 润滑点', 2],
    ])
    expect(tables[0]!.columns[1]).toEqual({ name: '力矩(N·m)', type: 'number', unit: 'N·m' })
  })

  it('keeps names of columns apart that a database takes for one', async () => {
    const [table] = await tablesIn('Rate,rate,x\n1,2,3\n4,5,6\n', 'a.csv')
    expect(table!.columns.map(({ name }) => name)).toEqual(['Rate', 'rate (2)', 'x'])
  })
})
