import { describe, expect, it, vi } from 'vitest'
import { routes } from './routes.ts'
import { peopleServer, type PeopleServer } from './test-people.ts'

vi.setConfig({ testTimeout: process.env['KAIWU_KILLS'] ? 900_000 : 60_000 })

// Every day few; with the switch of the slow tests as many as the page on reliability says.
const calls = process.env['KAIWU_KILLS'] ? 5_000 : 600
const own = { 'x-kaiwu-request': '1' }

/** The ids of all that a solution holds, and a mark that stands in each of those things. */
type Belongings = Readonly<{ name: string; mark: string; ids: readonly string[]; headers: readonly Record<string, string>[] }>

describe('two solutions of one server', () => {
  it('never show what is of the other, whatever ids are swapped', async () => {
    const at = await peopleServer(['desk', 'other'])
    const both = [await furnish(at, 'desk', 'canary-desk-5f1'), await furnish(at, 'other', 'canary-other-9c2')] as const
    const random = numbers(7)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
    const usable = routes.filter(
      ({ method, path }) => path.includes(':name') && !(method === 'delete' && path.endsWith('/session')),
    )
    const seen: string[] = []
    let answered = 0
    let ownSeen = 0
    for (let n = 0; n < calls; n++) {
      const [here, there] = random() < 0.5 ? both : [both[1], both[0]]
      const { method, path } = pick(usable)
      // A change with an id of its own would end what the test stands on.
      const ids = method === 'get' && random() < 0.5 ? [...here.ids, ...there.ids] : there.ids
      const address = path.replace(':name', here.name).replace(/:\w+/g, () => pick(ids))
      const body = bodyFor(path, pick(ids))
      const { status, text } = await at.send(address, {
        method: method.toUpperCase(),
        headers: {
          ...pick(here.headers),
          'content-type': 'application/json',
          'idempotency-key': `k${n}`,
          'if-match': `"${'0'.repeat(64)}"`,
        },
        ...(method === 'get' || method === 'delete' ? {} : { body: JSON.stringify(body) }),
      })
      if (status >= 500) seen.push(`${method} ${address}: ${status}`)
      if (status < 300) answered++
      if (text.includes(here.mark)) ownSeen++
      if (text.includes(there.mark)) seen.push(`${method} ${address}: shows ${there.mark}`)
    }
    expect(seen).toEqual([])
    expect(answered).toBeGreaterThan(calls / 20)
    // What is theirs they do see, so the mark is one that would be found.
    expect(ownSeen).toBeGreaterThan(calls / 100)
  })

  it('answer for a foreign id as for one that is nowhere', async () => {
    const at = await peopleServer(['desk', 'other'])
    const [desk, other] = [await furnish(at, 'desk', 'canary-desk-5f1'), await furnish(at, 'other', 'canary-other-9c2')]
    const headers = desk.headers[0]!
    for (const [kind, foreign, path] of other.ids.map((id) => [id.split('_')[0]!, id, pathOf(id)] as const)) {
      if (path === undefined) continue
      const ask = async (id: string) => {
        const { status, text } = await at.send(`/api/solutions/desk/${path.replace('ID', id)}`, { headers })
        return { status, text: text.replaceAll(id, 'ID').replace(/"requestId":"\w+"/, '') }
      }
      const [one, none] = [await ask(foreign), await ask(`${kind}_${'0'.repeat(16)}`)]
      expect(one, path).toEqual(none)
      expect(one.status, path).toBe(404)
    }
  })

  it('share no key at the OpenAI-compatible address', async () => {
    const at = await peopleServer(['desk', 'other'])
    await at.cookie('desk', 'ann', ['administrator'])
    await at.cookie('other', 'ben', ['administrator'])
    const key = async (solution: string, login: string, ...scopes: string[]) => ({
      authorization: `Bearer ${await at.key(solution, login, scopes)}`,
    })
    const ask = async (model: string, headers: Record<string, string>) =>
      (
        await at.post(
          '/v1/chat/completions',
          { model, messages: [{ role: 'user', content: '主轴温度超过多少度要停机？' }] },
          headers,
        )
      ).status
    const mine = await key('desk', 'ann', 'answer.ask')
    expect(await ask('desk', mine)).toBe(200)
    expect(await ask('other', mine)).toBe(401)
    expect(await ask('desk', await key('desk', 'ann', 'knowledge.read'))).toBe(403)
    expect(await ask('desk', {})).toBe(401)
    expect(await ask('desk', { authorization: 'Bearer none' })).toBe(401)
    const { body } = await at.send('/v1/models', { headers: mine })
    expect(body).toMatchObject({ data: [{ id: 'desk' }] })
  })
})

function pathOf(id: string): string | undefined {
  if (id.startsWith('doc_')) return id.includes('.') ? 'passages/ID' : 'documents/ID'
  if (id.startsWith('person_')) return 'people/ID'
  return id.startsWith('case_') ? 'cases/ID' : undefined
}

function bodyFor(path: string, id: string): unknown {
  if (path.endsWith('/search')) return { query: '主轴', top: 5 }
  if (path.endsWith('/answer')) return { question: '主轴温度超过多少度要停机？' }
  if (path.endsWith('/departments')) return { key: `k-${Math.random()}`, name: '新部门', parentId: id }
  if (path.endsWith('/people')) return { login: `l${Math.random()}`, name: '新人', departmentId: id }
  if (path.endsWith('/cases')) return { type: 'leave' }
  return {}
}

/** Puts a mark into all that a solution holds. */
async function furnish(at: PeopleServer, name: string, mark: string): Promise<Belongings> {
  const cookie = await at.cookie(name, `${mark}-chief`, ['administrator', 'author', 'auditor', '主管', '人事'])
  const headers = { cookie, ...own }
  const { work, knowledge } = at.solution(name)
  const by = { kind: 'system', id: 'test', name: 'test' } as const
  const department = await work.people.addDepartment({ key: mark, name: mark }, by)
  const person = await work.people.add({ login: `${mark}-member`, name: mark, departmentId: department.id }, by)
  const document = await knowledge.add(
    'manuals',
    `${mark}.md`,
    Buffer.from(`# ${mark}\n\n第一条 主轴 ${mark} 停机温度为 75 ℃。\n`),
  )
  const key = await at.key(name, `${mark}-chief`, ['case.read', 'knowledge.read', 'answer.ask', 'people.names', 'people.read'])
  const keys = await work.people.keys()
  const sent = { method: 'POST', headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': 'first' } }
  const begun = await at.send(`/api/solutions/${name}/cases`, {
    ...sent,
    body: JSON.stringify({ type: 'leave', fields: { reason: `事由 ${mark}` } }),
  })
  const cases = /"id":"(case_\w+)"/.exec(begun.text)?.[1]
  return {
    name,
    mark,
    ids: [document.id, `${document.id}.1`, person.id, department.id, keys[0]!.id, ...(cases === undefined ? [] : [cases])],
    headers: [headers, { authorization: `Bearer ${key}` }],
  }
}

/** Numbers below one that are the same each time. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
