import type { TextPage } from './text-page.ts'

const longestName = 64
const longestDomain = 253
const domain = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])/

/** Finds e-mail addresses around each @, so that the time stays linear. */
export function findEmails(page: TextPage): void {
  const { folded } = page
  for (let at = folded.indexOf('@'); at >= 0; at = folded.indexOf('@', at + 1)) {
    const name = /[A-Za-z0-9._%+-]+$/.exec(folded.slice(Math.max(0, at - longestName), at))?.[0].replace(/^[.%+-]+/, '')
    const host = domain.exec(folded.slice(at + 1, at + 1 + longestDomain))?.[0]
    if (name === undefined || name === '' || host === undefined) continue
    const start = at - name.length
    page.note({ kind: 'email', start, end: at + 1 + host.length, value: `${name}@${host}`.toLowerCase(), sure: true })
  }
}
