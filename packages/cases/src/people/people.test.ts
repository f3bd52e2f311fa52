import { testBases } from '../test-database.ts'
import { describePeople, peopleMigrations } from './test-people-base.ts'
import { peopleCases } from './test-people-cases.ts'

const bases = testBases(peopleMigrations)

for (const kind of bases.kinds) describePeople(bases, kind, peopleCases)
