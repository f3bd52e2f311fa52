/** A budget stops the call that might pass it, before it is made; then what was spent, and by whom. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatMoney, KaiwuError, type TokenPrice } from '@kaiwu/core'
import { noSettings, openModels } from '@kaiwu/models'
import { fakeTokenApi } from '@kaiwu/testkit'

// In place of a service on the network: each of its answers has 400 tokens.
const api = await fakeTokenApi({ vendor: 'deepseek', usage: { promptTokens: 30, completionTokens: 400 } })
const price: TokenPrice = { currency: 'CNY', input: 2, output: 8, asOf: '2026-11-01' }
const timeZone = 'Asia/Shanghai'
const models = openModels({
  settings: {
    ...noSettings,
    providers: { deepseek: { baseUrl: api.url, keyEnv: 'KEY' } },
    models: { 'deepseek/deepseek-flash': { prices: [price], maxTokens: 400 } },
    budgets: [{ name: 'each user', limit: { micros: 9_000, currency: 'CNY' }, period: 'day', timeZone, each: 'user' }],
  },
  environment: { KEY: api.key },
  data: await mkdtemp(join(tmpdir(), 'kaiwu-example-')),
})
const chat = models.chat('deepseek/deepseek-flash')

for (const user of ['li', 'li', 'li', 'wang']) {
  try {
    const { cost } = await chat.complete({ messages: [{ role: 'user', content: '主轴过热怎么办？' }] }, { chargedTo: { user } })
    console.log(`${user}: ${formatMoney(cost!)}`)
  } catch (error) {
    if (!KaiwuError.is(error) || error.code !== 'BUDGET_EXCEEDED') throw error
    console.log(`${user}: ${error.text('en')}`)
  }
}
console.log(`${api.requests.length} requests reached the service`)
for (const { group, calls, cost } of models.ledger!.report(['user']))
  console.log(`${group[0]}: ${calls} calls, ${cost.map(formatMoney).join()}`)
models.close()
await api.close()
