import { parseDelimited } from '@kaiwu/core'
import fc from 'fast-check'
import { often } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import { checkTable } from './check-table.ts'
import { decide } from './decide.ts'
import { parseExpression } from './expression.ts'
import { formatDecisionTable } from './format-decision-table.ts'
import { parseDecisionTable } from './parse-decision-table.ts'
import { readGrid } from './read-grid.ts'
import { meaning, tableOf } from './test-tables.ts'

const pieces = [
  '停机',
  'a',
  '"',
  '“',
  '”',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  '，',
  '、',
  '..',
  '>',
  '>=',
  '≥',
  '=',
  '＝',
  '!=',
  '-',
  '－',
  '+',
  '*',
  '/',
  '0',
  '12',
  '1.5',
  '1e5',
  ' ',
  '\u3000',
  '.',
  '?',
  '？',
  'and',
  'or',
  'not',
  'not(',
  'in',
  'between',
  'if',
  'then',
  'else',
  'for',
  'return',
  'some',
  'satisfies',
  'function',
  'null',
  'true',
  '是',
  '空',
  '不是',
  '2026-10-12',
  '10月2日',
  'date(',
  'matches(',
  '@"',
  '\\',
  '\n',
  '\t',
  ';',
  ':',
  '：',
  '__proto__',
  'constructor',
  'process.exit()',
  '`',
  '//',
  '/*',
  '\u0000',
  '\uFEFF',
  '😀',
  '\uD800',
  'when',
  'then',
  '条件',
  '结果',
  '%',
  '#NAME?',
  '=1+1',
  '。',
]
const wild = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(''))
const cell = fc.oneof(wild, fc.constantFrom('-', '1', '"停机"', '>= 1', '停机', '是', '2026-10-12', 'TRUE', '1-2', '=1'))
const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`
const data = { a: 1, 停机: '停机', b: [1, { c: null }], d: '2026-10-12' }

describe('whatever a cell holds', () => {
  it('10,000 cells are read, decided by, checked and written, or told as mistakes', () => {
    const types = ['', ' : text', ' : number', ' : date', ' : yes-no']
    let tables = 0
    let cells = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.constantFrom(...types),
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 4 }),
        (input, output, rows) => {
          const text = `F,when a${input},then r${output}\n${rows.map((row, index) => `r${index},${row.map(quote).join(',')}`).join('\n')}\n`
          const { table, problems } = parseDecisionTable(text, 't.csv')
          cells += rows.length * 2
          for (const { line, column } of problems) expect(line >= 1 && column >= 1).toBe(true)
          expect(problems.length > 0).toBe(table === undefined)
          if (!table) return
          tables++
          expect(['one', 'none', 'undecided']).toContain(decide(table, data).kind)
          checkTable(table, [{ name: 'a', type: 'number' }])
          const { text: written } = formatDecisionTable(table)
          if (written) expect(meaning(tableOf(written, 't.csv'))).toEqual(meaning(table))
        },
      ),
      { numRuns: 2_500 },
    )
    expect(cells).toBeGreaterThan(10_000)
    expect(tables).toBeGreaterThan(100)
  })

  it('cells of one kind alone are told one way or the other', () => {
    for (const type of ['', ' : text', ' : number', ' : date', ' : yes-no']) {
      fc.assert(
        fc.property(cell, (text) => {
          parseDecisionTable(`U,when a${type},then r : text\nR,${quote(text)},x\n`, 't.csv')
        }),
        { numRuns: often(600) },
      )
    }
  })

  it('whole files of anything', () => {
    const file = fc
      .array(fc.constantFrom(...pieces, ',', '\n', '\r\n', 'unique', 'values'), { maxLength: 60 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(file, (text) => {
        parseDecisionTable(text, 't.csv')
        const { rows } = readGrid(text)
        const lines = text
          .replace(/^\uFEFF/u, '')
          .replace(/\r\n?/gu, '\n')
          .split('\n')
        for (const row of rows)
          for (const { line, column } of row.places) expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1)
      }),
      { numRuns: often(1_000) },
    )
  })

  it('expressions of anything', () => {
    fc.assert(
      fc.property(cell, cell, (one, other) => {
        const { expression } = parseExpression(`${one} ${other}`)
        const result = expression?.evaluate(data)
        if (result) expect(() => JSON.stringify(result.value)).not.toThrow()
        expression?.evaluateCondition(data)
      }),
      { numRuns: often(3_000) },
    )
  })

  it('places are where the cells begin', () => {
    const plain = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ', '停'), maxLength: 6 })
    fc.assert(
      fc.property(fc.array(fc.array(plain, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }), (table) => {
        const text = table.map((row) => ['x', ...row].map(quote).join(',')).join('\n')
        const lines = text.split('\n')
        const parsed = parseDelimited(text, ',').rows
        for (const [index, { cells, places }] of readGrid(text).rows.entries()) {
          expect(places).toHaveLength(parsed[index]!.length)
          for (const { line, column } of places) expect(lines[line - 1]![column - 1]).toBe('"')
          expect(cells[0]).toBe('x')
        }
      }),
      { numRuns: often(300) },
    )
  })
})

describe('code in a table is inert', () => {
  const codes = [
    'process.exit()',
    'constructor.constructor("return process")()',
    '__proto__',
    '{{constructor.constructor("globalThis.canary = 1")()}}',
    '${globalThis.canary = 1}',
    '=cmd|"/c calc"!A1',
    '(function(){ globalThis.canary = 1 })()',
    'import("node:fs")',
  ]
  it.each(codes)('%s', (code) => {
    for (const type of ['', ' : text', ' : number', ' : date', ' : yes-no']) {
      for (const row of [`${quote(code)},R,x`, `R,${quote(code)},x`, `R,-,${quote(code)}`]) {
        const { table } = parseDecisionTable(`F,when a${type},then r${type}\n${row}\n`, 't.csv')
        if (table) decide(table, { a: code })
      }
      parseDecisionTable(`F,when ${code}${type},then ${code}${type}\nvalues,${quote(code)},${quote(code)}\nR,1,2\n`, 't.csv')
    }
    expect(globalThis).not.toHaveProperty('canary')
    expect({}).not.toHaveProperty('canary')
  })

  it('text columns hand it out as the text it is', () => {
    const table = tableOf('F,when a : text,then r : text\n"R",process.exit(),"constructor.constructor(""return process"")()"\n')
    expect(decide(table, { a: 'process.exit()' })).toMatchObject({
      kind: 'one',
      outputs: { r: 'constructor.constructor("return process")()' },
    })
    expect(decide(table, JSON.parse('{"__proto__": {"a": "process.exit()"}}') as object).kind).toBe('undecided')
  })
})

describe('speed', () => {
  it('10,000 rules', () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, index) => `r${index},[${index * 10}..${index * 10 + 9}],${index % 2 ? '停机、降速' : '正常'},${'ABC'[index % 3]}`,
    )
    const text = `unique,when n : number,when s : text,then r : text\n${rows.join('\n')}\n`
    const started = performance.now()
    const table = tableOf(text)
    const parsed = performance.now()
    const times = Array.from({ length: 50 }, (_, index) => {
      const before = performance.now()
      const n = 99_990 - index * 20
      expect(decide(table, { n, s: '停机' })).toMatchObject({ kind: 'one', rules: [`r${n / 10}`] })
      return performance.now() - before
    }).sort((a, b) => a - b)
    const { expression } = parseExpression('equipment.criticality = "A" and 停机分钟 >= 240')
    const beforeLoop = performance.now()
    for (let index = 0; index < 20_000; index++) expression!.evaluateCondition({ equipment: { criticality: 'A' }, 停机分钟: 3 })
    const each = ((performance.now() - beforeLoop) / 20_000) * 1_000
    console.log(
      `10,000 rules: parsed in ${(parsed - started).toFixed(0)} ms, decide median ${times[25]!.toFixed(2)} ms, max ${times[49]!.toFixed(2)} ms; ` +
        `a condition ${each.toFixed(1)} µs`,
    )
  })
})
