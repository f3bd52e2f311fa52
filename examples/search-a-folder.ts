/** Searches a folder of documents: node --conditions=kaiwu-src examples/search-a-folder.ts <folder> "<question>" */
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeReaders, knowledgeMigrations, openKnowledge } from '@kaiwu/knowledge'
import { openStore } from '@kaiwu/store'

const [folder = 'templates/manufacturing/knowledge/manuals', query = 'HX-630 主轴润滑油用什么牌号'] = process.argv.slice(2)
const store = openStore({ folder: await mkdtemp(join(tmpdir(), 'kaiwu-example-')), migrations: knowledgeMigrations })
const knowledge = openKnowledge({ store })

const names = await readdir(folder)
const report = await knowledge.sync(
  'documents',
  names.map((path) => ({ path, read: () => readFile(join(folder, path)) })),
)
console.log(`${report.added.length} documents read, ${report.failed.length} failed`)

for (const { rank, document, passage, score } of knowledge.search({ query, top: 3 })) {
  console.log(`\n${rank}. ${document.facts.title} › ${passage.locator}  (${score.toFixed(1)})\n${passage.text.slice(0, 160)}`)
}
knowledge.close()
await closeReaders()
