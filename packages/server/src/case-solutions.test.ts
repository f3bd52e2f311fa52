import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadSolution, openSolution } from '@kaiwu/solution'
import { expect, it, onTestFinished } from 'vitest'
import { createApp, startServer } from './index.ts'
import { caseOf, caseServer, clientWith, deciding, sentLeave, signIn } from './test-case-server.ts'
import { memoryLog } from './test-served.ts'

it('two solutions with the very same ids never meet', async () => {
  const first = await caseServer()
  const { id } = caseOf(await sentLeave(await first.as('zhang')))
  await first.stop()
  const twin = `${first.folder}-twin`
  await cp(first.folder, twin, { recursive: true })
  const manifest = join(twin, 'solution.yaml')
  await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('name: desk', 'name: plant'))
  const environment = { MES_SECRET: 'x'.repeat(32) }
  const { logger } = memoryLog()
  const solutions = await Promise.all(
    [first.folder, twin].map(async (root) => openSolution(await loadSolution(root, { environment }), { root, environment })),
  )
  const server = await startServer(createApp(solutions, { logger, environment, console: false }), { port: 0 })
  onTestFinished(async () => {
    await server.close()
    for (const solution of solutions) await solution.close()
    for (const folder of [first.folder, twin]) await rm(folder, { recursive: true, force: true })
  })
  const as = async (login: string, solution: string) => {
    const cookie = await signIn(server.url, login, solution)
    return clientWith(() => server.url, solution, { cookie, 'x-kaiwu-request': '1' })
  }
  const [desk, plant] = [await as('li', 'desk'), await as('li', 'plant')]

  // What is done in one stays there.
  const there = await plant.post(`cases/${id}/comments`, { text: 'canary-of-plant-9137' })
  const seen = await plant.get(`cases/${id}`)
  expect(there.status).toBe(200)
  const approved = await plant.post(
    `cases/${id}/signature`,
    { decision: 'approve', comment: 'canary-of-plant-9137' },
    deciding(seen),
  )
  expect(caseOf(approved).state).toBe('granted')
  const own = await desk.get(`cases/${id}`)
  expect(caseOf(own).state).toBe('waiting')
  for (const path of ['cases', 'tasks', `cases/${id}`, `cases/${id}/history`, 'notices', 'case-types']) {
    expect((await desk.get(path)).text).not.toContain('canary-of-plant-9137')
    expect((await plant.get(path)).status).toBe(200)
  }
  expect((await plant.get(`cases/${id}/history`)).text).toContain('canary-of-plant-9137')

  // What somebody saw in one is no sight of the other, and their session there none here.
  const late = await desk.post(`cases/${id}/signature`, { decision: 'reject', comment: '不' }, deciding(approved))
  expect([late.status, (late.body as { code: string }).code]).toEqual([409, 'CASE_CHANGED'])
  const borrowed = { ...desk.headers, cookie: desk.headers['cookie']!.replace('kaiwu_desk', 'kaiwu_plant') }
  const stranger = clientWith(() => server.url, 'plant', borrowed)
  for (const path of ['cases', `cases/${id}`, `cases/${id}/export`]) expect((await stranger.get(path)).status).toBe(401)
  expect(caseOf(await desk.get(`cases/${id}`))).toEqual(caseOf(own))
}, 60_000)
