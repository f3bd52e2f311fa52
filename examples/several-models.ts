/** A list of models: the second begins anew when the first breaks off. Both calls are in the ledger and paid for. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatMoney, type TokenPrice } from '@kaiwu/core'
import { noSettings, openModels } from '@kaiwu/models'
import { fakeTokenApi } from '@kaiwu/testkit'

// In place of services on the network: the first always hangs up after a few pieces.
const first = await fakeTokenApi({ vendor: 'deepseek', answer: '主轴过热时，可以先把转速', fault: 'reset' })
const second = await fakeTokenApi({ vendor: 'qianfan', answer: '主轴过热时先停机，再查润滑。' })

const price = (input: number, output: number): TokenPrice => ({ currency: 'CNY', input, output, asOf: '2026-11-01' })
const models = openModels({
  settings: {
    ...noSettings,
    providers: {
      deepseek: { baseUrl: first.url, keyEnv: 'FIRST_KEY' },
      qianfan: { baseUrl: second.url, keyEnv: 'SECOND_KEY' },
    },
    models: { 'deepseek/deepseek-flash': { prices: [price(1, 4)] }, 'qianfan/ernie-5.1': { prices: [price(2, 8)] } },
  },
  environment: { FIRST_KEY: first.key, SECOND_KEY: second.key },
  data: await mkdtemp(join(tmpdir(), 'kaiwu-example-')),
})
const chat = models.chat(['deepseek/deepseek-flash', 'qianfan/ernie-5.1'])

for await (const event of chat.stream({ messages: [{ role: 'user', content: '主轴过热怎么办？' }] })) {
  if (event.type === 'text') process.stdout.write(event.text)
  else if (event.type === 'reset') console.log(`\n— void: ${event.from} broke off (${event.reason}), ${event.to} begins anew —`)
  else if (event.type === 'end') console.log(`\n${event.model}, ${event.finish}, ${formatMoney(event.cost!)}`)
}
for (const { model, outcome, cost } of models.ledger!.rows()) console.log(`${model}: ${outcome}, ${formatMoney(cost!)}`)
models.close()
await Promise.all([first.close(), second.close()])
