import { KaiwuError } from '@kaiwu/core'

/** The environment variable with the address that people reach the page at. */
export const publicUrlVariable = 'KAIWU_PUBLIC_URL'

/**
 * Where the page of a case is, for messages that are read elsewhere; nothing where nobody has said how people reach the page.
 * @throws PUBLIC_URL_INVALID
 * @example
 * caseAddress('desk', { KAIWU_PUBLIC_URL: 'https://kaiwu.example.org' })?.('case_1') // 'https://kaiwu.example.org/#/desk/cases/case_1'
 */
export function caseAddress(
  solution: string,
  environment: Readonly<Record<string, string | undefined>>,
): ((caseId: string) => string) | undefined {
  const written = environment[publicUrlVariable]?.trim()
  if (!written) return undefined
  const url = URL.canParse(written) ? new URL(written) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new KaiwuError('PUBLIC_URL_INVALID', { variable: publicUrlVariable })
  const page = `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  return (caseId) => `${page}/#/${encodeURIComponent(solution)}/cases/${encodeURIComponent(caseId)}`
}
