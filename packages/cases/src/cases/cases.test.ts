import { describe, it } from 'vitest'
import { inspectionType } from '../definition/test-inspection.ts'
import { testBases } from '../test-database.ts'
import { caseMigrations } from './case-migrations.ts'
import { caseCases, leaveType } from './test-case-life.ts'
import { damageCases } from './test-case-damage.ts'
import { repairCases, repairType } from './test-case-repairs.ts'
import { sendingCases, sendingType } from './test-case-sending.ts'
import { sightCases } from './test-case-sights.ts'
import { openTestCases } from './test-cases-base.ts'

const bases = testBases(caseMigrations)
const types = [leaveType, repairType, inspectionType, sendingType]
const all = Object.entries({ ...caseCases, ...repairCases, ...sightCases, ...damageCases, ...sendingCases })

describe.each(bases.kinds)('cases on %s', (kind) => {
  for (const [title, run] of all)
    it(title, { timeout: 60_000 }, async () =>
      run(
        await openTestCases(await bases.open(kind), types, { notify: 'im', attempts: 2, backOff: { firstMs: 20, mostMs: 50 } }),
      ),
    )
})
