import { cp } from 'node:fs/promises'
import { systemActor } from '@kaiwu/cases'
import { systemClock } from '@kaiwu/core'
import { loadSolution, openSolution } from '@kaiwu/solution'
import { tempFolder } from '@kaiwu/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { cheapPeople } from '../../solution/src/test-people.ts'
import { createApp, startServer } from './index.ts'
import { caseOf, clientWith, codeOf, deciding, password, signIn, until } from './test-case-server.ts'
import { memoryLog } from './test-served.ts'

it('what a classifier proposes and a search finds is shown with its evidence, and decided by a person field by field', async () => {
  const folder = await tempFolder({})
  await cp(new URL('../../../examples/leave', import.meta.url), folder.path, { recursive: true })
  const environment = { ATTENDANCE_SECRET: 'x'.repeat(32) }
  const solution = await openSolution(await loadSolution(folder.path, { environment }), { root: folder.path, environment })
  await solution.sync()
  const people = cheapPeople(solution.database, systemClock())
  await people.createAdministrator({ login: 'admin', name: '管理员', password })
  for (const [login, roles] of [
    ['zhang', []],
    ['wang', ['人事']],
  ] as const)
    await people.add({ login, name: login, roles, password }, systemActor)
  const { logger } = memoryLog()
  solution.work.start((error) => logger.error(error))
  const server = await startServer(createApp([solution], { logger, environment, console: false }), { port: 0 })
  onTestFinished(async () => {
    await server.close()
    await solution.close()
    await folder.remove()
  })
  const as = async (login: string) =>
    clientWith(() => server.url, 'leave', { cookie: await signIn(server.url, login, 'leave'), 'x-kaiwu-request': '1' })
  const [zhang, wang] = [await as('zhang'), await as('wang')]
  const begun = await zhang.post('cases', { type: 'leave' }, { 'idempotency-key': 'first' })
  const { id, fields } = caseOf(begun)
  const handover = (fields['handover'] as readonly object[]).map((row) => ({ ...row, done: true }))
  const from = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
  const values = { reason: '带家人旅游，休年假', from, days: 2, phone: '13812345678', handover }
  await zhang.post(`cases/${id}/actions/submit`, { values }, deciding(begun))

  const ready = await until(
    () => zhang.get(`cases/${id}`),
    (reply) => caseOf(reply).actions.length > 0,
  )
  const { proposals, evidence, hidden } = caseOf(ready)
  expect(proposals).toMatchObject([
    { by: 'classifier', values: { kind: '年假' }, score: expect.any(Number), decided: {} },
    { by: 'step', values: { rule: expect.stringContaining('年假') }, evidence: [{ field: 'rule', verified: true }] },
  ])
  expect(evidence[0]).toMatchObject({ document: 'knowledge/attendance.md', locator: '第一条', verified: true })
  // Who is to see the phone number does, others not; not even who wrote it.
  expect([hidden, ready.text.includes('13812345678')]).toEqual([['phone'], false])
  expect(caseOf(await wang.get(`cases/${id}`))).toMatchObject({ hidden: [], whole: ['phone'], fields: { phone: '13812345678' } })
  const proposal = proposals[0]!
  const decided = (field: string) => ({ proposals: [{ id: proposal.id, field, decision: 'accepted' }] })
  expect(codeOf(await zhang.post(`cases/${id}/actions/confirm`, decided('days'), deciding(ready)))).toEqual([
    409,
    'PROPOSAL_UNKNOWN',
  ])
  const taken = await zhang.post(`cases/${id}/actions/confirm`, decided('kind'), deciding(ready))
  expect(caseOf(taken)).toMatchObject({
    fields: { kind: '年假' },
    proposals: [{ decided: { kind: 'accepted' } }, { decided: {} }],
  })
}, 60_000)
