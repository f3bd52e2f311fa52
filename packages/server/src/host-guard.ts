import { KaiwuError } from '@kaiwu/core'
import type { NextFunction, Request, Response } from 'express'

/** Refuses requests by the name they reach the server by, and by the page they come from. */
export type HostGuard = Readonly<{
  /** Accepts one more host, without a port. */
  allow(host: string): void
  handle(request: Request, response: Response, next: NextFunction): void
}>

const local = ['localhost', '127.0.0.1', '[::1]']
const hostPattern = /^(\[[\da-f:.]+\]|[^\s:@/?#\\[\]]+)(?::\d{1,5})?$/

/**
 * Holds two lines that browsers do not hold for a server on an intranet.
 * A request is served only under a known host: localhost, the address its connection arrived at, and those allowed. A page
 * elsewhere whose name is made to point here (DNS rebinding) comes under its own name.
 * A request that changes something and says which page it comes from (`Origin`) must come from this server's own page, or from
 * an allowed host named in full; `*` is for the first line only.
 */
export function hostGuard(allowed: readonly string[]): HostGuard {
  const names = new Set([...local, ...allowed.map((host) => host.trim().toLowerCase())])
  const origins = new Set(allowed.map((host) => host.trim().toLowerCase()).filter((host) => host !== '*'))
  return Object.freeze({
    allow: (host: string) => void names.add(bracketed(host.toLowerCase())),
    handle(request: Request, _response: Response, next: NextFunction) {
      const host = request.get('host')?.toLowerCase() ?? ''
      if (!isKnown(host, request, names))
        throw new KaiwuError('ORIGIN_REFUSED', { origin: host === '' ? '?' : host.slice(0, 100) })
      const origin = request.get('origin')
      const reads = request.method === 'GET' || request.method === 'HEAD'
      if (origin !== undefined && !reads && !isOwn(origin, host, origins))
        throw new KaiwuError('ORIGIN_REFUSED', { origin: origin.slice(0, 100) })
      next()
    },
  })
}

function isKnown(host: string, request: Request, names: ReadonlySet<string>): boolean {
  const name = hostPattern.exec(host)?.[1]
  if (name === undefined) return false
  if (names.has('*') || names.has(name) || names.has(host)) return true
  const own = request.socket.localAddress?.replace(/^::ffff:/, '')
  return own !== undefined && name === bracketed(own)
}

function isOwn(origin: string, host: string, origins: ReadonlySet<string>): boolean {
  if (!URL.canParse(origin)) return false
  const from = new URL(origin)
  if (origins.has(from.hostname) || origins.has(from.host)) return true
  // Parsed under the origin's own scheme, so that a default port counts as none on both sides.
  const here = `${from.protocol}//${host}`
  return from.host !== '' && URL.canParse(here) && new URL(here).host === from.host
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
