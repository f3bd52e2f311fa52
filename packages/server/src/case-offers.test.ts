import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caseOf, caseServer, deciding, sentLeave, until, type CaseServer } from './test-case-server.ts'

let server: CaseServer
beforeAll(async () => {
  server = await caseServer()
})
afterAll(() => server.close())

describe('what a case offers a reader', () => {
  it('is what would not be refused: to whom it waits for, to whom it is, and to nobody else', async () => {
    const zhang = await server.as('zhang')
    const { id } = caseOf(await sentLeave(zhang))
    const offers = async (login: string) => {
      const { maySign, further } = caseOf(await (await server.as(login)).get(`cases/${id}`))
      return { maySign, ...further }
    }
    expect(await offers('zhang')).toEqual({
      ...{ maySign: false, extend: [], working: false },
      may: ['export', 'cancel', 'withdraw'],
    })
    expect(await offers('li')).toEqual({
      ...{ maySign: true, extend: ['answer'], working: false },
      may: ['export', 'delegate', 'addSigner'],
    })
    // An administrator sees it and takes no part; who files is not yet asked.
    expect(await offers('admin')).toMatchObject({ maySign: false, may: [], extend: [] })
    expect(await offers('wang')).toMatchObject({ maySign: false, extend: [] })
  })

  it('is nothing but the export once it has ended, and nobody signs twice', async () => {
    const [zhang, li] = [await server.as('zhang'), await server.as('li')]
    const { id } = caseOf(await sentLeave(zhang))
    const seen = await li.get(`cases/${id}`)
    const signed = caseOf(await li.post(`cases/${id}/signature`, { decision: 'approve' }, deciding(seen)))
    expect([signed.maySign, signed.further]).toEqual([false, { may: ['export'], extend: [], working: false }])
  })

  it('is the work by hand, and the way out, where a step failed', async () => {
    const li = await server.as('li')
    const started = caseOf(await li.post('cases', { type: 'repair' }, { 'idempotency-key': 'offers' }))
    expect(started.further.working).toBe(true)
    const stuck = await until(
      async () => caseOf(await li.get(`cases/${started.id}`)),
      ({ failure }) => failure !== undefined,
    )
    expect(stuck.further).toMatchObject({ byHand: ['level'], working: false })
    const admin = caseOf(await (await server.as('admin')).get(`cases/${started.id}`))
    expect(admin.further.may).toContain('reroute')
    expect(admin.further).not.toHaveProperty('byHand')
  })
})
