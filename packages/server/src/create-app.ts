import { readFileSync } from 'node:fs'
import { consoleFolder } from '@kaiwu/console'
import { KaiwuError, systemClock } from '@kaiwu/core'
import express, { type Express } from 'express'
import { destination, pino } from 'pino'
import { hasPeople } from './admission.ts'
import type { AppOptions } from './app-options.ts'
import { consolePage } from './console-page.ts'
import { demoPlaces } from './demo/demo-place.ts'
import { errorResponse } from './error-response.ts'
import { administratorIn, setupCodes } from './first-administrator.ts'
import { openGateway } from './gateway/gateway.ts'
import { hostGuard, type HostGuard } from './host-guard.ts'
import type { SolutionSource } from './hosted-solution.ts'
import { refuseUnknown, routesAt } from './match-route.ts'
import { openId } from './oidc/open-id.ts'
import { openIdSettings } from './oidc/open-id-settings.ts'
import { openApiDocument } from './open-api-document.ts'
import { refuseWithoutPolicy } from './policy.ts'
import { rateLimit } from './rate-limit.ts'
import { requestLog } from './request-log.ts'
import { identifyRequest } from './request-state.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'
import { runningWork } from './running-work.ts'
import { securityHeaders } from './security-headers.ts'
import type { ServerContext } from './server-context.ts'
import { solutionList } from './solution-list.ts'
import { trustProxy, trustProxyVariable } from './trust-proxy.ts'
import { uploadSlots } from './upload-slots.ts'

/** What makes the first administrator of a solution. */
export type SetupCode = Readonly<{ solution: string; code: string }>

/** Solutions over HTTP. */
export type App = Readonly<{
  /** To be listened with, or mounted in another Express app under any path. */
  app: Express
  /** Fulfilled once every solution is ready or has failed; never rejected. */
  ready(): Promise<void>
  /**
   * The codes that make the first administrator of each solution on whose base nobody has been set up yet, once those bases are open.
   * For whoever started the server, and for nobody else.
   */
  setupCodes(): Promise<readonly SetupCode[]>
  /** Refuses a host that others reach while anybody may come in and nothing says that something in front keeps them. @throws LISTENING_OPEN */
  refuseOpen(host: string): Promise<void>
  /** Accepts requests under one more host, such as the one a server is bound to. */
  allowHost(host: string): void
  /** Takes nothing more, gives what is under way `graceMs` (default 10,000), aborts the rest, and closes what it opened. */
  close(options?: Readonly<{ graceMs?: number }>): Promise<void>
}>

const defaults = {
  maxJsonBytes: 1_000_000,
  maxGatewayBytes: 20_000_000,
  maxUploadBytes: 50_000_000,
  maxUploadsAtOnce: 8,
  requestsPerMinute: 120,
  heartbeatMs: 15_000,
  graceMs: 10_000,
} as const

/**
 * Makes an Express app of solutions: the API, the OpenAI-compatible endpoint and the page. Solutions that are not open yet are
 * opened and indexed in the background; one that fails leaves the others working.
 * @throws USAGE_INVALID when two solutions have the same name; ADMINISTRATOR_SETTINGS_INVALID,
 * OPENID_SETTINGS_INVALID, ROUTE_WITHOUT_POLICY
 * @example
 * const app = createApp([{ definition: await loadSolution('templates/government'), root: 'templates/government' }])
 * const server = await startServer(app, { port: 3000 })
 */
export function createApp(solutions: readonly SolutionSource[], options: AppOptions = {}): App {
  return createAppOf(routes, solutions, options)
}

/** {@link createApp} with routes of one's own. @throws ROUTE_WITHOUT_POLICY */
export function createAppOf(served: readonly Route[], solutions: readonly SolutionSource[], options: AppOptions = {}): App {
  refuseWithoutPolicy(served)
  const {
    environment = process.env,
    allowedHosts = (environment['KAIWU_ALLOWED_HOSTS'] ?? '').split(',').filter((host) => host.trim() !== ''),
  } = options
  const app = express()
  trustProxy(app, environment[trustProxyVariable])
  const context = contextOf(served, solutions, { ...options, environment })
  const guard = hostGuard(allowedHosts)
  equip(app, served, { context, guard, options })
  let closing: Promise<void> | undefined
  const close = async (graceMs: number): Promise<void> => {
    await context.running.stop(graceMs)
    await context.solutions.close()
  }
  return Object.freeze({
    app,
    ready: () => context.solutions.settled(),
    setupCodes: () => codesNeeded(context),
    refuseOpen: (host: string) => refuseOpen(context, host, environment),
    allowHost: guard.allow,
    close: ({ graceMs = defaults.graceMs }: Readonly<{ graceMs?: number }> = {}) => (closing ??= close(graceMs)),
  })
}

async function codesNeeded({ solutions, setupCodes }: ServerContext): Promise<readonly SetupCode[]> {
  const opened = await Promise.all(solutions.all.map((one) => one.opened))
  const needed = await Promise.all(opened.map(async (one) => one !== undefined && !(await hasPeople(one))))
  const names = solutions.all.filter((_, at) => needed[at]).map(({ definition }) => definition.name)
  return Object.freeze(names.map((solution) => Object.freeze({ solution, code: setupCodes.of(solution) })))
}

async function refuseOpen(context: ServerContext, host: string, environment: Environment): Promise<void> {
  if (environment['KAIWU_OPEN']?.trim() === '1') return
  const open = await codesNeeded(context)
  if (open.length > 0)
    throw new KaiwuError('LISTENING_OPEN', { host, solutions: open.map(({ solution }) => solution).join(', ') })
}

type Environment = NonNullable<AppOptions['environment']>

function contextOf(
  served: readonly Route[],
  sources: readonly SolutionSource[],
  options: AppOptions & Readonly<{ environment: Environment }>,
): ServerContext {
  const {
    clock = systemClock(),
    logLevel = 'info',
    logger = pino({ level: logLevel }, destination(2)),
    access = 'write',
    readerAccess = [],
    environment,
  } = options
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  const administrator = administratorIn(environment)
  const provider = openIdSettings(environment)
  return Object.freeze({
    solutions: solutionList(sources, {
      logger,
      clock,
      access,
      environment,
      ...(options.models ? { models: options.models } : {}),
      ...(administrator ? { administrator } : {}),
    }),
    setupCodes: setupCodes(),
    demos: options.demo === true ? demoPlaces(sources) : new Map(),
    ...(provider ? { openId: openId(provider, { clock, logger }) } : {}),
    running: runningWork(),
    rateLimit: rateLimit(options.requestsPerMinute ?? defaults.requestsPerMinute),
    uploadSlots: uploadSlots(options.maxUploadsAtOnce ?? defaults.maxUploadsAtOnce),
    ...(options.models ? { gateway: openGateway(options.models) } : {}),
    accessOf: typeof readerAccess === 'function' ? readerAccess : () => readerAccess,
    logger,
    clock,
    version,
    openApi: openApiDocument(served, version),
    maxJsonBytes: options.maxJsonBytes ?? defaults.maxJsonBytes,
    maxGatewayBytes: options.maxGatewayBytes ?? defaults.maxGatewayBytes,
    maxUploadBytes: options.maxUploadBytes ?? defaults.maxUploadBytes,
    heartbeatMs: options.heartbeatMs ?? defaults.heartbeatMs,
  })
}

type Equipment = Readonly<{ context: ServerContext; guard: HostGuard; options: AppOptions }>

/** What a request passes, in order. Nothing is read of a body before its route has been found, and whoever asks has been let in. */
function equip(app: Express, served: readonly Route[], { context, guard, options }: Equipment): void {
  app.disable('x-powered-by').set('query parser', 'simple').enable('case sensitive routing')
  app.use(identifyRequest, requestLog(context.logger), securityHeaders, guard.handle)
  for (const route of served) app[route.method](route.path, (request, response) => route.serve(request, response, context))
  if (options.console !== false) app.use(consolePage(options.consoleFolder ?? consoleFolder, context.logger))
  app.use(refuseUnknown(served))
  app.use(
    errorResponse(
      context.logger,
      ({ path, method }) => routesAt(served, path).find((route) => route.method === method.toLowerCase())?.errors ?? 'problem',
    ),
  )
}
