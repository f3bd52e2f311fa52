import { readFileSync } from 'node:fs'
import { consoleFolder } from '@kaiwu/console'
import { systemClock } from '@kaiwu/core'
import express, { type Express } from 'express'
import { destination, pino } from 'pino'
import type { AppOptions } from './app-options.ts'
import { consolePage } from './console-page.ts'
import { errorResponse } from './error-response.ts'
import { openGateway } from './gateway/gateway.ts'
import { hostGuard, type HostGuard } from './host-guard.ts'
import type { SolutionSource } from './hosted-solution.ts'
import { refuseUnknown, routesAt } from './match-route.ts'
import { openApiDocument } from './open-api-document.ts'
import { rateLimit } from './rate-limit.ts'
import { requestLog } from './request-log.ts'
import { identifyRequest } from './request-state.ts'
import { routes } from './routes.ts'
import { runningWork } from './running-work.ts'
import { securityHeaders } from './security-headers.ts'
import type { ServerContext } from './server-context.ts'
import { solutionList } from './solution-list.ts'
import { uploadSlots } from './upload-slots.ts'

/** Solutions over HTTP. */
export type App = Readonly<{
  /** To be listened with, or mounted in another Express app under any path. */
  app: Express
  /** Fulfilled once every solution is ready or has failed; never rejected. */
  ready(): Promise<void>
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
 * @throws USAGE_INVALID when two solutions have the same name
 * @example
 * const app = createApp([{ definition: await loadSolution('templates/government'), root: 'templates/government' }])
 * const server = await startServer(app, { port: 3000 })
 */
export function createApp(solutions: readonly SolutionSource[], options: AppOptions = {}): App {
  const {
    environment = process.env,
    allowedHosts = (environment['KAIWU_ALLOWED_HOSTS'] ?? '').split(',').filter((host) => host.trim() !== ''),
  } = options
  const context = contextOf(solutions, { ...options, environment })
  const guard = hostGuard(allowedHosts)
  const app = expressApp(context, guard, options)
  let closing: Promise<void> | undefined
  const close = async (graceMs: number): Promise<void> => {
    await context.running.stop(graceMs)
    await context.solutions.close()
  }
  return Object.freeze({
    app,
    ready: () => context.solutions.settled(),
    allowHost: guard.allow,
    close: ({ graceMs = defaults.graceMs }: Readonly<{ graceMs?: number }> = {}) => (closing ??= close(graceMs)),
  })
}

function contextOf(
  sources: readonly SolutionSource[],
  options: AppOptions & Readonly<{ environment: NonNullable<AppOptions['environment']> }>,
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
  return Object.freeze({
    solutions: solutionList(sources, {
      logger,
      clock,
      access,
      environment,
      ...(options.models ? { models: options.models } : {}),
    }),
    running: runningWork(),
    rateLimit: rateLimit(options.requestsPerMinute ?? defaults.requestsPerMinute),
    uploadSlots: uploadSlots(options.maxUploadsAtOnce ?? defaults.maxUploadsAtOnce),
    ...(options.models ? { gateway: openGateway(options.models) } : {}),
    accessOf: typeof readerAccess === 'function' ? readerAccess : () => readerAccess,
    logger,
    clock,
    version,
    openApi: openApiDocument(routes, version),
    maxJsonBytes: options.maxJsonBytes ?? defaults.maxJsonBytes,
    maxGatewayBytes: options.maxGatewayBytes ?? defaults.maxGatewayBytes,
    maxUploadBytes: options.maxUploadBytes ?? defaults.maxUploadBytes,
    heartbeatMs: options.heartbeatMs ?? defaults.heartbeatMs,
  })
}

/** What a request passes, in order. Nothing is read of a body before its route has been found. */
function expressApp(context: ServerContext, guard: HostGuard, options: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by').set('query parser', 'simple').enable('case sensitive routing')
  app.use(identifyRequest, requestLog(context.logger), securityHeaders, guard.handle)
  for (const route of routes) app[route.method](route.path, (request, response) => route.serve(request, response, context))
  if (options.console !== false) app.use(consolePage(options.consoleFolder ?? consoleFolder, context.logger))
  app.use(refuseUnknown(routes))
  app.use(
    errorResponse(
      context.logger,
      ({ path, method }) => routesAt(routes, path).find((route) => route.method === method.toLowerCase())?.errors ?? 'problem',
    ),
  )
  return app
}
