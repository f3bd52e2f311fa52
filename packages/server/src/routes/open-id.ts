import { KaiwuError } from '@kaiwu/core'
import type { CookieOptions, Request } from 'express'
import { z } from 'zod'
import { hasPeople } from '../admission.ts'
import { cookieName, cookieOf } from '../credential.ts'
import { flowMs, type OpenId } from '../oidc/open-id.ts'
import { defineSolutionRoute, type Route, type SolutionCall } from '../route.ts'
import { solutionParams } from '../schemas/request.ts'
import { cookieAttributes, giveSession } from '../session-cookie.ts'
import { notSignedIn, placeOf } from '../sign-in-place.ts'

const path = '/api/solutions/:name/session/openid'
const common = { method: 'get', tag: 'people', limited: true, errors: 'problem', early: true, params: solutionParams } as const

const begin = defineSolutionRoute({
  ...common,
  path,
  summary: 'Sends the browser to the OpenID provider to sign in there.',
  policy: { open: 'This is how one gets in.' },
  replies: { 303: { description: 'To the provider.' } },
  async handle({ request, response, solution, context }) {
    const { name } = solution.definition
    const provider = await providerOf({ solution, context })
    const { location, cookie } = await provider.begin(name, addressOf(request, name).href)
    response.cookie(flowCookie(name), cookie, flowAttributes(request)).redirect(303, location)
  },
})

const callback = defineSolutionRoute({
  ...common,
  path: `${path}/callback`,
  summary: 'Where the OpenID provider sends the browser back to; begins the session and shows the page.',
  policy: { open: 'This is how one gets in: what the provider says is checked.' },
  query: z.looseObject({}),
  replies: { 303: { description: 'To the page, signed in.' } },
  async handle(call) {
    const { request, response, solution } = call
    const { name } = solution.definition
    const provider = await providerOf(call)
    response.clearCookie(flowCookie(name), flowAttributes(request))
    const address = addressOf(request, name)
    address.search = new URL(request.originalUrl, address).search
    const claims = await provider.finish(name, { address, cookie: cookieOf(request, flowCookie(name)) })
    const place = placeOf(call.asking, cookieOf(request, cookieName(name)))
    const signed = await solution.work.people.signInWithIdentity(claims, provider.rules, place)
    if ('refused' in signed) throw signed.refused === 'failed' ? new KaiwuError('OPENID_UNKNOWN') : notSignedIn(signed)
    giveSession(request, response, name, signed.token)
    response.redirect(303, `${request.baseUrl}/`)
  },
})

/** Signing in by an OpenID provider. */
export const openIdRoutes: readonly Route[] = Object.freeze([begin, callback])

/** @throws OPENID_OFF, NOBODY_SET_UP */
async function providerOf({ solution, context }: Pick<SolutionCall<unknown, unknown>, 'solution' | 'context'>): Promise<OpenId> {
  if (!context.openId) throw new KaiwuError('OPENID_OFF')
  if (!(await hasPeople(solution))) throw new KaiwuError('NOBODY_SET_UP')
  return context.openId
}

/** Where the provider is to send the browser back to: the address under which the browser came. */
function addressOf(request: Request, name: string): URL {
  return new URL(`${request.protocol}://${request.get('host')}${request.baseUrl}${path.replace(':name', name)}/callback`)
}

function flowCookie(solution: string): string {
  return `${cookieName(solution)}_openid`
}

function flowAttributes(request: Request): CookieOptions {
  return { ...cookieAttributes(request), maxAge: flowMs }
}
