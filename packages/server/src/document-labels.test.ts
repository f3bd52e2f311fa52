import { describe, expect, it } from 'vitest'
import { peopleServer } from './test-people.ts'

const own = { 'x-kaiwu-request': '1' }

describe('labels of documents', () => {
  it('are those of whoever is signed in, whatever the server says of everybody', async () => {
    const at = await peopleServer(['desk'], { readerAccess: 'all' })
    const author = { cookie: await at.cookie('desk', 'author', ['author', '设备部', 'administrator']), ...own }
    const member = { cookie: await at.cookie('desk', 'member') }
    const list = async (headers: Record<string, string>) =>
      ((await at.send('/api/solutions/desk/documents', { headers })).body as { documents: { id: string }[] }).documents
    const [first] = await list(author)
    const access = `/api/solutions/desk/documents/${first!.id}/access`
    const labelled = { method: 'PUT', headers: { ...author, 'content-type': 'application/json' }, body: '{"labels":["设备部"]}' }
    expect((await at.send(access, labelled)).status).toBe(200)
    expect((await list(author)).length - (await list(member)).length).toBe(1)
    expect((await at.send(`/api/solutions/desk/documents/${first!.id}`, { headers: member })).status).toBe(404)
  })
})
