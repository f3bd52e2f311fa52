import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openLedger } from '@kaiwu/models'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { barriers } from './barriers.ts'
import { launchBrowser, watch } from './browser.ts'
import { repository, runDemo, type RunningDemo } from './running-demo.ts'

const folder = mkdtempSync(join(tmpdir(), 'kaiwu-pages-browser-'))
const root = join(folder, 'desk')
const kaiwu = join(repository, 'packages/kaiwu/bin/kaiwu.js')
const password = '开物成务 tian-gong 7'
const question = (id: string, asked: string, fact: string) =>
  JSON.stringify({ id, question: asked, sources: [{ document: 'knowledge/spindle.md' }], contains: [fact], tags: ['amount'] })
const questions = (temperature: string, hours: string) =>
  [question('q1', '主轴温度超过多少度要停机？', temperature), question('q2', '主轴润滑油多久更换一次？', hours)].join('\n')
const files: Readonly<Record<string, string>> = {
  'solution.yaml': `kaiwu: 1
name: desk
title: { zh: 检修台, en: Maintenance desk }
contact: 设备科 8001
knowledge:
  manuals: { title: 规程, from: knowledge/*.md }
prices:
  repair: { closed: 80 CNY }
evals: { questions: evals/questions.jsonl, gates: { coverage: 0.9 } }
flow:
  - find: manuals
  - ask: prompts/answer.md
`,
  'prompts/answer.md': '{{passages}}\n\n{{question}} {{language}} {{asOf}} {{contact}}\n',
  'knowledge/spindle.md':
    '# 主轴检修规程\n\n第一条 主轴温度超过 75 ℃ 时，应当立即停机检查。\n\n第二条 主轴润滑油每 500 小时更换一次。\n',
  'evals/questions.jsonl': questions('75', '九百小时'),
  'cases/repair.yaml': `kaiwu: 1
case: repair
title: { zh: 维修工单, en: Work order }
number: WX-{date}-{seq:4}
roles: { 班长: 派工 }
fields:
  what: { type: longText, title: 故障现象, required: true }
start: draft
states:
  draft: { title: 填报, actions: { close: { title: 修复, by: initiator, form: [what], to: closed } } }
  closed: { title: { zh: 已修复, en: Repaired }, end: true }
`,
}
let demo: RunningDemo
let browser: Browser
let ended = { id: '', no: '' }

/** Calls the API as somebody. */
async function caller(login: string) {
  const own = { 'content-type': 'application/json', 'x-kaiwu-request': '1' }
  const call = async (path: string, body: unknown, headers: Record<string, string>): Promise<Response> => {
    const url = `${demo.url}/api/solutions/desk/${path}`
    const reply = await fetch(url, { method: 'POST', headers: { ...own, ...headers }, body: JSON.stringify(body) })
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
    return reply
  }
  const session = await call('session', { login, password }, {})
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? ''
  return (path: string, body: unknown, headers: Record<string, string> = {}) => call(path, body, { cookie, ...headers })
}

/** A work order that ended, with a call to a model for it, and a call that nobody has priced. */
async function endedCase(): Promise<typeof ended> {
  const zhang = await caller('zhang')
  const started = await zhang('cases', { type: 'repair', fields: { what: '主轴异响' } }, { 'idempotency-key': 'start' })
  const { case: info } = (await started.json()) as { case: typeof ended }
  const decision = { 'if-match': started.headers.get('etag') ?? '', 'idempotency-key': 'close' }
  await zhang(`cases/${info.id}/actions/close`, { values: { what: '主轴异响，已换轴承' } }, decision)
  const ledger = openLedger({ folder: join(root, '.kaiwu') })
  const at = Date.now()
  const call = { kind: 'chat', model: 'deepseek/deepseek-flash', at, deadline: at + 60_000 } as const
  const usage = { promptTokens: 1200, completionTokens: 300, estimated: false }
  const most = { micros: 1_200_001, currency: 'CNY' } as const
  const priced = ledger.reserve({ ...call, chargedTo: { solution: 'desk', case: info.id, step: 'draft.0' }, most })
  ledger.settle(priced, { outcome: 'ok', usage, cost: most, elapsedMs: 9 })
  const unpriced = ledger.reserve({ ...call, model: 'campus/qwen3', chargedTo: { solution: 'desk', case: 'ans_1' } })
  ledger.settle(unpriced, { outcome: 'ok', usage, elapsedMs: 9 })
  ledger.close()
  return info
}

beforeAll(async () => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  const env = { KAIWU_ADMIN_LOGIN: 'admin', KAIWU_ADMIN_PASSWORD: password }
  demo = await runDemo([process.execPath, kaiwu, 'serve', root], { env })
  const admin = await caller('admin')
  for (const [login, name, roles] of [
    ['zhang', '张三', ['班长']],
    ['shen', '沈八', ['auditor']],
  ] as const)
    await admin('people', { login, name, roles, password })
  ended = await endedCase()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const sessions = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>()

/** Somebody at a page, signed in by its form the first time, and what goes wrong there. */
async function at(login: string, view: string) {
  const session = sessions.get(login)
  const context = await browser.newContext({
    ...{ locale: 'zh-CN', viewport: { width: 1440, height: 900 } },
    ...(session === undefined ? {} : { storageState: session }),
  })
  const page = await context.newPage()
  await page.goto(`${demo.url}/#/desk/${view}`)
  if (session === undefined) {
    await page.getByTestId('sign-in-login').fill(login)
    await page.getByTestId('sign-in-password').fill(password)
    await page.getByTestId('sign-in-send').click()
  }
  await page.getByTestId('account').waitFor()
  sessions.set(login, await context.storageState())
  return { page, wrong: watch(page, demo.url), close: () => context.close() }
}

const fits = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

/** Whether a page can be read and used by everybody: at both widths, in both languages, by light and by night. */
async function forEverybody(page: Page, shown: (english: boolean) => Promise<void>): Promise<void> {
  for (const { width, english } of looks) {
    await page.setViewportSize({ width, height: 900 })
    const other = page.locator(`[data-testid=language-switch]:lang(${english ? 'en' : 'zh'})`)
    if (await other.isVisible()) await other.click()
    await shown(english)
    expect([width, english, await fits(page), await barriers(page)]).toEqual([width, english, true, []])
  }
}
const looks = [
  { width: 1440, english: false },
  { width: 390, english: false },
  { width: 390, english: true },
  { width: 1440, english: true },
]
const row = (page: Page, text: string) => page.getByTestId('table-row').filter({ hasText: text })

describe('the cost page', () => {
  it('is reached from the account, and says what one work order cost, was charged at, and left', async () => {
    const { page, wrong, close } = await at('admin', 'tasks')
    await page.getByTestId('account').click()
    await page.getByRole('menuitem', { name: '费用' }).click()
    const order = row(page, '维修工单')
    await order.waitFor()
    for (const amount of ['¥1.200001', '¥80.00', '¥78.799999']) expect(await order.innerText()).toContain(amount)
    expect(await row(page, '问答').innerText()).toContain('1 次未定价')
    await page.getByTestId('cost-by').click()
    await page.locator('.ant-select-item-option').filter({ hasText: '每张业务单' }).click()
    await row(page, ended.no).waitFor()
    expect(page.url()).toContain('by=case')
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('cost-export').click()])
    expect(readFileSync((await file.path())!, 'utf8')).toContain(`${ended.no},1,0,1,1200,300,1.200001,`)
    await page.getByTestId('cost-to').fill('2020-01-31')
    await page.getByText('这段时间没有费用').waitFor()
    expect(wrong).toEqual([])
    await close()
  })

  it('can be read and used by everybody, and printed', async () => {
    const { page, close } = await at('admin', 'cost?by=workflow%2Coutcome')
    await forEverybody(page, (english) => row(page, english ? 'Repaired' : '已修复').waitFor())
    await page.emulateMedia({ media: 'print' })
    expect([await page.getByTestId('cost-export').isVisible(), await page.getByTestId('table-row').first().isVisible()]).toEqual([
      false,
      true,
    ])
    await close()
  })
})

describe('the audit page', () => {
  it('shows rows with their hashes, by filters, and gives a file with the hash that is recorded', async () => {
    const { page, wrong, close } = await at('shen', 'audit')
    await page.getByTestId('audit-case').fill(ended.no)
    await page.getByTestId('audit-show').press('Enter')
    const rows = page.getByTestId('log-row')
    await page.locator('[data-testid=log-row]', { hasText: 'case.ended' }).waitFor()
    expect((await rows.allInnerTexts()).every((text) => text.includes(ended.id))).toBe(true)
    const [last, before] = [rows.nth(0), rows.nth(1)]
    for (const one of [last, before]) {
      await one.getByRole('button').press('Enter')
      expect(await one.getByTestId('log-hash').innerText()).toMatch(/^[0-9a-f]{64}$/)
    }
    expect(await last.getByTestId('log-prev-hash').innerText()).toMatch(/^[0-9a-f]{64}$/)
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('audit-export-jsonl').click()])
    const sum = createHash('sha256')
      .update(readFileSync((await file.path())!))
      .digest('hex')
    await page.getByTestId('audit-exported').getByText(sum).waitFor()
    await page.getByTestId('audit-case').fill('WX-0')
    await page.getByTestId('audit-show').click()
    await page.getByText('没有编号为“WX-0”的业务单').waitFor()
    expect(wrong).toEqual([])
    await close()
  })

  it('can be read and used by everybody', async () => {
    const { page, close } = await at('shen', 'audit')
    await page.getByTestId('audit-case').fill(ended.no)
    await page.getByTestId('audit-show').click()
    await page.locator('[data-testid=log-row]', { hasText: 'case.ended' }).getByRole('button').click()
    await forEverybody(page, () => page.getByTestId('log-hash').waitFor())
    await close()
  })

  it('verifies the log, and marks the row that was changed', async () => {
    const { page, close } = await at('shen', 'audit')
    await page.getByTestId('audit-verify').click()
    await page.locator('[data-sound=true]').waitFor()
    const base = new DatabaseSync(join(root, '.kaiwu/kaiwu.sqlite'))
    base.exec('DROP TRIGGER logNotChanged')
    base.exec("UPDATE log SET actorName = '别人' WHERE seq = 3")
    base.close()
    await page.getByTestId('audit-verify').click()
    await page.locator('[data-sound=false]').waitFor()
    expect(await page.getByTestId('audit-found').innerText()).toContain('第 3 条被改过')
    await page.getByTestId('audit-go-to').first().click()
    const bad = page.locator('[data-testid=log-row][data-seq="3"]')
    await bad.waitFor()
    expect(await bad.innerText()).toContain('核验未通过')
    expect(await page.locator('[data-testid=log-row][data-seq="2"]').innerText()).not.toContain('核验未通过')
    await close()
  })
})

describe('the evaluations page', () => {
  it('starts one, keeps it beside one of the command line, and compares the two', async () => {
    const { page, wrong, close } = await at('admin', 'evals')
    await page.getByText('还没有评测过').waitFor()
    await page.getByTestId('eval-start').click()
    await page.getByTestId('table-row').first().waitFor()
    expect(await page.getByTestId('eval-state').innerText()).toBe('评测完成，已保存')
    // The facts that are asked for change: what was right is wrong, and the other way round.
    writeFileSync(join(root, 'evals/questions.jsonl'), questions('七十五度', '500 小时'))
    const env = { ...process.env, KAIWU_ADMIN_LOGIN: '', KAIWU_ADMIN_PASSWORD: '' }
    expect(() => execFileSync(process.execPath, [kaiwu, 'eval', root], { env, stdio: 'pipe' })).toThrow(/exit|Command failed/)
    await page.reload()
    await page.getByTestId('table-row').nth(1).waitFor()
    expect(await page.getByTestId('table-row').first().innerText()).toContain('（命令行）')
    for (const box of await page.getByTestId('eval-choose').all()) await box.click()
    await page.getByTestId('eval-compare').click()
    await page.getByTestId('eval-worse').getByText('主轴温度超过多少度要停机').waitFor()
    expect(await page.getByTestId('eval-better').innerText()).toContain('主轴润滑油多久更换一次')
    expect(await row(page, '题目').innerText()).toContain('有改动')
    expect(await row(page, '设置').innerText()).toContain('相同')
    expect(await row(page, 'coverage').innerText()).toContain('未达标')
    expect([await fits(page), await barriers(page), wrong]).toEqual([true, [], []])
    await close()
  })

  it('can be read and used by everybody', async () => {
    const { page, close } = await at('admin', 'evals')
    await forEverybody(page, () => page.getByTestId('table-row').first().waitFor())
    await page.getByTestId('eval-open').first().click()
    await forEverybody(page, () => page.getByTestId('eval-runs').waitFor())
    await close()
  })
})

it('none of the pages is offered or shown to who may not see it', async () => {
  const { page, close } = await at('zhang', 'tasks')
  await page.getByTestId('account').click()
  await page.getByRole('menuitem').first().waitFor()
  const offered = await page.getByRole('menuitem').allInnerTexts()
  expect(offered.filter((text) => ['费用', '审计日志', '评测'].includes(text))).toEqual([])
  for (const view of ['cost', 'audit', 'evals']) {
    await page.goto(`${demo.url}/#/desk/${view}`)
    await page.getByTestId('problem').waitFor()
    expect(await page.getByTestId('problem').innerText()).toContain('RIGHT_MISSING')
  }
  await close()
})
