import { formatProblem } from '@kaiwu/core'
import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { checkFolder } from './check-folder.ts'
import { loadSolution } from './open-solution.ts'
import { openSolutionFolder } from './solution-folder.ts'

const manifest = (prices: string) => `kaiwu: 1
name: desk
title: 检修台
contact: 设备科
knowledge:
  manuals: { from: knowledge/*.md }
flow:
  - find: manuals
  - ask: prompts/answer.md
${prices}`
const order = `kaiwu: 1
case: order
title: 工单
number: WX-{date}-{seq:4}
roles: { 班长: 派工 }
fields: { what: { type: text } }
start: draft
states:
  draft: { actions: { close: { by: initiator, to: closed }, drop: { by: initiator, to: dropped } } }
  closed: { end: true }
  dropped: { end: true }
`

async function folderWith(prices: string, cases: string = order): Promise<string> {
  const folder = await tempFolder({
    'solution.yaml': manifest(prices),
    'prompts/answer.md': '{{passages}}{{question}}{{language}}{{asOf}}{{contact}}',
    'knowledge/a.md': '# 规程\n\n第一条 停机检查。\n',
    'cases/order.yaml': cases,
  })
  onTestFinished(() => folder.remove())
  return folder.path
}

async function problemsOf(prices: string, cases?: string): Promise<readonly string[]> {
  const { problems } = await checkFolder(openSolutionFolder(await folderWith(prices, cases)))
  return problems.map((problem) => formatProblem(problem, 'en'))
}

describe('prices of cases', () => {
  it('are exact amounts by case type and end state', async () => {
    const definition = await loadSolution(await folderWith('prices: { order: { closed: 80.000001 CNY, dropped: 0 USD } }\n'))
    expect(definition.prices).toEqual({
      order: { closed: { micros: 80_000_001, currency: 'CNY' }, dropped: { micros: 0, currency: 'USD' } },
    })
    expect(Object.isFrozen(definition.prices['order'])).toBe(true)
    expect((await loadSolution(await folderWith(''))).prices).toEqual({})
  })

  it('name no case type and no state that there is not, each at its place', async () => {
    expect(await problemsOf('prices:\n  ordre: { closed: 8 CNY }\n  order:\n    close: 8 CNY\n    draft: 1 CNY\n'))
      .toMatchInlineSnapshot(`
      [
        "solution.yaml:11:3 prices.ordre: there is no case type "ordre" → did you mean "order"?",
        "solution.yaml:13:5 prices.order.close: there is no end state "close" → did you mean "closed"?",
        "solution.yaml:14:5 prices.order.draft: there is no end state "draft" → use closed, dropped",
      ]
    `)
  })

  it.each(['80', '80 GBP', '-1 CNY', '1.0000001 CNY', '8 cny', ''])('are not written %j', async (amount) => {
    const [problem, ...more] = await problemsOf(`prices:\n  order: { closed: ${JSON.stringify(amount)} }\n`)
    expect(problem).toMatch(
      /^solution\.yaml:11:\d+ prices\.order\.closed: .* → it must be an amount and its currency, such as 200 CNY/,
    )
    expect(more).toEqual([])
  })

  it('say nothing more of a case type that is not in order itself', async () => {
    const found = await problemsOf('prices: { order: { closed: 8 CNY } }\n', order.replace('start: draft', 'start: nowhere'))
    expect(found.length).toBeGreaterThan(0)
    expect(found.filter((one) => one.includes('prices'))).toEqual([])
  })

  it('named like what every object has are unknown names', async () => {
    const found = await problemsOf('prices: { constructor: { toString: 1 CNY } }\n')
    expect(found).toEqual([expect.stringContaining('there is no case type "constructor"')])
  })
})
