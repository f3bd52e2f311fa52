/** Checks an answer from any model against passages: marks, quotes and numbers that the evidence does not bear out are named. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeReaders } from '@kaiwu/knowledge'
import { checkAnswer, loadSolution, openSolution } from '@kaiwu/solution'

const root = 'templates/government'
const solution = await openSolution(await loadSolution(root), { root, data: await mkdtemp(join(tmpdir(), 'kaiwu-example-')) })
await solution.sync()

const question = '硕士的租房补贴是多少'
const passages = (await solution.knowledge.search({ query: question, top: 3 })).hits
const fromSomeModel = '硕士研究生租房补贴为每人每月1000元[1]。另可一次性领取8000元[1]。详见“由市长特批发放”[7]。'

const { citations, issues } = checkAnswer(fromSomeModel, passages, question)
for (const { mark, locator, quote } of citations) console.log(`[${mark}] ${locator}: ${quote.slice(0, 50)}`)
for (const { kind, text } of issues) console.log(`${kind}: ${text}`)
await solution.close()
await closeReaders()
