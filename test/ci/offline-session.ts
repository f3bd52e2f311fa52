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

const demo = await runDemo([process.execPath, kaiwu, 'serve', '--demo', ...solutions])
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
  for (const solution of solutions) await workflows(solution.split('/').at(-1)!)
} finally {
  await demo.stop()
}

/** Takes in the invented people, and waits until they have brought every workflow to its end. */
async function workflows(solution: string): Promise<void> {
  const at = `${demo.url}/api/solutions/${solution}`
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${at}/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  await post('demo', {})
  const session = await post('demo/session', { login: 'demo-admin' })
  const cookie = session.headers.getSetCookie()[0]!.split(';')[0]!
  for (let tries = 0; tries < 240; tries++) {
    const response = await fetch(`${at}/cases?ended=true`, { headers: { cookie } })
    const { cases } = (await response.json()) as { cases: readonly unknown[] }
    // M1, M4 and M8; M2 stays on watch for three days. G1, G2 and G4.
    if (cases.length >= 3) return ok(`${solution} workflows ended`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

for (const solution of solutions) {
  const run = spawnSync(process.execPath, [kaiwu, 'eval', solution], { encoding: 'utf8' })
  if (run.status === 0) ok(`${solution.split('/').at(-1)} gates passed`)
  else console.log(run.stdout, run.stderr)
}
writeFileSync(join(folder, 'done'), '')
