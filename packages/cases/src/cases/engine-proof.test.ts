import { openDatabase } from '@kaiwu/store'
import { describe, expect, it, onTestFinished } from 'vitest'
import { testBases } from '../test-database.ts'
import { caseMigrations } from './case-migrations.ts'
import { codeOf, leaveType } from './test-case-life.ts'
import { openTestCases } from './test-cases-base.ts'
import { engineProofs } from './test-engine-proofs.ts'
import { openedCases } from './test-opened-cases.ts'
import { versionProofs } from './test-version-proofs.ts'

const bases = testBases(caseMigrations)

describe.each(bases.kinds)('cases on %s', (kind) => {
  for (const [title, run] of Object.entries({ ...engineProofs, ...versionProofs }))
    it(title, { timeout: 60_000 }, () => run(bases, kind))
})

describe('cases of a folder that two processes would open', () => {
  // WF-02
  it('are moved by the first; the second is refused, or looks on and moves nothing', { timeout: 60_000 }, async () => {
    const first = await openTestCases(await bases.open('sqlite', 'twice'), [leaveType])
    const address = { ...bases.address('sqlite', 'twice'), migrations: caseMigrations }
    expect(await codeOf(openDatabase(address))).toBe('STORE_IN_USE')
    const other = await openDatabase({ ...address, access: 'write-or-read' })
    onTestFinished(() => other.close())
    const second = await openedCases(other, first.clock, [leaveType])
    second.jobs.start()
    first.jobs.start()
    const zhang = { subject: await first.subject('zhang') }
    const { id, events } = (await first.cases.start(zhang, { caseType: 'leave' })).record
    expect((await second.cases.list(zhang.subject)).map((one) => one.id)).toEqual([id])
    expect(await codeOf(second.cases.start(zhang, { caseType: 'leave' }))).toBe('STORE_UNUSABLE')
    expect(await codeOf(second.cases.comment(zhang, id, '二'))).toBe('STORE_UNUSABLE')
    expect((await first.cases.comment(zhang, id, '一')).record.events).toBe(events + 1)
    await second.jobs.stop(1_000)
  })
})
