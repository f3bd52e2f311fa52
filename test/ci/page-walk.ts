import type { FieldValues, JsonValue } from '@kaiwu/cases'
import { sampleText, sampleValue, type SampleStep, type SampleWalk } from '@kaiwu/solution'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { watch } from './browser.ts'

type Part = Readonly<{ key: string; type: string }>
type CaseTypeShown = Readonly<{ key: string; fields: readonly (Part & Readonly<{ columns?: readonly Part[] }>)[] }>

/** How the page is looked at. */
export type Look = Pick<BrowserContextOptions, 'viewport' | 'locale' | 'colorScheme'>

/** What was done with what was proposed for a field. */
export type Taken = 'accepted' | 'edited' | 'rejected'

/**
 * Walks a sample case in the page, in the names of a demo's invented people: each has a browser of their own, and does what they do by the
 * forms, buttons and dialogs that stand there.
 */
export class PageWalk {
  /** What went wrong on any page. */
  readonly wrong: string[] = []
  readonly taken: Taken[] = []
  private readonly pages = new Map<string, Page>()
  private readonly cases = new Map<string, Readonly<{ id: string; no: string; type: string }>>()
  private types: readonly CaseTypeShown[] = []
  private readonly browser: Browser
  private readonly url: string
  private readonly solution: string
  private readonly lookOf: (login: string) => Look

  constructor(browser: Browser, url: string, solution: string, lookOf: (login: string) => Look = () => ({})) {
    this.browser = browser
    this.url = url
    this.solution = solution
    this.lookOf = lookOf
  }

  /** Everybody who has taken part. */
  get people(): readonly string[] {
    return [...this.pages.keys()]
  }

  /** Walks to the end. @param after is called after each step, at the page of who took it */
  async walk(
    { steps }: SampleWalk,
    after: (step: SampleStep, page: Page, at: number) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    for (const [at, step] of steps.entries()) {
      const page = await this.pageOf(step.by)
      if (step.start !== undefined) await this.choose(page, step.start, step.case)
      else if (this.cases.has(step.case)) await this.decide(page, step)
      else await this.start(page, step)
      await after(step, page, at)
    }
  }

  /** The page of somebody, who goes in by the list of the demo. */
  async pageOf(login: string): Promise<Page> {
    const known = this.pages.get(login)
    if (known) return known
    const context = await this.browser.newContext({
      ...{ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1440, height: 900 } },
      ...this.lookOf(login),
    })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    const wrong = watch(page, this.url)
    this.pages.set(login, page)
    await page.goto(`${this.url}/#/${this.solution}/tasks`)
    await page.getByTestId(`demo-${login}`).click()
    await page.getByTestId('account').waitFor()
    // Before somebody is in, the page may not know who they are.
    wrong.length = 0
    page.on('close', () => this.wrong.push(...wrong.map((line) => `${login}: ${line}`)))
    return page
  }

  /** Opens the case as somebody. */
  async open(login: string, name: string): Promise<Page> {
    const page = await this.pageOf(login)
    const to = `${this.url}/#/${this.solution}/cases/${this.caseOf(name).id}`
    // Away and back shows the case as it is now, sooner than loading the whole page again.
    await page.goto(`${this.url}/#/${this.solution}/tasks`)
    await page.getByTestId('start-case').waitFor()
    await page.goto(to)
    await page.getByTestId('case').waitFor()
    return page
  }

  /** Ends it: what went wrong is known then. */
  async close(): Promise<void> {
    for (const page of this.pages.values()) {
      await page.close()
      await page.context().close()
    }
  }

  private caseOf(name: string): Readonly<{ id: string; no: string; type: string }> {
    const found = this.cases.get(name)
    if (!found) throw new Error(`no case ${name}`)
    return found
  }

  private starting: Readonly<{ type: string; name: string }> = { type: '', name: '' }

  private async choose(page: Page, type: string, name: string): Promise<void> {
    if (this.types.length === 0) this.types = await this.caseTypes(page)
    this.starting = { type, name }
    await page.goto(`${this.url}/#/${this.solution}/tasks`)
    await page.getByTestId('start-case').click()
    const choice = page.getByTestId(`start-${type}`)
    await choice.or(page.getByTestId('start')).first().waitFor()
    if (await choice.isVisible()) await choice.click()
    await page.getByTestId('start-save').waitFor()
  }

  private async start(page: Page, step: SampleStep): Promise<void> {
    const { type, name } = this.starting
    await this.fillAll(page.getByTestId('start'), type, this.worked(step.values))
    const send = page.getByTestId('start-send')
    const begun = page.waitForResponse((one) => one.request().method() === 'POST' && one.url().endsWith('/cases'))
    await send.click()
    const body = (await (await begun).json()) as Readonly<{ case: Readonly<{ id: string; no: string }> }>
    this.cases.set(name, { id: body.case.id, no: body.case.no, type })
    await inState(page, step.state)
  }

  private async decide(page: Page, step: SampleStep): Promise<void> {
    await this.open(step.by, step.case)
    const work = page.getByTestId('work')
    await work.waitFor({ timeout: 30_000 })
    const key = step.act ?? (step.sign === 'return' ? `return ${step.to}` : (step.sign ?? ''))
    const deed = work.getByTestId(`deed-${key}`)
    if (await deed.isVisible()) await deed.click()
    await this.fillAll(work, this.caseOf(step.case).type, this.worked(step.values))
    if (step.comment !== undefined) await work.getByTestId('decision-comment').fill(step.comment)
    const sent = page.waitForResponse((one) => one.request().method() === 'POST' && /\/(?:actions|signature)/.test(one.url()))
    await work.getByTestId('decide').click()
    const sign = page.getByTestId('sign-confirm')
    const answered = await Promise.race([sent.then(() => true), sign.waitFor().then(() => false)])
    if (!answered) await sign.click()
    const response = await sent
    if (!response.ok()) throw new Error(`${step.by} ${key}: ${response.status()} ${await response.text()}`)
    await inState(page, step.state)
  }

  private worked(values: FieldValues): FieldValues {
    const now = Date.now()
    return sampleValue(values, (text) => sampleText(text, now, (name) => this.caseOf(name).no)) as FieldValues
  }

  private async caseTypes(page: Page): Promise<readonly CaseTypeShown[]> {
    const path = `/api/solutions/${this.solution}/case-types`
    const { types } = (await page.evaluate(async (at) => (await fetch(at)).json(), path)) as {
      types: readonly CaseTypeShown[]
    }
    return types
  }

  /** Fills in a form. What is proposed is accepted where it is wanted, accepted and changed where it is not quite, else rejected. */
  private async fillAll(form: Locator, typeKey: string, values: FieldValues): Promise<void> {
    const { fields } = this.types.find(({ key }) => key === typeKey)!
    const proposed = await form
      .locator('[data-testid^="proposal-"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-testid')!.slice('proposal-'.length)))
    for (const key of new Set(proposed)) {
      const card = form.getByTestId(`proposal-${key}`).last()
      const shown = (await card.locator('.proposal-value').innerText()).trim()
      const wanted = values[key]
      const same = wanted !== undefined && shown === String(wanted as string)
      this.taken.push(same ? 'accepted' : wanted === undefined ? 'rejected' : 'edited')
      await card.getByTestId(`${wanted === undefined ? 'reject' : 'accept'}-${key}`).click()
      if (same) values = Object.fromEntries(Object.entries(values).filter(([field]) => field !== key))
    }
    for (const [key, value] of Object.entries(values)) {
      const field = fields.find((one) => one.key === key)!
      // A column of rows may bear the same name as a field.
      const input = form.locator(`[data-testid="field-${key}"]:not(table *)`)
      if (field.type === 'rows') await fillRows(input, key, field.columns ?? [], value)
      else await fillField(input, field.type, value)
    }
  }
}

/** Waits until the case that is open is in a state. */
export async function inState(page: Page, state: string | undefined): Promise<void> {
  if (state !== undefined) await page.locator(`[data-testid=case][data-state="${state}"]`).waitFor({ timeout: 30_000 })
}

type Rows = readonly Readonly<Record<string, JsonValue>>[]

async function fillRows(table: Locator, key: string, columns: readonly Part[], value: JsonValue): Promise<void> {
  const lines = table.locator('tbody tr')
  const there = await lines.count()
  if (!Array.isArray(value)) {
    const { each } = value as Readonly<{ each: Readonly<Record<string, JsonValue>> }>
    const first = columns.findIndex((column) => Object.hasOwn(each, column.key))
    const row = columns.slice(first, first + Object.keys(each).length).map((column) => cellText(each[column.key] ?? null))
    return paste(
      lines
        .first()
        .locator('td')
        .nth(first + 1),
      Array.from({ length: there }, () => row),
    )
  }
  const rows = value as Rows
  const cells = rows.map((row) => columns.map((column) => cellText(row[column.key] ?? null)))
  if (rows.length > 3) {
    if (there === 0) return paste(table.locator('.rows-bar'), cells)
    return paste(lines.first().locator('td').nth(1), cells)
  }
  for (const [at, row] of rows.entries()) {
    if (at >= there) await table.getByTestId(`add-${key}`).click()
    for (const column of columns) {
      const cell = row[column.key]
      if (cell !== undefined) await fillField(lines.nth(at).getByTestId(`field-${column.key}`), column.type, cell)
    }
  }
}

function cellText(value: JsonValue): string {
  return value === null ? '' : value === true ? '是' : value === false ? '否' : String(value as string | number)
}

/** Pastes as from a spreadsheet. */
async function paste(at: Locator, cells: readonly (readonly string[])[]): Promise<void> {
  const text = cells.map((row) => row.join('\t')).join('\n')
  await at.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

async function fillField(input: Locator, type: string, value: JsonValue): Promise<void> {
  if (type === 'yesNo') return input.getByText(value === true ? /^(?:是|Yes)$/ : /^(?:否|No)$/).click()
  if (type === 'choice' || type === 'person' || type === 'department') return choose(input, String(value as string), type)
  if (type === 'choices') {
    for (const one of value as readonly string[]) await choose(input, one, type)
    return
  }
  return input.fill(type === 'dateTime' ? localTime(String(value as string)) : String(value as string | number))
}

/** A time as an input of the page takes it, which is in China. */
function localTime(iso: string): string {
  return new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 16)
}

async function choose(input: Locator, text: string, type: string): Promise<void> {
  const page = input.page()
  await input.click()
  // Several dropdowns may be in the page; the open one is visible.
  await page.keyboard.type(type === 'person' ? `(${text})` : text)
  const option = '.ant-select-dropdown:visible .ant-select-item-option'
  const wanted =
    type === 'person' ? page.locator(option).filter({ hasText: `(${text})` }) : page.locator(`${option}[title="${text}"]`)
  await wanted.first().click()
  if (type === 'choices') await page.keyboard.press('Escape')
  // While it closes, the next one would find the options of this one.
  await page.locator(option).first().waitFor({ state: 'hidden' })
}
