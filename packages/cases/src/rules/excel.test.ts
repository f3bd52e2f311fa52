import { parseDelimited } from '@kaiwu/core'
import fc from 'fast-check'
import { often } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import { excelWouldChange } from './excel-harm.ts'
import { formatDecisionTable } from './format-decision-table.ts'
import { parseDecisionTable } from './parse-decision-table.ts'
import { meaning, said, tableOf } from './test-tables.ts'

/** What Excel (Chinese) makes of a cell when it opens a CSV file and saves it again: a model, written without the code under test. */
function excelCell(cell: string): string {
  const text = cell.trim()
  if (/^[=@]/u.test(text) || /^[+-][^\d.]/u.test(text)) return text === '-' ? cell : '#NAME?'
  if (/^[-+]?\d+$/u.test(text)) return String(Number(text)).replace(/^(\d)(\d{11,})$/u, '$1E+$2')
  if (/^[-+]?(?:\d+\.\d*|\.\d+)$/u.test(text)) return String(Number(text))
  if (/^[-+]?\d+(?:\.\d+)?e[-+]?\d+$/iu.test(text)) return Number(text).toExponential(2).toUpperCase()
  if (/^\(\d+\)$/u.test(text)) return `-${text.slice(1, -1)}`
  if (/^\d{1,3}(?:,\d{3})+$/u.test(text)) return text.replaceAll(',', '')
  const day = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/u.exec(text)
  if (day) return `${day[1]}/${Number(day[2])}/${Number(day[3])}`
  const short = /^(\d{1,2})[-/](\d{1,2})$/u.exec(text)
  if (short && Number(short[1]) <= 12 && Number(short[2]) <= 31) return `${Number(short[1])}月${Number(short[2])}日`
  if (/^(?:true|false)$/iu.test(text)) return text.toUpperCase()
  return cell
}

function throughExcel(text: string): string {
  expect(text.startsWith('\uFEFF')).toBe(true)
  const { rows } = parseDelimited(text.slice(1).replaceAll('\r\n', '\n'), ',')
  const saved = rows.map((row) =>
    row.map(excelCell).map((cell) => (/[",\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)),
  )
  return `\uFEFF${saved.map((row) => `${row.join(',')},,`).join('\r\n')}\r\n,,,\r\n`
}

describe('Excel', () => {
  it.each([
    [
      '批次 in text columns',
      'U,条件 批次：文字,结果 r：文字,说明\n1-2,1-2,0012,=SUM(A1)\n0034,"1/2、3-4",1E5,@x\nR3,1.10,+5,-x\nR4,true,TRUE,2026-10-12\nR5,"1,200",(5),"""q"""',
    ],
    ['numbers', 'U,when n : number,then r : number\nvalues,"1,2,3,100",-\nR1,"1,2",0012\nR2,-,-5\nR3,100,1.50'],
    [
      'days',
      'U,when d : date,then r : date\nR1,2026-01-05,2026-10-12\nR2,"2026-02-01,2026-03-01",2026/1/5\nR3,>= 2026-05-01,2026年5月1日',
    ],
    ['yes and no', 'U,when y : yes-no,then r : yes-no\nR1,true,FALSE\nR2,否,是'],
    [
      'FEEL',
      'U,when f,then r\nR1,"""1-2""",-5\nR2,true,"""0012"""\nR3,date("2026-01-05"),-(x)\nR4,-limit,-limit\nR5,"""a"",""b""",[1]',
    ],
    ['multi-line cells', 'U,when t : text,then r : text,note\nR1,"a,\nb","x ""y"" z","two\nlines"'],
  ])('leaves %s unharmed', (_, text) => {
    const table = tableOf(text)
    const { text: written, problems } = formatDecisionTable(table)
    expect(problems.map(said)).toEqual([])
    expect(meaning(tableOf(written!))).toEqual(meaning(table))
    expect(written).toMatch(/^\uFEFF[^\r]*\r\n/u)
    const back = tableOf(throughExcel(written!))
    const again = formatDecisionTable(back)
    expect(again.problems).toEqual([])
    expect(tableOf(again.text!).rules.map(({ id }) => id)).toEqual(table.rules.map(({ id }) => id))
    // Excel writes days, 1.50 and true its own way; what they mean is compared through a second round.
    expect(meaning(tableOf(throughExcel(again.text!)))).toEqual(meaning(back))
  })

  it.each([
    ['U,when a,then r\nR,1,1/2', '2:5 Excel would change "1/2"'],
    ['U,when a,then r\nR,1-2,1', '2:3 Excel would change "1-2"'],
    ['U,when a,then r\nR,1,1.5-2', '2:5 Excel would change "1.5-2"'],
    ['U,when a,then r\nR,1,(5)', '2:5 Excel would change "(5)"'],
  ])('refuses to write %j, with a remedy', (text, expected) => {
    const { text: written, problems } = formatDecisionTable(tableOf(text))
    expect(written).toBeUndefined()
    expect(problems.map(said).join('\n')).toContain(expected)
  })

  it('knows the cells that Excel changes', () => {
    const changed = [
      '1-2',
      '1/2',
      '0012',
      '1E5',
      '2e3',
      '=A1',
      '+5',
      '@x',
      '-x',
      '(5)',
      '1,200',
      '1.10',
      '10:30',
      'Mar-5',
      'dec 1',
      '50%',
      '¥5',
      'TRUE',
      '3月5日',
      '5 p',
      '12345678901234567',
    ]
    const kept = ['-', '', '停机', '>= 4', '[1..2]', 'A-1', 'R1', '"1-2"', '1-2号机', 'E-203', '1、2', '12', '-5', 'V1.2', 'a@b']
    expect(changed.filter((cell) => !excelWouldChange(cell, 'text'))).toEqual([])
    expect(kept.filter((cell) => excelWouldChange(cell, 'text'))).toEqual([])
  })

  it('is given nothing that begins a formula', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'=+-@"1a,、/ '), maxLength: 8 })
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
        const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`
        const text = `U,when t : text,then r : text,note\n${rows.map((row, index) => `${index}x,${row.map(quote).join(',')}`).join('\n')}`
        const { table } = parseDecisionTable(text, 't.csv')
        if (!table) return
        const { text: written } = formatDecisionTable(table)
        expect(written).toBeDefined()
        const cells = parseDelimited(written!.slice(1).replaceAll('\r\n', '\n'), ',').rows.flat()
        expect(cells.filter((each) => /^\s*(?:[=+@]|-\D)/u.test(each))).toEqual([])
        expect(meaning(tableOf(written!, 't.csv'))).toEqual(meaning(table))
      }),
      { numRuns: often(500) },
    )
  })
})
