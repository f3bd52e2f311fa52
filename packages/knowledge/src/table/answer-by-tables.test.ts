import { describe, expect, it } from 'vitest'
import { defineGlossary } from '../search/glossary.ts'
import { answerByTables, type TableFinding } from './answer-by-tables.ts'
import { readTableQuestion, sureReading } from './read-question.ts'
import { orders, pumps, tablesIn } from './test-tables.ts'

const order = await tablesIn(orders)
const pump = (await tablesIn(pumps, 'pumps.csv', 'Pump register')).map((table) => ({ ...table, id: 'doc_2.t1' }))

function zh(question: string): TableFinding | undefined {
  return answerByTables(question, order, 'zh')
}
const first = (found: TableFinding | undefined): unknown[] | undefined => found?.result.rows.map((row) => row[0])

describe('answerByTables in Chinese', () => {
  it.each([
    ['停机超过100分钟的工单有哪些？', ['W-03', 'W-04']],
    ['停机时间不少于95分钟的工单有哪些', ['W-03', 'W-04', 'W-05']],
    ['早班处理的 HX-630 工单有哪些？', ['W-01', 'W-04']],
    ['不是早班的工单有哪些？', ['W-03', 'W-05']],
    ['２月份的工单有哪些', ['W-03', 'W-04']],
    ['没有备注的工单有哪些', ['W-01', 'W-03', 'W-05']],
    ['停机时间最长的是哪张工单', ['W-04']],
    ['停机分钟最多的前两张工单', ['W-04', 'W-03']],
    ['报e203的工单有几张', [2]],
    ['HX-630 平均停机多少分钟', [506.666667]],
    ['各机型分别有多少张工单', ['HX-630', 'HX-500']],
    ['按机型统计工单数量', ['HX-630', 'HX-500']],
    ['哪个班组的工单最多', ['早班']],
  ])('reads %s', (question, wanted) => {
    expect(first(zh(question))).toEqual(wanted)
  })

  it('names what it counted, each row, and that there are no others', () => {
    const text = zh('停机超过100分钟的工单有哪些？')!.text
    expect(text).toContain('停机分钟 > 100')
    expect(text).toContain('共 2 行，没有其他')
    expect(text).toMatch(/- 工单号：W-04；.*停机分钟：1145 \[2\]/)
    expect(zh('停机超过5000分钟的工单有哪些？')!.text).toMatch(/没有符合条件的行/)
  })
})

describe('answerByTables in English', () => {
  it.each([
    ['Which pumps are at River Station?', ['P-201', 'P-202']],
    ['Which pump has the highest power?', ['P-202']],
    ['How many centrifugal pumps are there?', [2]],
    ['What is the average power by site?', ['River Station', 'North Works']],
    ['Which pumps are not running?', ['P-102']],
    ['Pumps installed before 2019', ['P-101', 'P-201']],
    ['What is the effect of failure of P201?', ['P-201']],
    ['What percentage of the pumps at North Works are gear pumps?', [50]],
    ['Which centrifugel pumps are there?', ['P-101', 'P-202']],
  ])('reads %s', (question, wanted) => {
    expect(first(answerByTables(question, pump, 'en'))).toEqual(wanted)
  })
})

describe('answerByTables leaves alone', () => {
  it.each([
    '液压站压力低怎么处理？',
    'HX-630 换主轴润滑油的步骤是什么',
    '机床停机之前要先做什么',
    '夜班有没有餐补',
    '租房补贴每月多少钱',
    'How do I prime a centrifugal pump before starting it?',
    'Why do pumps leak?',
    'What should I wear at River Station?',
    '',
  ])('%s', (question) => {
    expect(answerByTables(question, [...order, ...pump], 'zh')).toBeUndefined()
  })

  it('a lookup without a fitting row, where something else could answer', () => {
    const question = 'HX-500 报 E-206 的备注是什么？'
    expect(answerByTables(question, order, 'zh')).toBeUndefined()
    expect(answerByTables(question, order, 'zh', { alone: true })?.result.matched).toBe(0)
  })

  it('a question that two tables read alike', async () => {
    const twin = (await tablesIn(orders)).map((table) => ({ ...table, id: 'doc_3.t1' }))
    expect(readTableQuestion('早班的工单有几张', [...order, ...twin])!.confidence).toBeLessThan(sureReading)
  })
})

it('knows the words of a glossary', () => {
  const synonyms = defineGlossary([['HX-630', '六三零']])
  expect(answerByTables('六三零的工单有几张', order, 'zh')).toBeUndefined()
  expect(first(answerByTables('六三零的工单有几张', order, 'zh', { synonyms }))).toEqual([3])
})

it('says which parts of the question it read', () => {
  const question = '停机超过１００分钟的工单有哪些？'
  const { used } = readTableQuestion(question, order)!
  expect(used.map(({ start, end }) => question.slice(start, end))).toEqual(
    expect.arrayContaining(['停机', '超过１００分钟', '有哪些']),
  )
})
