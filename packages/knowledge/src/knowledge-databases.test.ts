import { startPglite, startPostgres } from '@kaiwu/testkit'
import { afterAll, describe } from 'vitest'
import { describeKnowledge } from './test-describe-knowledge.ts'

// Begun here, since whether there is one decides which tests there are.
const pglite = await startPglite()
const postgres = await startPostgres()
afterAll(async () => {
  await postgres?.close()
  await pglite.close()
})

describeKnowledge('SQLite', { shared: false })

describeKnowledge('PGlite with pgvector', { address: (schema) => ({ url: pglite.url, schema }), shared: true, pgvector: true })

describe.skipIf(!postgres)('where a server can be started', () => {
  const address = (schema: string) => ({ url: postgres!.url, schema })
  describeKnowledge('PostgreSQL', { address, shared: true, pgvector: postgres?.hasVector === true })
})
