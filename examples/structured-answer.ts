/** Asks for an answer of a given form. It is checked here, and a wrong one is shown to the model once with its mistakes. */
import { openModels, structuredAnswer } from '@kaiwu/models'
import { fakeTokenApi } from '@kaiwu/testkit'
import { z } from 'zod'

const order = z.object({
  machine: z.string(),
  urgency: z.enum(['low', 'high']),
  steps: z.array(z.string()).min(1),
})

// In place of a service on the network: its first answer has a wrong word and a text where a list belongs.
const answers = [
  '{"machine":"HX-630","urgency":"紧急","steps":"停机"}',
  '```json\n{"machine":"HX-630","urgency":"high","steps":["停机","查润滑"]}\n```',
]
const api = await fakeTokenApi({ vendor: 'deepseek', answer: () => answers.shift() ?? '{}' })
const models = openModels({ environment: { KEY: api.key } })
const chat = models.chat({ ref: 'deepseek/deepseek-flash', baseUrl: api.url, keyEnv: 'KEY' })

const { value, repaired, completions } = await structuredAnswer(chat, {
  request: { messages: [{ role: 'user', content: '报修：HX-630 主轴过热。拟一张工单。' }], thinking: 'off' },
  schema: order,
  support: 'json_object', // what DeepSeek can be held to: docs/providers.md
})
console.log(`${value.machine}, ${value.urgency}: ${value.steps.join(' → ')}`)
console.log(`${completions.length} calls, ${repaired ? 'repaired' : 'right at once'}`)
const repair = api.requests[1]?.body['messages'] as { content: string }[]
console.log(repair.at(-1)?.content)
models.close()
await api.close()
