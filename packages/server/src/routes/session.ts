import { systemActor } from '@kaiwu/cases'
import { KaiwuError } from '@kaiwu/core'
import { hasPeople } from '../admission.ts'
import { cookieName, cookieOf } from '../credential.ts'
import { defineSolutionRoute, type Route, type SolutionCall } from '../route.ts'
import { solutionParams } from '../schemas/request.ts'
import { firstAdministratorRequest, passwordChange, sessionInfo, signInRequest } from '../schemas/session.ts'
import { giveSession, takeSession } from '../session-cookie.ts'
import { sessionReply } from '../session-reply.ts'
import { notSignedIn, placeOf } from '../sign-in-place.ts'

const path = '/api/solutions/:name/session'
const session = (description: string) => ({ description, content: { 'application/json': sessionInfo } })

const read = defineSolutionRoute({
  method: 'get',
  path,
  summary: 'Says who is signed in and what they may do, and what signing in takes.',
  tag: 'people',
  limited: false,
  errors: 'problem',
  early: true,
  policy: { open: 'A page has to know whether to ask for a password; of nobody it says nothing.' },
  params: solutionParams,
  replies: { 200: session('Who asks.') },
  async handle(call) {
    call.response.json(await sessionReply(call, call.context))
  },
})

const signIn = defineSolutionRoute({
  method: 'post',
  path,
  summary: 'Signs in with login and password. The session is a cookie, new each time.',
  tag: 'people',
  limited: true,
  errors: 'problem',
  early: true,
  policy: { open: 'This is how one gets in. Ten tries a minute may fail, per account and per address.' },
  params: solutionParams,
  body: { type: 'application/json', schema: signInRequest },
  replies: { 200: session('Who has signed in.') },
  handle: (call) => beginSession(call, call.body, 200),
})

const signOut = defineSolutionRoute({
  method: 'delete',
  path,
  summary: 'Signs out: the session ends on all servers.',
  tag: 'people',
  limited: false,
  errors: 'problem',
  early: true,
  policy: { open: 'Whoever holds a session may end it.' },
  params: solutionParams,
  replies: { 204: { description: 'There is no session any more.' } },
  async handle({ request, response, solution, asking }) {
    const { name } = solution.definition
    const token = cookieOf(request, cookieName(name))
    if (token !== undefined) await solution.work.people.signOut(token, placeOf(asking))
    takeSession(request, response, name)
    response.status(204).end()
  },
})

const changePassword = defineSolutionRoute({
  method: 'put',
  path: '/api/solutions/:name/session/password',
  summary: 'Gives oneself another password. All one’s sessions end, this one too.',
  tag: 'people',
  limited: true,
  errors: 'problem',
  early: true,
  policy: { may: 'password.write', decidedBy: 'operation' },
  params: solutionParams,
  body: { type: 'application/json', schema: passwordChange },
  replies: { 204: { description: 'It is changed; sign in with it.' } },
  async handle({ request, response, body, solution, asking }) {
    const done = await solution.work.people.changeOwnPassword(asking.subject.personId, body, placeOf(asking))
    if ('refused' in done) throw notSignedIn(done)
    takeSession(request, response, solution.definition.name)
    response.status(204).end()
  },
})

const firstAdministrator = defineSolutionRoute({
  method: 'post',
  path: '/api/solutions/:name/first-administrator',
  summary: 'Makes the first administrator, who is signed in then. From now on only rights let anybody in.',
  tag: 'people',
  limited: true,
  errors: 'problem',
  early: true,
  policy: { open: 'Nobody can be signed in yet; the code lets in whoever started the server, once.' },
  params: solutionParams,
  body: { type: 'application/json', schema: firstAdministratorRequest },
  replies: { 201: session('The administrator.') },
  async handle(call) {
    const { body, solution, asking, context } = call
    const { code, ...administrator } = body
    if (await hasPeople(solution)) throw new KaiwuError('ADMINISTRATOR_EXISTS')
    if (!context.setupCodes.isRight(solution.definition.name, code)) throw new KaiwuError('SETUP_CODE_WRONG')
    await solution.work.people.createAdministrator(administrator, { ...systemActor, ...placeOf(asking) })
    await beginSession(call, body, 201)
  },
})

/** Signing in and out, and making the first administrator. */
export const sessionRoutes: readonly Route[] = Object.freeze([read, signIn, signOut, changePassword, firstAdministrator])

async function beginSession(
  call: SolutionCall<unknown, Readonly<{ login: string; password: string }>>,
  { login, password }: Readonly<{ login: string; password: string }>,
  status: number,
): Promise<void> {
  const { request, response, solution, context } = call
  const { name } = solution.definition
  if (!(await hasPeople(solution))) throw new KaiwuError('NOBODY_SET_UP')
  const place = placeOf(call.asking, cookieOf(request, cookieName(name)))
  const signed = await solution.work.people.signIn({ login, password, ...place })
  if ('refused' in signed) throw notSignedIn(signed)
  giveSession(request, response, name, signed.token)
  const found = await solution.work.people.subjectOf({ token: signed.token })
  if ('refused' in found) throw new KaiwuError('SIGN_IN_FAILED')
  response.status(status).json(await sessionReply({ ...call, asking: { ...call.asking, subject: found } }, context))
}
