import { readFileSync } from 'node:fs'
import { formatProblem } from '@kaiwu/core'
import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readCaseFiles } from './case-files.ts'
import { openSolutionFolder } from './solution-folder.ts'

const leave = `kaiwu: 1
case: leave
title: 请假
number: QJ-{date}-{seq:3}
roles:
  主管: 批准请假
tables:
  route: tables/route.csv
fields:
  days: { type: number, required: true }
  way: { type: choice, values: [备案, 批准] }
start: draft
states:
  draft:
    actions:
      submit:
        by: initiator
        form: [days]
        to: routed
  routed:
    steps:
      - decide: route
    next:
      - when: way = "备案"
        to: granted
      - to: waiting
  waiting:
    approval:
      by: [主管]
      approved: granted
      rejected: refused
  granted: { end: true }
  refused: { end: true }
`
const table = '首个,条件 days：数字,结果 way：文字\r\nR1,<= 1,备案\r\nR2,-,批准\r\n'
// 首个,条件 days：数字,结果 way：文字 … as Excel on Chinese Windows saves it.
const gbk = Buffer.from(
  'ca d7 b8 f6 2c cc f5 bc fe 20 64 61 79 73 a3 ba ca fd d7 d6 2c bd e1 b9 fb 20 77 61 79 a3 ba ce c4 d7 d6 0d 0a 52 31 2c 3c 3d 20 31 2c b1 b8 b0 b8 0d 0a 52 32 2c 2d 2c c5 fa d7 bc 0d 0a'.replaceAll(
    ' ',
    '',
  ),
  'hex',
)

async function read(files: Record<string, string | Uint8Array>) {
  const folder = await tempFolder({ 'solution.yaml': '', 'cases/leave.yaml': leave, 'tables/route.csv': table, ...files })
  onTestFinished(() => folder.remove())
  const { cases, problems } = await readCaseFiles(openSolutionFolder(folder.path))
  return { cases, said: problems.map((problem) => formatProblem(problem, 'zh')) }
}

describe('readCaseFiles', () => {
  it('tells mistakes in documents with their lines: layout, part, field, and what a layout cannot do without', async () => {
    const documents = (text: string): string => `${leave}documents:\n  paper:\n${text}`
    const right = '    layout: gbt9704\n    fields:\n      发文机关: \'"局"\'\n      标题: way\n      正文: way\n'
    const lines = leave.split('\n').length
    const saidOf = async (text: string): Promise<readonly string[]> => (await read({ 'cases/leave.yaml': documents(text) })).said
    expect(await saidOf(right)).toEqual([])
    const at = (line: number): string => `cases/leave.yaml:${lines + line}:`
    const mistakes = [
      [right.replace('gbt9704', 'gbt9705'), 2, /gbt9704/],
      [right.replace('标题', '题目'), 5, /标题/],
      [right.replace('      正文: way\n', ''), 4, /正文/],
      [right.replace('      正文: way\n', '      正文本: way\n'), 6, /正文/],
      [right.replace('正文: way', '正文: weg'), 6, /weg/],
      [right.replace('正文: way', '正文: way +'), 6, /way/],
      [right.replace('    layout: gbt9704\n', ''), 2, /layout/],
      [`${right}    when: wy = 1\n`, 7, /way/],
    ] as const
    for (const [text, line, says] of mistakes) {
      const said = await saidOf(text)
      expect(said).toContainEqual(expect.stringMatching(says))
      expect([line, said.some((one) => one.includes(at(line)))]).toEqual([line, true])
    }
  })

  it('reads a case type and its table, whether Excel saved it as UTF-8 with its mark or as GBK', async () => {
    const plain = await read({})
    expect(plain.said).toEqual([])
    for (const saved of [`\ufeff${table}`, gbk]) {
      const { cases, said } = await read({ 'tables/route.csv': saved })
      expect(said).toEqual([])
      // The same table: the same version of the case type.
      expect(cases[0]!.hash).toBe(plain.cases[0]!.hash)
    }
  })

  it.each([
    [
      'to: routed',
      'to: rooted',
      /^cases\/leave\.yaml:19:13 states\.draft\.actions\.submit\.to：没有名为“rooted”的状态 → 是不是“routed”？$/,
    ],
    ['when: way = "备案"', 'when: wey = "备案"', /^cases\/leave\.yaml:24:15 .*没有名为“wey”的字段 → 是不是“way”？$/],
    ['by: initiator', 'bye: initiator', /^cases\/leave\.yaml:17:9 .*bye/],
    ['- decide: route', '- decied: route', /^cases\/leave\.yaml:22:9 .*decied.*是不是“decide”？$/],
    ['case: leave', 'case: holiday', /^cases\/leave\.yaml:2:7 .*文件叫 cases\/leave\.yaml，里面却写着 holiday/],
    ['number: QJ-{date}-{seq:3}', 'number: QJ', /^cases\/leave\.yaml:4:9 number.*WX-\{date\}-\{seq:4\}/],
    ['tables/route.csv', '../route.csv', /^cases\/leave\.yaml:8:10 tables\.route：.*\.\.\/route\.csv/],
    ['tables/route.csv', 'tables/rout.csv', /^cases\/leave\.yaml:8:10 tables\.route：没有文件 tables\/rout\.csv/],
    ['title: 请假', 'title: 请假\n\tx: 1', /^cases\/leave\.yaml:4:/],
  ])('says where %s became %s', async (from, to, says) => {
    const { cases, said } = await read({ 'cases/leave.yaml': leave.replace(from, to) })
    expect(said.join('\n')).toMatch(new RegExp(says.source, 'm'))
    expect(cases).toEqual([])
  })

  it('reads the case type that docs/cases.md shows', async () => {
    const page = readFileSync(new URL('../../../docs/cases.md', import.meta.url), 'utf8')
    const shown = /```yaml\n([\s\S]*?)```/.exec(page)![1]!
    const { cases, said } = await read({
      'cases/leave.yaml': shown,
      'tables/route.csv': table.replaceAll('way', 'route'),
      'calendars/2026.csv': 'date,kind,name\n2026-10-01..2026-10-07,holiday,国庆\n',
    })
    expect(said).toEqual([])
    expect([...cases[0]!.states.keys()]).toContain('waiting')
  })

  it.each([
    ['- find: rules\n        for: 请假', '20:15 states.routed.steps.0.find：没有名为“rules”的知识库 → 是不是“rule”？'],
    [
      '- send: oa\n        body: { days: days }',
      '20:15 states.routed.steps.0.send：没有名为“oa”的webhook → 在 solution.yaml 的 webhooks 里定义它',
    ],
    ['- find: rule\n        for: 请假', ''],
  ])('holds what steps name against the solution: %s', async (step, says) => {
    const folder = await tempFolder({
      'solution.yaml': '',
      'cases/leave.yaml': leave.replace('- decide: route', step).replace(/tables:\n.*\n/, ''),
    })
    onTestFinished(() => folder.remove())
    const { problems } = await readCaseFiles(openSolutionFolder(folder.path), { knowledge: ['rule'], webhooks: ['mes'] })
    const said = problems.map((problem) => formatProblem(problem, 'zh')).filter((line) => line.includes('steps'))
    expect(said).toEqual(says === '' ? [] : [`cases/leave.yaml:${says}`])
  })

  it('says where a table is wrong', async () => {
    const { said } = await read({ 'tables/route.csv': table.replace('<= 1', '=< 1') })
    expect(said.join('\n')).toMatch(/^tables\/route\.csv:2:4/)
  })
})
