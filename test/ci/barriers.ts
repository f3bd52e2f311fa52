import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, Result, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const everything: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  // WCAG 2.2 leaves an id that stands twice to HTML; a label would still be that of the wrong input.
  rules: { 'duplicate-id': { enabled: true } },
  resultTypes: ['violations', 'incomplete'],
}
const colours: RunOptions = { runOnly: { type: 'rule', values: ['color-contrast'] }, resultTypes: ['violations'] }
/** What axe leaves to a person's judgement, and is none here: names that nobody hears, and ids that lead to nothing. */
const judged = new Set(['aria-prohibited-attr', 'aria-valid-attr-value'])

/**
 * What stands in the way of somebody who sees the page badly or not at all, or has no mouse, by WCAG 2.2 A and AA as far as axe can tell:
 * one line for each. Colours are measured in both themes.
 */
export async function barriers(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  const { violations, incomplete } = await run(page, everything)
  const found = [...violations, ...incomplete.filter(({ id }) => judged.has(id))].flatMap(linesOf)
  const theme = await page.evaluate(() => (document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'))
  const other = theme === 'dark' ? 'light' : 'dark'
  await showTheme(page, other)
  const { violations: weak } = await run(page, colours)
  await showTheme(page, theme)
  return [...found, ...weak.flatMap(linesOf).map((line) => `${other}: ${line}`)]
}

async function showTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.locator(`html[data-theme=${colorScheme}]`).waitFor({ state: 'attached' })
}

function run(page: Page, options: RunOptions): Promise<AxeResults> {
  return page.evaluate(async (asked) => {
    // What fades in or out would be measured halfway; what goes on for ever, as a sign of waiting, never ends.
    for (const one of document.getAnimations()) if (Number.isFinite(one.effect?.getComputedTiming().endTime)) one.finish()
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    return (window as unknown as { axe: typeof import('axe-core') }).axe.run(document, asked)
  }, options)
}

function linesOf({ id, nodes }: Result): string[] {
  return nodes.map(({ target, html, any, all, none }) => {
    const [why] = [...any, ...all, ...none]
    return `${id}: ${target.join(' ')} ${html.slice(0, 160)} (${why?.message ?? ''})`
  })
}
