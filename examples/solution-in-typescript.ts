/** A solution in TypeScript instead of YAML: the flow is an ordinary async function. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeReaders } from '@kaiwu/knowledge'
import { builtInPrompt, defineSolution, openSolution } from '@kaiwu/solution'

const desk = defineSolution({
  name: 'alarm-desk',
  title: { zh: '报警台', en: 'Alarm desk' },
  contact: { zh: '设备科', en: 'Equipment section' },
  knowledge: { manuals: 'knowledge/manuals/**/*', alarms: 'knowledge/records/alarms-*' },

  async flow({ question }, { find, ask }) {
    const alarms = await find('alarms', question, { top: 3 })
    const manuals = alarms.length > 0 ? await find('manuals', `${alarms[0]!.passage.locator} ${question}`) : await find('manuals')
    return ask(builtInPrompt, [...alarms, ...manuals])
  },
})

const data = await mkdtemp(join(tmpdir(), 'kaiwu-example-'))
const solution = await openSolution(desk, { root: 'templates/manufacturing', data })
await solution.sync()
const answer = await solution.answer({ question: process.argv[2] ?? 'HX-630 报 E-302 是什么原因' })
console.log(answer.text)
for (const { mark, title, locator, verified } of answer.citations)
  console.log(`[${mark}] ${title} ${locator} ${verified ? '✓' : '?'}`)
await solution.close()
await closeReaders()
