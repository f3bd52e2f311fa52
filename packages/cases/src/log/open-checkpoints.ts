import type { Clock } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import type { LogActor } from './log-row.ts'
import type { LogSigner } from './log-signer.ts'
import { changeKey, signedUpTo, signHead } from './sign-head.ts'

/** Signs the end of a log from time to time. */
export type Checkpoints = Readonly<{
  /** Signs now, if there is something new. Returns the row it signed. @throws as of the signer, and LOG_CONTRADICTS_CHECKPOINT */
  checkpoint(): Promise<number | undefined>
  /** Signs if it is time. What goes wrong is told to `failed`. */
  look(): Promise<void>
  /** Hands over to a new key, and records who wanted it; Kaiwu itself by default. Returns its public key. */
  changeKey(by?: LogActor): Promise<string>
  /** Stops looking, and signs what is new. */
  stop(): Promise<void>
}>

/** How checkpoints are made. */
export type CheckpointsOptions = Readonly<{
  database: Database
  signer: LogSigner
  clock: Pick<Clock, 'now'>
  /** Told what went wrong in the background; it is tried again half a minute later. */
  failed(error: unknown): void
  /** Sign after so many rows. Default 1,000. */
  everyRows?: number
  /** Sign after so long, if there is something new. Default 5 minutes. */
  everyMs?: number
  /** How often to look. Default 5 seconds. */
  lookMs?: number
  /** Begins a new file where the old one is gone, once somebody has decided so. Otherwise that is refused. */
  newFile?: boolean
}>

const againMs = 30_000

/**
 * Begins to sign the log of a base. Several servers of a base may do so, into one file or each into its own.
 * @example
 * const checkpoints = openCheckpoints({ database, signer, clock, failed: (error) => console.error(error) })
 * // … and when the server ends, before the database is closed:
 * await checkpoints.stop()
 */
export function openCheckpoints(options: CheckpointsOptions): Checkpoints {
  const { database, signer, clock, failed, everyRows = 1_000, everyMs = 300_000, lookMs = 5_000, newFile = false } = options
  let signedSeq: number | undefined
  let signedAt = clock.now()
  let notBefore = -Infinity
  let looking: Promise<void> | undefined
  const checkpoint = async (): Promise<number | undefined> => {
    const done = await database.transaction((inside) => signHead(inside, { signer, atMs: clock.now(), newFile }))
    if (done.seq > 0) signedSeq = done.seq
    signedAt = clock.now()
    return done.fresh ? done.seq : undefined
  }
  const lookOnce = async (): Promise<void> => {
    const now = clock.now()
    // A clock that was put back must not keep us waiting.
    if (now < signedAt) signedAt = now
    if (now < notBefore && now >= notBefore - againMs) return
    try {
      const head = await database.get<{ seq: number }>('SELECT seq FROM logHead WHERE one = 1')
      signedSeq ??= await signedUpTo(database, signer.key().keyId)
      const fresh = (head?.seq ?? 0) - signedSeq
      if (fresh >= everyRows || (fresh > 0 && now - signedAt >= everyMs)) await checkpoint()
    } catch (error) {
      notBefore = now + againMs
      failed(error)
    }
  }
  const look = (): Promise<void> => (looking ??= lookOnce().finally(() => (looking = undefined)))
  const timer = setInterval(() => void look(), lookMs).unref()
  return Object.freeze({
    checkpoint,
    look,
    changeKey: (by) => database.transaction((inside) => changeKey(inside, { signer, atMs: clock.now(), newFile }, by)),
    async stop() {
      clearInterval(timer)
      await looking
      try {
        await checkpoint()
      } catch (error) {
        failed(error)
      }
    },
  })
}
