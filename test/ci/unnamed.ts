import type { Page } from 'playwright-core'

/**
 * What of a page somebody who hears it could not tell: controls without a name, ids that stand twice, pictures without words, labels
 * and descriptions that point at nothing. One line for each.
 */
export function unnamed(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const shown = (one: Element): boolean => one.checkVisibility() && one.closest('[aria-hidden=true]') === null
    const about = (one: Element): string => `${one.tagName} ${one.getAttribute('data-testid') ?? one.id} ${one.className}`
    const named = (one: Element): boolean => {
      const labels = (one as HTMLInputElement).labels
      const by = one.getAttribute('aria-labelledby')
      return (
        (one.getAttribute('aria-label') ?? '').trim() !== '' ||
        (by !== null && by.split(' ').some((id) => document.getElementById(id)?.textContent?.trim())) ||
        [...(labels ?? [])].some((label) => label.textContent.trim() !== '') ||
        (one.textContent ?? '').trim() !== '' ||
        (one.getAttribute('title') ?? '').trim() !== ''
      )
    }
    const controls =
      'a[href], button, input:not([type=hidden]), select, textarea, [role=button], [role=combobox], [role=radiogroup]'
    const silent = [...document.querySelectorAll(controls)].filter((one) => shown(one) && !named(one))
    const pictures = [...document.querySelectorAll('img, svg[role=img]')].filter(
      (one) => shown(one) && !one.getAttribute('alt') && !one.getAttribute('aria-label') && one.querySelector('title') === null,
    )
    const ids = [...document.querySelectorAll('[id]')].filter(shown).map(({ id }) => id)
    const twice = [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))]
    const lost = [...document.querySelectorAll('[aria-describedby], [aria-labelledby]')]
      .filter(shown)
      .flatMap((one) =>
        [one.getAttribute('aria-describedby'), one.getAttribute('aria-labelledby')]
          .flatMap((all) => all?.split(' ') ?? [])
          .filter((id) => id !== '' && document.getElementById(id) === null),
      )
    return [
      ...silent.map((one) => `no name: ${about(one)}`),
      ...pictures.map((one) => `no words: ${about(one)}`),
      ...twice.map((id) => `id twice: ${id}`),
      ...lost.map((id) => `points at nothing: ${id}`),
    ]
  })
}
