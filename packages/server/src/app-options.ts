import type { Clock } from '@kaiwu/core'
import type { Access } from '@kaiwu/knowledge'
import type { Request } from 'express'
import type { Models } from '@kaiwu/models'
import type { OpenSolutionOptions } from '@kaiwu/solution'
import type { Logger } from 'pino'

/** How an app behaves. Everything has a default that is safe on an office network. */
export type AppOptions = Readonly<{
  /** Whether to serve the page at `/`. Default true. */
  console?: boolean
  /** Folder of the built page; default that of `@kaiwu/console`. */
  consoleFolder?: string
  /**
   * Hosts this server is reached by, beside localhost and the address it listens on; `*` accepts any.
   * Default: `KAIWU_ALLOWED_HOSTS` of the environment, separated by commas.
   */
  allowedHosts?: readonly string[]
  /** How much the default logger says; `info` logs every request. Default `info`. */
  logLevel?: 'info' | 'warn'
  /** Default: pino at `logLevel`, to stderr. */
  logger?: Logger
  /** Default 1 MB. */
  maxJsonBytes?: number
  /** What a request to a model alias may hold, whose pictures come within it; default 20 MB. */
  maxGatewayBytes?: number
  /** Default 50 MB. */
  maxUploadBytes?: number
  /** Uploads at a time, each held in memory until it has been read; default 8. */
  maxUploadsAtOnce?: number
  /** Answers, searches and uploads that one address may ask for in a minute; default 120, 0 for no limit. */
  requestsPerMinute?: number
  /** Between two comments on a quiet event stream, in milliseconds; default 15,000. */
  heartbeatMs?: number
  /** Models whose aliases are served at `/v1` beside the solutions, and whose keys let clients in. Whoever opened them closes them. */
  models?: Models
  /**
   * Labels of documents that a reader holds: the same for everybody, or by request, as whatever stands in front tells who asks.
   * Documents with other labels are as if they were not there. Default: none. Once somebody has been set up on a solution, what
   * whoever is signed in holds counts there instead.
   */
  readerAccess?: Access | ((request: Request) => Access)
  /** How solutions are opened; default `write`. See {@link OpenSolutionOptions}. */
  access?: NonNullable<OpenSolutionOptions['access']>
  /**
   * Whether solutions are shown with their invented people (`data/people.csv`), as whom anybody who reaches the server may go in. For a
   * server that nobody else reaches, on bases without people of their own. Default false.
   */
  demo?: boolean
  /** Default: that of the process. */
  environment?: Readonly<Record<string, string | undefined>>
  clock?: Clock
}>
