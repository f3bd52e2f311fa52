import type { Credential } from '@kaiwu/cases'
import { KaiwuError } from '@kaiwu/core'
import type { Request } from 'express'

// What something in front of the server asks for and hands on; nothing that is for this program.
const foreignScheme = /^(?:basic|digest|negotiate|ntlm)(?: |$)/i
const keyInAddress = /kw_[0-9a-z]{52}/i
const unsafe: ReadonlySet<string> = new Set(['POST', 'PUT', 'DELETE', 'PATCH'])

/** The name of the cookie that holds the session of a solution's base. */
export function cookieName(solution: string): string {
  return `kaiwu_${solution}`
}

/** The value of a cookie. A request with several of that name has none: who put the second there is not known. */
export function cookieOf(request: Request, name: string): string | undefined {
  const values = (request.get('cookie') ?? '').split(';').flatMap((pair) => {
    const [key = '', ...value] = pair.split('=')
    return key.trim() === name ? [value.join('=').trim()] : []
  })
  return values.length === 1 ? values[0] : undefined
}

/** The key of a header `Authorization: Bearer …`; '' for a header that holds none, nothing where there is no header for this program. */
export function bearerOf(request: Request): string | undefined {
  const header = request.get('authorization')
  if (header === undefined || foreignScheme.test(header)) return undefined
  return /^Bearer +(\S+)$/i.exec(header)?.[1] ?? ''
}

/**
 * What a request shows to a solution's base: the cookie of its session, or a key.
 * @throws CREDENTIALS_TWO, REQUEST_FORGED when a change comes with a cookie and nothing says that it is the page's own
 */
export function credentialOf(request: Request, solution: string): Credential {
  const token = cookieOf(request, cookieName(solution))
  const key = bearerOf(request)
  if (token !== undefined && key !== undefined) throw new KaiwuError('CREDENTIALS_TWO')
  if (key !== undefined) return { key }
  if (token === undefined) return { none: true }
  if (unsafe.has(request.method) && !isOwnPage(request)) throw new KaiwuError('REQUEST_FORGED')
  return { token }
}

/** Whether a change comes from the server's own page, or from a program: a foreign page can send none of these. */
function isOwnPage(request: Request): boolean {
  // The guard of hosts has refused foreign origins before.
  return (
    request.get('origin') !== undefined ||
    request.get('sec-fetch-site') === 'same-origin' ||
    request.get('x-kaiwu-request') === '1'
  )
}

/** Refuses keys in addresses, which stand in logs and histories everywhere. @throws KEY_IN_ADDRESS */
export function refuseKeyInAddress(request: Request): void {
  if (keyInAddress.test(request.originalUrl)) throw new KaiwuError('KEY_IN_ADDRESS')
}
