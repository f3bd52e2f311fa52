import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { barriers } from './barriers.ts'
import { launchBrowser, watch } from './browser.ts'
import { repository, runDemo, type RunningDemo } from './running-demo.ts'

const folder = mkdtempSync(join(tmpdir(), 'kaiwu-browser-'))
let demo: RunningDemo
let browser: Browser

beforeAll(async () => {
  const roots = ['government', 'manufacturing'].map((name) => join(folder, name))
  for (const root of roots)
    cpSync(join(repository, 'templates', root.split('/').at(-1)!), root, {
      recursive: true,
      filter: (path) => !path.includes('.kaiwu'),
    })
  demo = await runDemo([process.execPath, join(repository, 'packages/kaiwu/bin/kaiwu.js'), 'serve', ...roots])
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function opened(
  options: { locale?: string; width?: number; dark?: boolean } = {},
): Promise<{ page: Page; wrong: string[] }> {
  const page = await browser.newPage({
    locale: options.locale ?? 'zh-CN',
    viewport: { width: options.width ?? 1440, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
  })
  const wrong = watch(page, demo.url)
  await page.goto(demo.url)
  return { page, wrong }
}

async function question(page: Page, text: string): Promise<void> {
  await page.getByTestId('question-input').fill(text)
  await page.getByTestId('send').click()
}

describe.each([1440, 390])('the page at %i px', (width) => {
  it('answers in Chinese and shows the clause a citation points at', async () => {
    const { page, wrong } = await opened({ width, dark: width === 390 })
    await question(page, '硕士的租房补贴是多少')
    const answer = page.getByTestId('answer').last()
    await answer.getByTestId('citation-mark').first().waitFor()
    expect(await answer.innerText()).toContain('1000元')
    await answer.getByTestId('citation-mark').first().click()
    const highlight = page.getByTestId('source-panel').getByTestId('source-highlight').first()
    await highlight.waitFor()
    expect(await page.getByTestId('source-panel').innerText()).toContain('云政规〔2024〕6号')
    expect(await highlight.isVisible()).toBe(true)
    const box = await highlight.boundingBox()
    expect(box!.y).toBeGreaterThan(0)
    expect(box!.y).toBeLessThan(900)
    expect(await barriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect(await page.getByTestId('source-panel').isVisible()).toBe(false)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    expect(wrong).toEqual([])
    await page.close()
  })

  it('answers in English, and refuses with whom to ask', async () => {
    const { page, wrong } = await opened({ width, locale: 'en-US' })
    await question(page, 'What is the fine for parking on the moon?')
    await page.getByTestId('refusal').waitFor()
    expect(await page.getByTestId('refusal').innerText()).toContain('12345')
    expect(await barriers(page)).toEqual([])
    expect(wrong).toEqual([])
    await page.close()
  })
})

describe('the page', () => {
  it('takes an upload with its progress and answers from it at once', async () => {
    const { page, wrong } = await opened()
    const file = join(folder, '龙脊卡办法.md')
    writeFileSync(file, '# 云泽市龙脊卡使用办法\n\n云政规〔2026〕30号\n\n第一条　龙脊卡押金为每张37元，退卡时全额退还。\n')
    await page.getByTestId('view-documents').first().click()
    await page.getByTestId('upload-input').setInputFiles(file)
    await page.getByTestId('document-row').filter({ hasText: '龙脊卡' }).first().waitFor()
    expect(await barriers(page)).toEqual([])
    await page.getByTestId('view-ask').first().click()
    await question(page, '龙脊卡押金多少钱')
    const answer = page.getByTestId('answer').last()
    await answer.getByTestId('citation-mark').first().waitFor()
    expect(await answer.innerText()).toContain('37元')
    expect(wrong).toEqual([])
    await page.close()
  })

  it('says why a file cannot be taken', async () => {
    const { page } = await opened()
    const file = join(folder, '假文档.md')
    writeFileSync(file, Buffer.from([0, 1, 2, 3, 0, 255, 254, 0, 7, 0, 0, 0]))
    await page.getByTestId('view-documents').first().click()
    await page.getByTestId('upload-input').setInputFiles(file)
    await page
      .getByText(/假文档\.md.*(不符|mismatch|看起来)/)
      .first()
      .waitFor()
    await page.close()
  })

  it('switches language and solution, and shows why passages were found', async () => {
    const { page, wrong } = await opened()
    await page.getByTestId('language-switch').first().click()
    await page.getByText('Hit testing').first().waitFor()
    await page.getByTestId('view-search').first().click()
    await page.getByTestId('search-input').fill('居住证补领')
    await page.keyboard.press('Enter')
    await page.getByTestId('search-hit').first().waitFor()
    expect(await page.getByTestId('search-hit').count()).toBeGreaterThan(3)
    expect(await barriers(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.lang)).toMatch(/^en/)
    expect(wrong).toEqual([])
    await page.close()
  })
})
