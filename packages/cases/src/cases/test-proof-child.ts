/**
 * A process that takes one case from its start to its end: as a server that does its work, and as the people who decide on it. It goes
 * on from wherever others have left the case. To be killed.
 * @module
 */
import { setTimeout as wait } from 'node:timers/promises'
import { KaiwuError } from '@kaiwu/core'
import { openDatabase } from '@kaiwu/store'
import type { CaseRecord } from '../engine/case-record.ts'
import { shownHash } from '../engine/shown-hash.ts'
import type { BaseAddress } from '../test-database.ts'
import { caseMigrations } from './case-migrations.ts'
import { proofClock, proofSteps, proofTypes } from './test-proof-case.ts'
import { openedCases } from './test-opened-cases.ts'

/** What the child is told: where the base and the effect server are, and when the proof began. */
export type ProofTask = BaseAddress & Readonly<{ effects: string; startMs: number }>

const { effects, startMs, ...address } = JSON.parse(process.argv[2]!) as ProofTask
const database = await openDatabase({ ...address, migrations: caseMigrations })
const clock = proofClock(startMs)
const { cases, jobs, subject } = await openedCases(database, clock, proofTypes, {
  steps: proofSteps(effects, clock),
  targets: { mes: { url: effects, secretEnv: 'IM_SECRET', internal: true } },
  leaseMs: 1_500,
  attempts: 50,
  backOff: { firstMs: 1_000, mostMs: 3_000 },
})
const [zhang, li, wang] = [
  { subject: await subject('zhang') },
  { subject: await subject('li') },
  { subject: await subject('wang') },
]
jobs.start()
const { id } = (await cases.start(zhang, { caseType: 'proof', requestKey: 'r-1' })).record

/** What somebody does in each state. What is refused, another process has done. */
const deeds: Readonly<Record<string, (record: CaseRecord) => Promise<unknown>>> = {
  draft: (record) =>
    cases.act(zhang, id, { action: 'send', values: { text: '买两套轴承', amount: 1_234.5 }, ...said(record, 'zhang') }),
  async review(record) {
    const visits = record.entries.filter(({ state }) => state === 'review').length
    if (visits === 1) return cases.sign(li, id, { decision: 'return', comment: '写明型号', ...said(record, 'li') })
    const signed = record.approval?.seats.some((seat) => seat.signed !== undefined) === true
    const proposal = record.proposals.findLast(({ by }) => by === (signed ? 'model' : 'classifier'))!.id
    const decision = { decision: 'approve', comment: '' } as const
    return signed
      ? cases.sign(wang, id, {
          ...decision,
          proposals: [{ id: proposal, field: 'price', decision: 'edited', value: 12.5 }],
          ...said(record, 'wang'),
        })
      : cases.sign(li, id, {
          ...decision,
          proposals: [{ id: proposal, field: 'kind', decision: 'accepted' }],
          ...said(record, 'li'),
        })
  },
  outside: () => cases.receive(li, id, 'gas', { o2: 19.5 }),
}

function said(record: CaseRecord, who: string): { shown: string; decisionId: string } {
  return { shown: shownHash(record), decisionId: `${record.entries.length} ${who}` }
}

const lateCodes = new Set(['CASE_CHANGED', 'CASE_DECIDED', 'CASE_ACTION_UNKNOWN', 'CASE_ENDED', 'CASE_NOT_YOURS'])
for (;;) {
  const row = await database.get<{ record: string }>('SELECT record FROM cases WHERE id = ?', id)
  const record = JSON.parse(row!.record) as CaseRecord
  if (record.endedAtMs !== undefined) break
  await deeds[record.state]?.(record).catch((error: unknown) => {
    if (!KaiwuError.is(error) || !lateCodes.has(error.code)) throw error
  })
  await wait(20)
}
while (Object.values(await jobs.counts()).some((count) => count > 0)) await wait(20)
await jobs.stop(600_000)
await database.close()
