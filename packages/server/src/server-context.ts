import type { Clock } from '@kaiwu/core'
import type { Access } from '@kaiwu/knowledge'
import type { Request } from 'express'
import type { Logger } from 'pino'
import type { DemoPlace } from './demo/demo-place.ts'
import type { SetupCodes } from './first-administrator.ts'
import type { Gateway } from './gateway/gateway.ts'
import type { OpenId } from './oidc/open-id.ts'
import type { RateLimit } from './rate-limit.ts'
import type { RunningWork } from './running-work.ts'
import type { SolutionList } from './solution-list.ts'
import type { UploadSlots } from './upload-slots.ts'

/** What the routes of one app share. */
export type ServerContext = Readonly<{
  solutions: SolutionList
  running: RunningWork
  rateLimit: RateLimit
  uploadSlots: UploadSlots
  /** Absent: no models were given. */
  gateway?: Gateway
  /** The codes that make first administrators. */
  setupCodes: SetupCodes
  /** The solutions that are shown with invented people, by name; none where this is no demo. */
  demos: ReadonlyMap<string, DemoPlace>
  /** Absent: no provider was named. */
  openId?: OpenId
  /** Labels of documents that whoever sent a request may read, where nobody has been set up. */
  accessOf(request: Request): Access
  logger: Logger
  clock: Clock
  /** Version of this package. */
  version: string
  /** The OpenAPI document of the routes. */
  openApi: Readonly<Record<string, unknown>>
  maxJsonBytes: number
  maxGatewayBytes: number
  maxUploadBytes: number
  heartbeatMs: number
}>
