import { describe, expect, it } from 'vitest'
import { answerByTables } from './answer-by-tables.ts'
import { orders, pumps, tablesIn } from './test-tables.ts'

const order = await tablesIn(orders)
const pump = await tablesIn(pumps, 'pumps.csv', 'Pump register')
const parts = await tablesIn(
  '备件号,名称,库存下限,库存上限,供货周期\nA-1,轴承,4,10,7 天\nA-2,滤芯,2,6,10 天\nA-3,皮带,1,2,30 天\n',
  '备件.csv',
  '备件表',
)
const sales = await tablesIn(
  'Order,Customer,Product,Quantity,Discount,Order date,Delivered\nO-1,Alder,Valve,120,5%,2025-01-09,yes\nO-2,Brook,Pump,8,0%,2025-01-22,no\nO-3,Alder,Pump,3,0%,2025-02-14,yes\nO-4,Cedar,Valve,60,2%,2025-03-01,no\n',
  'orders.csv',
  'Orders',
)
const tables = { order, pump, parts, sales }

describe('a question of which a part is not understood is left alone', () => {
  it.each([
    ['order', '去年停机超过100分钟的工单有几张？'],
    ['order', '2025年的工单有几张？'],
    ['order', '停机超过100次的工单有几张？'],
    ['order', '停机超过一百分钟的工单有几张？'],
    ['order', '为什么早班的工单最多？'],
    ['order', '最严重的工单是哪张？'],
    ['order', '早班的工单比夜班多几张？'],
    ['order', '早班有多少人？'],
    ['order', '早班或者停机超过300分钟的工单有几张？'],
    ['order', '没有报过E-203的机型有哪些？'],
    ['order', '哪个机型停机最多？'],
    ['parts', '库存低于安全库存的备件有几种？'],
    ['parts', '库存少于5的备件有哪些？'],
    ['parts', '库存下限等于库存上限的备件有几种？'],
    ['parts', '最贵的备件是哪个？'],
    ['parts', '库存下限合计多少？'],
    ['pump', 'Which pumps were installed last year?'],
    ['pump', 'Why do pumps at River Station have the highest power?'],
    ['pump', 'Which pump has the second highest power?'],
    ['pump', 'How many pumps have a power above average?'],
    ['sales', 'How many valves were ordered?'],
    ['sales', 'Which orders were delivered in January 2025?'],
    ['sales', 'Which customers have not ordered pumps?'],
    ['sales', 'Which customers ordered valves and pumps?'],
    ['sales', 'Which orders have no discount?'],
    ['sales', 'What discount do I get for 100 valves?'],
  ] as const)('%s: %s', (name, question) => {
    expect(answerByTables(question, tables[name], 'zh')).toBeUndefined()
  })
})

describe('answers what it understands whole', () => {
  it.each([
    ['order', '停机超过2小时的工单有几张？', 2],
    ['order', '1月到2月的工单有几张？', 4],
    ['order', '没有备注的工单有几张？', 3],
    ['order', '除了早班和夜班以外的工单有几张？', 1],
    ['parts', '供货周期不超过2周的备件有几种？', 2],
    ['sales', 'How many orders are neither from Alder nor from Brook?', 1],
  ] as const)('%s: %s', (name, question, count) => {
    expect(answerByTables(question, tables[name], 'zh')?.result.rows[0]?.[0]).toBe(count)
  })

  it('cites three rows of a count, eight of a list', async () => {
    const rows = Array.from({ length: 30 }, (_, at) => `W-${100 + at},2026-01-05,HX-630,E-206,${at + 10},早班,`).join('\n')
    const long = await tablesIn(`${orders.split('\n')[0]}\n${rows}\n`)
    expect(answerByTables('停机超过20分钟的工单有几张？', long, 'zh')?.cited).toHaveLength(3)
    expect(answerByTables('停机超过20分钟的工单有哪些？', long, 'zh')?.cited).toHaveLength(8)
  })

  it('counts cells that say 无 as empty', async () => {
    const [head, ...lines] = orders.trim().split('\n')
    const told = await tablesIn([head, ...lines.map((line) => (line.endsWith(',') ? `${line}无` : line))].join('\n'))
    expect(answerByTables('没有备注的工单有几张？', told, 'zh')?.result.rows[0]?.[0]).toBe(3)
  })
})
