import type { PeopleCases } from './test-people-base.ts'
import { changeCases } from './test-people-changes.ts'
import { credentialCases } from './test-people-credentials.ts'
import { identityCases } from './test-people-identities.ts'
import { importCases } from './test-people-import.ts'
import { raceCases } from './test-people-races.ts'
import { signInCases } from './test-people-sign-in.ts'
import { visibleCasesCases } from './test-people-visible.ts'

/** All that holds on every kind of database. */
export const peopleCases: PeopleCases = {
  ...changeCases,
  ...signInCases,
  ...credentialCases,
  ...identityCases,
  ...importCases,
  ...raceCases,
  ...visibleCasesCases,
}
