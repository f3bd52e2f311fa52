/** What offline.test.ts runs inside a network namespace: one working day without a network. Prints `ok …` for each thing done. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launchBrowser, watch } from './browser.ts'
import { ask, repository, runDemo } from './running-demo.ts'

const folder = process.argv[2]!
const kaiwu = join(repository, 'packages/kaiwu/bin/kaiwu.js')
const solutions = ['government', 'manufacturing'].map((name) => join(folder, name))
const ok = (what: string): void => console.log(`ok ${what}`)

const demo = await runDemo([process.execPath, kaiwu, 'serve', ...solutions])
try {
  const answer = await ask(demo.url, 'government', '硕士的租房补贴是多少')
  if (answer.outcome === 'answered') ok('answered')

  const form = new FormData()
  form.append(
    'file',
    new Blob(['# 停车优惠办法\n\n第一条　持龙脊卡的市民在云泽市公共停车场停车，每日前四十分钟免费。\n']),
    '停车优惠办法.md',
  )
  const upload = await fetch(`${demo.url}/api/solutions/government/documents`, { method: 'POST', body: form })
  if (upload.status === 201) ok('uploaded')
  const about = await ask(demo.url, 'government', '持龙脊卡停车前多少分钟免费')
  if (about.text.includes('四十分钟')) ok('asked about the upload')

  const browser = await launchBrowser()
  const page = await browser.newPage()
  const wrong = watch(page, demo.url)
  await page.goto(demo.url)
  await page.getByTestId('question-input').fill('公租房怎么申请')
  await page.getByTestId('send').click()
  await page.getByTestId('citation-mark').first().waitFor()
  if (wrong.length === 0) ok('page answered')
  else console.log(wrong.join('\n'))
  await browser.close()
} finally {
  await demo.stop()
}
for (const solution of solutions) {
  const run = spawnSync(process.execPath, [kaiwu, 'eval', solution], { encoding: 'utf8' })
  if (run.status === 0) ok(`${solution.split('/').at(-1)} gates passed`)
  else console.log(run.stdout, run.stderr)
}
writeFileSync(join(folder, 'done'), '')
