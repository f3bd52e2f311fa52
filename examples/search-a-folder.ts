/** Searches a folder of documents: node --conditions=kaiwu-src examples/search-a-folder.ts <folder> "<question>" */
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeReaders, knowledgeMigrations, openKnowledge } from '@kaiwu/knowledge'
import { openDatabase } from '@kaiwu/store'

const [folder = 'templates/manufacturing/knowledge/manuals', query = 'HX-630 主轴润滑油用什么牌号'] = process.argv.slice(2)
const data = await mkdtemp(join(tmpdir(), 'kaiwu-example-'))
const database = await openDatabase({ folder: data, migrations: knowledgeMigrations })
const knowledge = await openKnowledge({ database })

const names = await readdir(folder)
const report = await knowledge.sync(
  'documents',
  names.map((path) => ({ path, read: () => readFile(join(folder, path)) })),
)
console.log(`${report.added.length} documents read, ${report.failed.length} failed`)

for (const { rank, document, passage, score } of (await knowledge.search({ query, top: 3 })).hits) {
  console.log(`\n${rank}. ${document.facts.title} › ${passage.locator}  (${score.toFixed(1)})\n${passage.text.slice(0, 160)}`)
}
await knowledge.close()
await closeReaders()
