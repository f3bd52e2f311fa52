import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { often } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import { checkTable, type KnownName } from './check-table.ts'
import { decide } from './decide.ts'
import { said, tableOf } from './test-tables.ts'

const known: KnownName[] = [
  { name: 'n', type: 'number', min: 0, max: 10, whole: true },
  { name: 't', type: 'text', values: ['甲', '乙'] },
  { name: 'y', type: 'yes-no' },
  { name: 'd', type: 'date' },
  { name: 'equipment.criticality', type: 'text' },
  { name: 'payload' },
]

function check(text: string): Readonly<{ problems: string[]; warnings: string[] }> {
  const { problems, warnings } = checkTable(tableOf(text), known)
  return { problems: problems.map(said), warnings: warnings.map(said) }
}

describe('names and kinds', () => {
  it.each([
    ['U,when m : number,then r : text\nR,1,x', '1:3 there is no field "m"'],
    [
      'U,when equipment.critcality : text,then r : text\nR,A,x',
      '1:3 there is no field "equipment.critcality" → did you mean "equipment.criticality"?',
    ],
    ['U,when n.x : number,then r : text\nR,1,x', '1:3 there is no field "n.x"'],
    ['U,when n,then r : text\nR,> limit,x', '2:3 there is no field "limit"'],
    ['U,when n,then r\nR,> 1,n + limt', '2:7 there is no field "limt"'],
    ['U,when n : text,then r : text\nR,1,x', '1:3 the field "n" is number, but this column is text'],
    ['U,when n,then r : text\nR,"""1""",x', '2:3 the field "n" is number and never equals "1"'],
    ['U,when t,then r : text\nR,1,x', '2:3 the field "t" is text and never equals 1'],
    ['U,when t : text,then r : text\nR,丙,x', '2:3 the field "t" never has the value "丙" → its values are 甲, 乙'],
    ['U,when n : number,then r : text\nR,> 10,x\nS,-,y', '2:3 rule R never matches: "n" has no such value'],
    ['U,when n : number,then r : text\nR,(3..4),x', '2:3 rule R never matches'],
    ['U,when y : yes-no,then r : text\nR,"not(yes, no)",x', '2:3 rule R never matches'],
  ])('%s', (text, expected) => expect(check(text).problems.join('\n')).toContain(expected))

  it.each([
    'U,when payload.a.b : text,then r\nR,x,payload.c',
    'U,when count(equipment) > 1,then r\nR,true,1',
    'F,when d : date,then r : text\nR,>= 2026-01-01,x',
  ])('%s is fine', (text) => expect(check(text).problems).toEqual([]))
})

describe('rules against each other', () => {
  it.each([
    ['U,when n : number,then r : text\na,<= 5,x\nb,>= 5,y', 'rule b overlaps rule a, such as at n = 5'],
    [
      'U,when n : number,when t : text,then r : text\na,-,甲,x\nb,> 3,-,y\nc,<= 3,乙,z',
      'rule b overlaps rule a, such as at n = 4',
    ],
    ['A,when n : number,then r : text\na,<= 5,x\nb,>= 5,y', 'rule b overlaps rule a'],
    ['F,when n : number,then r : text\na,<= 5,x\nb,> 5,y\nc,-,z', 'rule c is never reached'],
    ['F,when t : text,when y : yes-no,then r : text\na,甲,-,x\nb,-,是,y\nc,甲,否,z\nd,-,-,w', 'rule c is never reached'],
    ['U,when n : number,then r : text\na,< 5,x\nb,> 5,y', 'no rule matches n = 5'],
    ['F,when n : number,when t : text,then r : text\na,< 5,-,x\nb,-,甲,y', 'no rule matches n = 5, t = 乙'],
    ['U,when y : yes-no,then r : text\na,是,x', 'no rule matches y = no'],
    ['U,when d : date,then r : text\na,< 2026-01-01,x\nb,> 2026-01-01,y', 'no rule matches d = 2026-01-01'],
    ['U,when equipment.criticality : text,then r : text\na,A,x', 'no rule matches equipment.criticality = another value'],
  ])('%s', (text, expected) => {
    const { problems, warnings } = check(text)
    expect(problems).toEqual([])
    expect(warnings.join('\n')).toContain(expected)
  })

  it.each([
    'U,when n : number,then r : text\na,<= 5,x\nb,> 5,y',
    'U,when n : number,then r : text\na,<= 5,x\nb,>= 6,y',
    'A,when n : number,then r : text\na,<= 5,x\nb,>= 5,x',
    'F,when n : number,then r : text\na,<= 5,x\nb,-,y',
    'U,when t : text,then r : text\na,甲,x\nb,不是 甲,y',
    'C,when n : number,then r : text\na,<= 5,x\nb,<= 5,x',
    'U,when n,then r : text\na,? > 5,x\nb,? > 6,x',
  ])('%s has no warning', (text) => expect(check(text)).toEqual({ problems: [], warnings: [] }))

  it('finds the table of action priorities whole, and the fault levels too', () => {
    for (const name of ['action-priority.csv', 'fault-level.csv']) {
      const table = tableOf(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8'))
      const fields = table.columns.flatMap((column) =>
        column.kind === 'input' ? [{ name: column.expression, ...(column.type ? { type: column.type } : {}) }] : [],
      )
      expect(checkTable(table, fields)).toEqual({ problems: [], warnings: [] })
    }
  })

  it('names five gaps at most, and bounds its work', () => {
    const sparse = Array.from({ length: 50 }, (_, index) => `r${index},${index * 2},x`).join('\n')
    expect(check(`U,when payload.n : number,then r : text\n${sparse}`).warnings).toHaveLength(5)
    const many = Array.from({ length: 10_000 }, (_, index) => `r${index},[${index * 10}..${index * 10 + 9}],x`).join('\n')
    const finished = performance.now()
    expect(check(`U,when payload.n : number,then r : text\n${many}`).warnings).toEqual(
      ['too many rules to look for every overlap and gap → split the table to check it whole'].map((text) => `1:1 ${text}`),
    )
    expect(performance.now() - finished).toBeLessThan(15_000)
    const columns = Array.from({ length: 12 }, (_, index) => `when payload.c${index} : number`).join(',')
    const wide = Array.from(
      { length: 300 },
      (_, r) => `r${r},${Array.from({ length: 12 }, (__, c) => `>= ${(r * 7 + c * 13) % 101}`).join(',')},x`,
    ).join('\n')
    const started = performance.now()
    expect(check(`F,${columns},then r : text\n${wide}`).warnings.length).toBeGreaterThan(0)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

describe('compared with trying every input', () => {
  const numberCell = fc.oneof(
    fc.constant('-'),
    fc.integer({ min: 0, max: 4 }).map(String),
    fc.tuple(fc.constantFrom('<', '<=', '>', '>='), fc.integer({ min: 0, max: 4 })).map(([op, n]) => `${op} ${n}`),
    fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 3, max: 4 })).map(([a, b]) => `(${a}..${b}]`),
    fc.integer({ min: 0, max: 4 }).map((n) => `not(${n})`),
  )
  const textCell = fc.constantFrom('-', '甲', '乙', '不是 甲', '甲、乙')
  const yesCell = fc.constantFrom('-', '是', '否')
  const fields: KnownName[] = [{ name: 'n', type: 'number', min: 0, max: 4, whole: true }, known[1]!, known[2]!]

  it('gaps, overlaps and rules out of reach agree on random tables', () => {
    const inputs = [0, 1, 2, 3, 4].flatMap((n) => ['甲', '乙'].flatMap((t) => [true, false].map((y) => ({ n, t, y }))))
    fc.assert(
      fc.property(fc.array(fc.tuple(numberCell, textCell, yesCell), { minLength: 1, maxLength: 6 }), (rows) => {
        const body = rows.map((row, index) => `r${index},${row.join(',')},x${index}`).join('\n')
        const head = 'when n : number,when t : text,when y : yes-no,then r : text\n'
        const every = tableOf(`R,${head}${body}`)
        const all = inputs.map((input) => decide(every, input).rules)
        const reached = new Set(all.map((rules) => rules[0]))
        const matched = new Set(all.flat())
        const unique = checkTable(tableOf(`U,${head}${body}`), fields)
        const first = checkTable(tableOf(`F,${head}${body}`), fields)
        const never = rows.flatMap((_, index) => (matched.has(`r${index}`) ? [] : [`rule r${index} never`]))
        expect(unique.problems.map((each) => said(each).split(' ').slice(1, 4).join(' '))).toEqual(never)
        if (never.length > 0) return
        const warnings = unique.warnings.map(said)
        expect(warnings.some((each) => each.includes('overlaps'))).toBe(all.some((rules) => rules.length > 1))
        expect(warnings.some((each) => each.includes('no rule matches'))).toBe(all.some((rules) => rules.length === 0))
        const hidden = rows.flatMap((_, index) => (reached.has(`r${index}`) ? [] : [`rule r${index} is never reached`]))
        const said2 = first.warnings.map(said).filter((each) => each.includes('never reached'))
        expect(said2.map((each) => each.split(' ').slice(1, 6).join(' ').replace(/:$/u, ''))).toEqual(hidden)
      }),
      { numRuns: often(400) },
    )
  })
})
