import { cpSync, mkdtempSync, rmSync } from 'node:fs'
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
  const root = join(folder, 'government')
  cpSync(join(repository, 'templates/government'), root, { recursive: true, filter: (path) => !path.includes('.kaiwu') })
  demo = await runDemo([process.execPath, join(repository, 'packages/kaiwu/bin/kaiwu.js'), 'serve', root])
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function opened(at: string, width = 1440): Promise<{ page: Page; wrong: string[] }> {
  const page = await browser.newPage({ locale: 'zh-CN', viewport: { width, height: 900 } })
  const wrong = watch(page, demo.url)
  await page.goto(`${demo.url}/#/government/${at}`)
  return { page, wrong }
}

/** The way of looking at the open document that bears a name. */
const look = async (page: Page, name: string): Promise<void> =>
  page.getByTestId('source-looks').getByText(name, { exact: true }).click()

describe.each([1440, 390])('documents in the page at %i px', (width) => {
  it('draws the page of a PDF with the quote marked', async () => {
    const { page, wrong } = await opened('ask', width)
    await page.getByTestId('question-input').fill('开办餐饮店一件事要交哪些材料')
    await page.getByTestId('send').click()
    const citation = page.getByTestId('citation-card').filter({ hasText: '高效办成一件事' }).first()
    await citation.click()
    await page.getByTestId('source-highlight').first().waitFor()
    await look(page, '页面')
    const mark = page.getByTestId('pdf-mark').first()
    await mark.waitFor()
    const [drawn, box] = [await page.getByTestId('pdf-pages').locator('canvas').boundingBox(), await mark.boundingBox()]
    expect(await barriers(page)).toEqual([])
    expect(box!.x).toBeGreaterThanOrEqual(drawn!.x)
    expect(box!.x + box!.width).toBeLessThanOrEqual(drawn!.x + drawn!.width + 1)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    expect(wrong).toEqual([])
    await page.close()
  })

  it('shows what is in force, what ends soon, what was repealed and what nobody has confirmed', async () => {
    const { page, wrong } = await opened('documents?shelf=validity', width)
    await page.getByTestId('validity-board').waitFor()
    expect(await page.getByTestId('board-ended').innerText()).toContain('云泽市人才安居补贴暂行办法')
    expect(await page.getByTestId('board-notYet').innerText()).toContain('电动自行车')
    expect(await page.getByTestId('board-inForce').innerText()).toContain('云政规〔2024〕6号')
    expect(await barriers(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    expect(wrong).toEqual([])
    await page.close()
  })
})

describe('the life of a document in the page', () => {
  it('lets a person correct and confirm what was found, and take it back', async () => {
    const { page, wrong } = await opened('documents?shelf=validity')
    await page.getByTestId('board-inForce').getByText('云泽市养犬管理办法').click()
    await look(page, '读取报告')
    await page.getByTestId('fact-ends').fill('2020-01-01')
    await page.getByTestId('facts-by').fill('王科长')
    await page.getByTestId('facts-confirm').click()
    // An end before its beginning is refused, in words.
    await page.getByTestId('facts').getByRole('alert').waitFor()
    expect(await barriers(page)).toEqual([])
    await page.getByTestId('fact-ends').fill('2026-12-31')
    await page.getByTestId('facts-confirm').click()
    await page.getByText('王科长 已确认').waitFor()
    await page.getByTestId('source-close').click()
    await page.getByTestId('board-ending').getByText('云泽市养犬管理办法').waitFor()
    await page.getByTestId('board-ending').getByText('云泽市养犬管理办法').click()
    await look(page, '读取报告')
    await page.getByText('撤销确认').click()
    await page.getByText('核对后确认').waitFor()
    expect(wrong.filter((line) => !line.includes('422'))).toEqual([])
    await page.close()
  })

  it('turns a refused question into a document that answers it', async () => {
    const { page, wrong } = await opened('ask')
    const question = '股票开户佣金多少？'
    await page.getByTestId('question-input').fill(question)
    await page.getByTestId('send').click()
    await page.getByTestId('refusal').waitFor()
    await page.goto(`${demo.url}/#/government/documents?shelf=gaps`)
    const gap = page.getByTestId('gap').filter({ hasText: question })
    await gap.getByTestId('gap-write').click()
    await gap.getByTestId('gap-answer').fill('政务服务中心不办理股票开户，股票开户佣金为每笔50元由券商收取。')
    expect(await barriers(page)).toEqual([])
    await gap.getByTestId('gap-save').click()
    await gap.getByText('已回答').waitFor()
    await page.goto(`${demo.url}/#/government/ask`)
    await page.getByTestId('question-input').fill(question)
    await page.getByTestId('send').click()
    await page.getByTestId('answer').last().getByTestId('citation-mark').first().waitFor()
    expect(await page.getByTestId('answer').last().innerText()).toContain('50元')
    expect(wrong).toEqual([])
    await page.close()
  })

  it('syncs the folder with its progress, and releases', async () => {
    const { page, wrong } = await opened('documents')
    await page.getByTestId('sync-now').click()
    await page.getByTestId('sync').getByText('未变 23').waitFor()
    await page.goto(`${demo.url}/#/government/documents?shelf=releases`)
    await page.getByTestId('release-note').fill('初版')
    await page.getByTestId('release-now').click()
    const release = page.getByTestId('release').first()
    await release.getByText('初版').waitFor()
    await release.getByText('使用这次发布').click()
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: /确\s*定/ })
      .click()
    await release.getByText('检索正在使用').waitFor()
    expect(await barriers(page)).toEqual([])
    expect(wrong).toEqual([])
    await page.close()
  })
})
