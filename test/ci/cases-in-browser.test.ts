import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { barriers } from './barriers.ts'
import { launchBrowser, watch } from './browser.ts'
import { Keyboard } from './keyboard.ts'
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
async function signedIn(login: string, at = 'tasks'): Promise<Page> {
  const page = await opened(at)
  await signIn(page, login)
  return page
}

async function opened(at: string, options: { width?: number; dark?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext({
    ...{ locale: 'zh-CN', viewport: { width: options.width ?? 1440, height: 900 } },
    colorScheme: options.dark ? 'dark' : 'light',
  })
  const page = await context.newPage()
  await page.goto(`${demo.url}/#/leave/${at}`)
  return page
}

/** Somebody without a mouse, signed in by its form, whose first input has the focus. */
async function signedInByKeys(login: string, options: { width?: number; dark?: boolean } = {}): Promise<[Page, Keyboard]> {
  const page = await opened('tasks', options)
  const keys = new Keyboard(page)
  await page.locator('[data-testid=sign-in-login]:focus').waitFor()
  await page.keyboard.type(login)
  await keys.fill('[data-testid=sign-in-password]', password)
  await keys.press('[data-testid=sign-in-send]')
  await page.getByTestId('account').waitFor()
  return [page, keys]
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

/** Fills in a request for leave: text, a day, a number, a file, and rows with a person and yes or no. */
async function startByKeys(page: Page, keys: Keyboard): Promise<void> {
  await keys.press('[data-testid=start-case]')
  await page.getByTestId('start').waitFor()
  await keys.fill('[data-testid=field-reason]', '家里有事，需要处理几天')
  const from = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
  // Chromium asks for a day in the order of its own language, whatever that of the page.
  await keys.fill('[data-testid=field-from]', from.replace(/(\d+)-(\d+)-(\d+)/, '$2$3$1'))
  expect(await page.getByTestId('field-from').inputValue()).toBe(from)
  await keys.fill('[data-testid=field-days]', '3')
  const chooser = page.waitForEvent('filechooser')
  await keys.press('.files-input button')
  const proof = { name: '说明.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF') }
  await (await chooser).setFiles(proof)
  await keys.fill('[data-testid=field-to]', '李四')
  await page.getByRole('listbox', { name: 'to 1' }).waitFor({ state: 'attached' })
  await page.keyboard.press('Enter')
  for (const [row] of (await page.getByTestId('field-done').all()).entries()) {
    await keys.press(`tr:nth-child(${row + 1}) [data-testid=field-done]`, 'Space')
  }
}

/** Reads on what a proposal rests, rejects one, goes back to its input and chooses something else, accepts another, and confirms. */
async function confirmByKeys(page: Page, keys: Keyboard): Promise<void> {
  const proposal = page.getByTestId('proposal-kind')
  await proposal.waitFor({ timeout: 30_000 })
  expect(await proposal.innerText()).toContain('分类器建议')
  expect(await barriers(page)).toEqual([])
  await keys.press('[data-testid=evidence-link]')
  await page.getByTestId('source-highlight').first().waitFor()
  expect(await barriers(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByTestId('source-panel').waitFor({ state: 'hidden' })
  await keys.press('[data-testid=reject-kind]')
  await keys.to('[data-testid=field-kind]', 'Shift+Tab')
  // Up from the first choice is the last.
  for (const key of ['Enter', 'ArrowUp', 'Enter']) await page.keyboard.press(key)
  expect(await page.getByTestId('field-kind').innerText()).toContain('事假')
  await keys.press('[data-testid=accept-rule]')
  await keys.press('[data-testid=decide]')
}

/** Signs from the list of tasks, seeing what is signed. */
async function signByKeys(login: string, state: string, width: number): Promise<void> {
  const [page, keys] = await signedInByKeys(login, { width, dark: width === 390 })
  await page.getByTestId('task').waitFor()
  if (width === 390) expect(await barriers(page)).toEqual([])
  await keys.press('[data-testid=task]')
  await keys.press('[data-testid=decide]')
  expect(await page.getByRole('dialog').innerText()).toContain('家里有事')
  expect(await barriers(page)).toEqual([])
  await keys.to('[data-testid=sign-confirm]')
  await Promise.all([page.keyboard.press('Enter'), page.keyboard.press('Enter')])
  await page.getByTestId('signatures').getByText('待批准 · 批准').last().waitFor()
  await inState(page, state)
  expect([await fits(page), [...keys.unseen]]).toEqual([true, []])
  await page.context().close()
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
        if (login === 'wang') expect(await barriers(page)).toEqual([])
        await page.keyboard.press('Enter')
      }
      await page.getByTestId('person-password').fill(password)
      await page.getByTestId('person-save').click()
      await page.getByTestId('people-list').getByText(name).waitFor()
    }
    expect(wrong).toEqual([])
    await page.context().close()
  })

  it('carries a leave from its start to two signatures by the keyboard alone, each by whom it waits for', async () => {
    const [zhang, keys] = await signedInByKeys('zhang')
    const wrong = watch(zhang, demo.url)
    await startByKeys(zhang, keys)
    expect(await barriers(zhang)).toEqual([])
    // Twice at once is one case.
    await keys.to('[data-testid=start-send]')
    await Promise.all([zhang.keyboard.press('Enter'), zhang.keyboard.press('Enter')])
    await inState(zhang, 'proposed')
    await confirmByKeys(zhang, keys)
    await inState(zhang, 'approval')
    expect(await zhang.getByTestId('work').count()).toBe(0)
    expect(await zhang.getByTestId('seats').innerText()).toContain('主管')
    for (const [login, state, width] of [
      ['li', 'approval', 390],
      ['wang', 'granted', 1440],
    ] as const)
      await signByKeys(login, state, width)
    await inState(zhang, 'granted')
    await keys.press('[data-testid=view-cases]')
    await zhang.getByTestId('case-line').first().waitFor()
    expect(await zhang.getByTestId('case-line').count()).toBe(1)
    const lists = await barriers(zhang)
    await keys.press('[data-testid=open-calendar]')
    await zhang.locator('.month').waitFor()
    expect([lists, await barriers(zhang)]).toEqual([[], []])
    expect([[...keys.unseen], wrong]).toEqual([[], []])
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
    expect(await barriers(other)).toEqual([])
    await other.getByTestId('say').fill('写到一半的话')
    await other.evaluate(() => fetch('api/solutions/leave/session', { method: 'DELETE' }))
    await other.getByTestId('say-send').click()
    await other.getByTestId('sign-in-login').waitFor()
    expect(await barriers(other)).toEqual([])
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
    expect(await barriers(wang)).toEqual([])
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
