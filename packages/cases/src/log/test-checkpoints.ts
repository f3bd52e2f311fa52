import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '@kaiwu/store'
import { onTestFinished } from 'vitest'
import { logSigner, type LogSigner } from './log-signer.ts'
import { openCheckpoints, type CheckpointsOptions } from './open-checkpoints.ts'
import type { TestBases } from '../test-database.ts'
import { fill, loosen, startMs } from './test-log-base.ts'
import { verifyLog } from './verify-log.ts'

let places = 0

/** A key and a file of checkpoints. */
export type Place = Readonly<{ keyFile: string; file: string; signer: LogSigner }>

/** A place that nothing has been put into yet. */
export function place(bases: TestBases): Place {
  const name = join(bases.folder, `checkpoints_${++places}`)
  const [keyFile, file] = [`${name}.pem`, `${name}.jsonl`]
  return { keyFile, file, signer: logSigner({ keyFile, file }) }
}

/** A clock that is put forward by hand, and checkpoints that look when they are told to. */
export function checkpointsOf(database: Database, { signer }: Place, more: Partial<CheckpointsOptions> = {}) {
  const clock = { ms: startMs, now: () => clock.ms }
  const failures: string[] = []
  const failed = (error: unknown) => void failures.push((error as { code?: string }).code ?? String(error))
  const checkpoints = openCheckpoints({ database, signer, clock, failed, lookMs: 3_600_000, ...more })
  onTestFinished(() => checkpoints.stop())
  return { checkpoints, clock, failures }
}

/** The lines of a file. */
export const linesOf = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n')
/** What a verification with checkpoints says, in short. */
export const found = async (database: Database, { file, signer }: Place, publicKeys = [signer.key().publicKey]) => {
  const { problems, anchoredTo, notes, sound } = await verifyLog(database, { publicKeys, checkpointFile: file })
  const said = problems.map(({ kind, seq, to, line }) =>
    [kind, seq, ...(to ? [`-${to}`] : []), ...(line ? [`line ${line}`] : [])].join(' '),
  )
  return { said, anchoredTo, notes: notes.map((note) => (note as { en: string }).en), sound }
}
/** A log of 30 rows with checkpoints of rows 10, 20 and 30. */
export async function signedLog(bases: TestBases, kind: 'sqlite' | 'postgres') {
  const database = await bases.open(kind)
  const at = place(bases)
  const { checkpoints, ...rest } = checkpointsOf(database, at)
  for (let round = 0; round < 3; round++) {
    await fill(database, 10)
    await checkpoints.checkpoint()
  }
  await loosen(database)
  return { database, at, checkpoints, ...rest }
}
