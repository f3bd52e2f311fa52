import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSolutionFolder, readSampleWalks, type SampleStep, type SampleWalk } from '@kaiwu/solution'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { thorough } from '@kaiwu/testkit'
import { barriers } from './barriers.ts'
import { launchBrowser, watch } from './browser.ts'
import { Keyboard } from './keyboard.ts'
import { inState, PageWalk, type Look, type Taken } from './page-walk.ts'
import { repository, runDemo, type RunningDemo } from './running-demo.ts'

const folder = mkdtempSync(join(tmpdir(), 'kaiwu-workflows-'))
const templates = { manufacturing: ['M1-M2', 'M4', 'M8'], government: ['G1', 'G2', 'G4'] } as const
type Template = keyof typeof templates
/** Where pictures are put; only when somebody wants to look at them. */
const pictures = process.env['KAIWU_PICTURES']

// A few cases that others left, so that lists are not empty; the walks themselves are done in the page.
const others: Readonly<Record<Template, string>> = {
  manufacturing: sample('work_order', 'cao2', '提交', 'fields'),
  government: sample('hotline', 'zuoxi3', '登记', 'start'),
}

function sample(type: string, by: string, act: string, row: string): string {
  const from = `from: { file: data/${type}-samples.jsonl, take: 3 }`
  const steps = `[{ by: ${by}, start: ${type} }, { by: ${by}, act: ${act}, row: ${row} }]`
  return `- { walk: others, title: { zh: 别人的, en: of others }, ${from}, steps: ${steps} }\n`
}

const walks = new Map<string, SampleWalk>()
let demo: RunningDemo
let browser: Browser

beforeAll(async () => {
  const roots = Object.keys(templates).map((name) => {
    const root = join(folder, name)
    cpSync(join(repository, 'templates', name), root, { recursive: true, filter: (path) => !path.includes('.kaiwu') })
    writeFileSync(join(root, 'data/sample-walks.yaml'), others[name as Template])
    return root
  })
  for (const name of Object.keys(templates)) {
    const read = await readSampleWalks(openSolutionFolder(join(repository, 'templates', name)))
    expect(read.problems).toEqual([])
    for (const walk of read.walks) walks.set(walk.walk, walk)
  }
  demo = await runDemo([process.execPath, join(repository, 'packages/kaiwu/bin/kaiwu.js'), 'serve', '--demo', ...roots])
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A picture of the whole page, whose contents scroll within it. */
async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return
  const { width = 0, height = 0 } = page.viewportSize() ?? {}
  const whole = await page.evaluate(() => Math.max(...[...document.querySelectorAll('*')].map((one) => one.scrollHeight)))
  await page.setViewportSize({ width, height: Math.min(Math.max(height, whole + 80), 4_000) })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
  await page.setViewportSize({ width, height })
}

/** What lies beyond the edge: of the page, or of a panel in it. */
const beyond = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const panels = [...document.querySelectorAll('.page, .panel')]
    const over = panels.filter(
      (one) => one.getBoundingClientRect().right > innerWidth + 1 || one.scrollWidth > one.clientWidth + 1,
    )
    const whole = document.documentElement.scrollWidth > innerWidth ? ['page'] : []
    return [...whole, ...over.map((one) => `${one.className} ${one.scrollWidth} > ${one.clientWidth}`)]
  })

describe('a demo', () => {
  it.each(Object.keys(templates) as Template[])('takes in the invented people of %s with one click', async (name) => {
    const page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
    const wrong = watch(page, demo.url)
    await page.goto(`${demo.url}/#/${name}/tasks`)
    await page.getByTestId('demo-take-in').waitFor()
    await picture(page, `demo-${name}`)
    await page.getByTestId('demo-take-in').click()
    await page.getByTestId('demo-filter').waitFor({ timeout: 30_000 })
    await page.getByTestId('demo').locator('.demo-person').nth(20).waitFor()
    await picture(page, `demo-people-${name}`)
    await page.getByTestId('demo-filter').fill('管理员')
    await page.getByTestId('demo-demo-admin').click()
    await page.getByTestId('account').waitFor()
    await page.goto(`${demo.url}/#/${name}/cases`)
    // They are played in the background.
    const lines = async (): Promise<number> => {
      await page.reload()
      await page.getByTestId('account').waitFor()
      return page
        .getByTestId('case-line')
        .nth(2)
        .waitFor({ timeout: 2_000 })
        .then(
          () => 3,
          () => 0,
        )
    }
    await expect.poll(lines, { timeout: 60_000 }).toBe(3)
    await picture(page, `cases-${name}`)
    expect(wrong).toEqual([])
    await page.close()
  })
})

describe('by the keyboard alone', () => {
  it('somebody goes in, opens what waits for them, chooses what to do, says why and does it', async () => {
    const page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
    const keys = new Keyboard(page)
    await page.goto(`${demo.url}/#/manufacturing/tasks`)
    await page.getByTestId('demo-diao').waitFor()
    await keys.fill('[data-testid=demo-filter]', 'diao')
    await keys.press('[data-testid=demo-diao]')
    await page.getByTestId('task').first().waitFor({ timeout: 30_000 })
    await keys.press('[data-testid=task]')
    await page.getByTestId('work').waitFor({ timeout: 30_000 })
    await keys.to('.work-choice')
    // The actions are: 通过, 退回, 合并.
    await page.keyboard.press('ArrowRight')
    await keys.fill('[data-testid=decision-comment]', '请写上报警代码')
    await keys.press('[data-testid=decide]')
    await inState(page, '填报')
    await page.getByTestId('history').getByText('请写上报警代码').waitFor()
    expect([...keys.unseen]).toEqual([])
    await page.close()
  })
})

const narrow: Look = { viewport: { width: 390, height: 844 } }
const looks: Readonly<Record<string, (login: string) => Look>> = {
  // One of them whole on a telephone; elsewhere somebody in the dark, and somebody who reads English.
  M8: () => narrow,
  M4: (login) => (login === 'gong' ? { colorScheme: 'dark' } : {}),
  G2: (login) => (login === 'huifang1' ? { locale: 'en-US' } : {}),
}

// Every day a telephone and a page in English; all six with KAIWU_KILLS, on a release's day.
const walked = Object.entries(templates)
  .flatMap(([name, keys]) => keys.map((key) => [key, name as Template] as const))
  .filter(([key]) => thorough || ['M8', 'G2'].includes(key))

describe.each(walked)('%s in the page of %s', (key, name) => {
  it('goes from its start to its end by the people it waits for', async () => {
    const walk = new PageWalk(browser, demo.url, name, looks[key])
    const told: string[] = []
    await walk.walk(walks.get(key)!, async (step, page, at) => {
      await picture(page, `${key}-${String(at + 1).padStart(2, '0')}-${step.act ?? step.sign ?? 'start'}-${step.by}`)
      told.push(...(await beyond(page)).map((line) => `${at + 1} ${line}`))
      if (step.sign !== undefined || step.start !== undefined) told.push(...(await barriers(page)))
    })
    const steps = walks.get(key)!.steps
    await endsWell(walk, steps)
    expect(walk.people.length).toBeGreaterThanOrEqual(3)
    for (const taken of takenIn[key] ?? []) expect([key, walk.taken]).toEqual([key, expect.arrayContaining([taken])])
    expect(told).toEqual([])
    await walk.close()
    expect(walk.wrong).toEqual([])
  })
})

/** What becomes of what is proposed, of each at least once, where classifiers and quotes propose something for certain. */
const takenIn: Readonly<Record<string, readonly Taken[]>> = { G2: ['accepted', 'rejected'], G1: ['edited'] }

/** What stands on the page of a case that is at its end: history, diagram, signatures, and the print of it. */
async function endsWell(walk: PageWalk, steps: readonly SampleStep[]): Promise<void> {
  const last = steps.at(-1)!
  const page = await walk.open(last.by, last.case)
  await inState(page, last.state)
  const comments = steps.flatMap(({ case: of, comment }) => (of === last.case && comment !== undefined ? [comment] : []))
  for (const comment of comments) await page.getByTestId('history').getByText(comment).first().waitFor()
  expect(await page.getByTestId('diagram').locator('svg').isVisible()).toBe(true)
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByTestId('signatures').innerText()).toMatch(/SHA-256 [0-9a-f]{64}/)
  expect(await page.getByTestId('account').isVisible()).toBe(false)
  await picture(page, `${last.state}-print`)
  await page.emulateMedia({ media: 'screen' })
}
