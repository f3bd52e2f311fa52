import { startPglite, startPostgres, thorough } from '@kaiwu/testkit'
import { afterAll, describe } from 'vitest'
import { describeKnowledge } from './test-describe-knowledge.ts'
import { crashCases } from './test-knowledge-crashes.ts'
import { lifeCases } from './test-knowledge-life.ts'
import { togetherCases } from './test-knowledge-together.ts'

// Begun here, since whether there is one decides which tests there are.
const pglite = await startPglite()
const postgres = await startPostgres()
afterAll(async () => {
  await postgres?.close()
  await pglite.close()
})

describeKnowledge('SQLite', { shared: false })

// With its one session it is slow at many processes; without a server it has to do.
const ofServer = Object.keys({ ...crashCases, ...togetherCases, ...(thorough ? {} : lifeCases) }).map((title) => [
  title,
  'a real server shows it',
])
describeKnowledge('PGlite with pgvector', {
  address: (schema) => ({ url: pglite.url, schema }),
  shared: true,
  pgvector: true,
  without: postgres ? Object.fromEntries(ofServer) : {},
})

describe.skipIf(!postgres)('where a server can be started', () => {
  const address = (schema: string) => ({ url: postgres!.url, schema })
  describeKnowledge('PostgreSQL', { address, shared: true, pgvector: postgres?.hasVector === true })
})
