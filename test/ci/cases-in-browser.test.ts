import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, watch } from './browser.ts'
import { repository, runDemo, type RunningDemo } from './running-demo.ts'

const folder = mkdtempSync(join(tmpdir(), 'kaiwu-cases-browser-'))
const password = '开物成务 tian-gong 7'
let demo: RunningDemo
let browser: Browser

beforeAll(async () => {
  const root = join(folder, 'leave')
  cpSync(join(repository, 'examples/leave'), root, { recursive: true, filter: (path) => !path.includes('.kaiwu') })
  const env = {
    KAIWU_ADMIN_LOGIN: 'admin',
    KAIWU_ADMIN_PASSWORD: password,
    ATTENDANCE_SECRET: 'a secret of both sides, long enough',
  }
  demo = await runDemo([process.execPath, join(repository, 'packages/kaiwu/bin/kaiwu.js'), 'serve', root], { env })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Somebody at the page, signed in by its form. */
async function signedIn(login: string, at = 'tasks', options: { width?: number; dark?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext({
    ...{ locale: 'zh-CN', viewport: { width: options.width ?? 1440, height: 900 } },
    colorScheme: options.dark ? 'dark' : 'light',
  })
  const page = await context.newPage()
  await page.goto(`${demo.url}/#/leave/${at}`)
  await signIn(page, login)
  return page
}

async function signIn(page: Page, login: string): Promise<void> {
  await page.getByTestId('sign-in-login').fill(login)
  await page.getByTestId('sign-in-password').fill(password)
  await page.getByTestId('sign-in-send').click()
  await page.getByTestId('account').waitFor()
}

/** The case that is open, once it is in a state. */
const inState = (page: Page, state: string): Promise<void> =>
  page.locator(`[data-testid=case][data-state=${state}]`).waitFor({ timeout: 30_000 })

const fits = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

/** Begins a request for leave and sends it. */
async function sendLeave(page: Page, reason: string, days: string): Promise<void> {
  await page.getByTestId('start-case').click()
  await page.getByTestId('field-reason').fill(reason)
  await page.getByTestId('field-from').fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10))
  await page.getByTestId('field-days').fill(days)
  for (const row of await page.getByTestId('field-done').all()) await row.getByText('是').click()
}

/** Takes what is proposed for the kind of leave, or chooses it. */
async function confirmKind(page: Page, kind: string): Promise<void> {
  await inState(page, 'proposed')
  await page.getByTestId('work').waitFor({ timeout: 30_000 })
  const proposed = page.getByTestId('proposal-kind').filter({ hasText: kind })
  if ((await proposed.count()) > 0) await page.getByTestId('accept-kind').click()
  else {
    await page.getByTestId('field-kind').click()
    await page.locator('.ant-select-item-option').filter({ hasText: kind }).click()
  }
  await page.getByTestId('decide').click()
}

describe('people and their cases in the page', () => {
  it('lets the administrator in, who adds the others', async () => {
    const page = await signedIn('admin', 'people')
    const wrong = watch(page, demo.url)
    for (const [login, name, role] of [
      ['zhang', '张三', ''],
      ['li', '李四', '主管'],
      ['wang', '王五', '人事'],
    ] as const) {
      await page.getByTestId('person-add').click()
      await page.getByTestId('person-login').fill(login)
      await page.getByTestId('person-name').fill(name)
      if (role !== '') {
        await page.getByRole('combobox', { name: '角色' }).fill(role)
        await page.keyboard.press('Enter')
      }
      await page.getByTestId('person-password').fill(password)
      await page.getByTestId('person-save').click()
      await page.getByTestId('people-list').getByText(name).waitFor()
    }
    expect(wrong).toEqual([])
    await page.context().close()
  })

  it('carries a leave from its start to two signatures, each by whom it waits for', async () => {
    const zhang = await signedIn('zhang')
    const wrong = watch(zhang, demo.url)
    await sendLeave(zhang, '发烧去医院看病，需要休息', '3')
    await zhang.getByTestId('files-proof').setInputFiles({
      ...{ name: '诊断证明.pdf', mimeType: 'application/pdf' },
      buffer: Buffer.from('%PDF-1.4\n%%EOF'),
    })
    // Twice at once is one case.
    await zhang.getByTestId('start-send').dblclick()
    await inState(zhang, 'proposed')
    const proposal = zhang.getByTestId('proposal-kind')
    await proposal.waitFor({ timeout: 30_000 })
    expect(await proposal.innerText()).toContain('分类器建议')
    await zhang.getByTestId('evidence-link').first().click()
    await zhang.getByTestId('source-highlight').first().waitFor()
    await zhang.keyboard.press('Escape')
    await confirmKind(zhang, '病假')
    await inState(zhang, 'approval')
    expect(await zhang.getByTestId('work').count()).toBe(0)
    expect(await zhang.getByTestId('seats').innerText()).toContain('主管')

    for (const [login, state, width] of [
      ['li', 'approval', 390],
      ['wang', 'granted', 1440],
    ] as const) {
      const signer = await signedIn(login, 'tasks', { width, dark: width === 390 })
      await signer.getByTestId('task').click()
      await signer.getByTestId('decide').click()
      expect(await signer.getByRole('dialog').innerText()).toContain('发烧去医院')
      await signer.getByTestId('sign-confirm').dblclick()
      await signer.getByTestId('signatures').getByText('待批准 · 批准').last().waitFor()
      await inState(signer, state)
      expect(await fits(signer)).toBe(true)
      await signer.context().close()
    }
    await inState(zhang, 'granted')
    await zhang.goto(`${demo.url}/#/leave/cases`)
    await zhang.getByTestId('case-line').first().waitFor()
    expect(await zhang.getByTestId('case-line').count()).toBe(1)
    expect(wrong).toEqual([])
    await zhang.context().close()
  })

  it('keeps what was typed when the case changes under it, and when the session ends', async () => {
    const zhang = await signedIn('zhang')
    await sendLeave(zhang, '家中有事需要处理', '2')
    await zhang.getByTestId('start-save').click()
    await inState(zhang, 'request')
    const other = await signedIn('zhang', zhang.url().split('/leave/')[1])
    await other.getByTestId('field-reason').fill('家里老人住院，要去陪护')
    await zhang.getByTestId('decide').click()
    await inState(zhang, 'proposed')
    await other.getByTestId('decide').click()
    await other.getByTestId('case-changed').waitFor()
    expect(await other.getByTestId('case-changed').innerText()).toContain('内容已变更')
    await other.getByTestId('say').fill('写到一半的话')
    await other.evaluate(() => fetch('api/solutions/leave/session', { method: 'DELETE' }))
    await other.getByTestId('say-send').click()
    await signIn(other, 'zhang')
    await inState(other, 'proposed')
    expect(await other.getByTestId('say').inputValue()).toBe('写到一半的话')
    for (const page of [zhang, other]) await page.context().close()
  })

  it('asks for the password where the case type does, and takes no wrong one', async () => {
    const zhang = await signedIn('zhang')
    await sendLeave(zhang, '年假到期要休掉', '1')
    await zhang.getByTestId('start-send').click()
    await confirmKind(zhang, '年假')
    await inState(zhang, 'filing')
    const wang = await signedIn('wang', zhang.url().split('/leave/')[1])
    await wang.getByTestId('decide').click()
    await wang.getByTestId('sign-password').fill('not the password at all')
    await wang.getByTestId('sign-confirm').click()
    await wang.getByTestId('inline-problem').waitFor()
    await wang.getByTestId('sign-password').fill(password)
    await wang.getByTestId('sign-confirm').click()
    await inState(wang, 'granted')
    await wang.emulateMedia({ media: 'print' })
    expect(await wang.getByTestId('fields').isVisible()).toBe(true)
    expect(await wang.getByTestId('signatures').innerText()).toMatch(/SHA-256 [0-9a-f]{64}/)
    expect(await wang.getByTestId('account').isVisible()).toBe(false)
    for (const page of [zhang, wang]) await page.context().close()
  })
})
