/** Opens a template's folder and streams one answer: evidence first, then text, then the verified result. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatMoney } from '@kaiwu/core'
import { closeReaders } from '@kaiwu/knowledge'
import { loadSolution, openSolution } from '@kaiwu/solution'

const root = 'templates/government'
const question = process.argv[2] ?? '2021年硕士的租房补贴是多少'
const solution = await openSolution(await loadSolution(root), { root, data: await mkdtemp(join(tmpdir(), 'kaiwu-example-')) })
await solution.sync()

for await (const event of solution.stream({ question })) {
  if (event.type === 'passages') console.log(`${event.passages.length} passages as of ${event.asOf}\n`)
  else if (event.type === 'token') process.stdout.write(event.text)
  else if (event.type === 'reset') console.log('\n(another model begins anew)')
  else {
    const { answer } = event
    console.log(
      `\n\n${answer.outcome}, ${answer.model}, ${answer.cost ? formatMoney(answer.cost) : 'unpriced'}, ${answer.issues.length} issues`,
    )
    for (const { mark, title, number, locator, quote } of answer.citations)
      console.log(`[${mark}] ${title} ${number ?? ''} ${locator}: ${quote.slice(0, 60)}`)
    for (const note of answer.notes) console.log(note)
  }
}
await solution.close()
await closeReaders()
