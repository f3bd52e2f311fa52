import { describe, expect, it } from 'vitest'
import { columnType, readNumberCell } from './column-type.ts'

describe('columnType', () => {
  it.each([
    ['功率（kW）', ['45', '7.5', ''], 'number', 'kW', [45, 7.5, null]],
    ['供货周期', ['7 天', '10天'], 'number', '天', [7, 10]],
    ['比例', ['30%', '5 %'], 'number', '%', [30, 5]],
    ['金额', ['¥1,200.00', '¥80'], 'number', '¥', [1200, 80]],
    ['数量', ['１，５００', '３'], 'number', undefined, [1500, 3]],
    ['余额', ['(1,234)', '-5'], 'number', undefined, [-1234, -5]],
    ['次数', ['3', '—', '无', 'N/A'], 'number', undefined, [3, null, null, null]],
    ['窗口编号', ['1001', '1002'], 'text', undefined, ['1001', '1002']],
    ['Order No', ['1', '2'], 'text', undefined, ['1', '2']],
    ['区号', ['0536', '0531'], 'text', undefined, ['0536', '0531']],
    ['值', ['0536', '12'], 'text', undefined, ['0536', '12']],
    ['身份', ['370702199001011234', '370702199001011235'], 'text', undefined, ['370702199001011234', '370702199001011235']],
    ['长度', ['5 mm', '3 cm'], 'text', undefined, ['5 mm', '3 cm']],
    ['压力', ['6.8～7.2 MPa', '5 MPa'], 'text', undefined, ['6.8～7.2 MPa', '5 MPa']],
    ['型号', ['6205-2RS', '6206'], 'text', undefined, ['6205-2RS', '6206']],
    ['日期', ['2026年1月5日', '二〇二六年三月一日'], 'date', undefined, ['2026-01-05', '2026-03-01']],
    ['Installed', ['5 Jan 2026', 'March 7, 2026'], 'date', undefined, ['2026-01-05', '2026-03-07']],
    ['报修时间', ['2026-01-05 8:10', '2026-01-06 21:05:30'], 'date', undefined, ['2026-01-05 08:10', '2026-01-06 21:05:30']],
    ['When', ['13/4/2026', '3/4/2026'], 'date', undefined, ['2026-04-13', '2026-04-03']],
    ['When', ['3/4/2026', '5/6/2026'], 'text', undefined, ['3/4/2026', '5/6/2026']],
    ['日期', ['20260105', '20260228'], 'date', undefined, ['2026-01-05', '2026-02-28']],
    ['空', ['', ''], 'text', undefined, [null, null]],
  ])('reads %s %j as %s', (head, cells, type, unit, values) => {
    const typed = columnType(head, cells)
    expect([typed.type, typed.unit, typed.values]).toEqual([type, unit, values])
  })

  it('bears one odd cell among many, whose value is then missing, and not one among few', () => {
    const many = Array.from({ length: 40 }, (_, at) => String(at))
    expect(columnType('转速', [...many, '待测'])).toMatchObject({ type: 'number', values: [...many.map(Number), null] })
    expect(columnType('转速', ['1', '2', '待测']).type).toBe('text')
  })
})

describe('readNumberCell', () => {
  it.each(['1,50', '12,34,567', '第3条', '3-5', '5 apples', '1.2.3', 'E3', ''])('reads no number in %j', (cell) => {
    expect(readNumberCell(cell)).toBeUndefined()
  })
})
