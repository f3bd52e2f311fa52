import { readLog } from '@kaiwu/cases'
import { startPglite, startPostgres } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { agentDesk, call, messagesOf, one, turns, type AgentDesk } from './test-agent-desk.ts'

const phone = '13800138000'
const caller = '金丝雀赵钱孙'
const values = { content: `咨询人才租房补贴标准，${caller}，回电 138-0013-8000。身份证 11010519491231002X`, caller, phone }
const secrets = [phone, caller, '138-0013-8000', '11010519491231002X', '138****', '金**']

const bases = ['sqlite', 'postgres'] as const

async function deskOn(base: (typeof bases)[number]): Promise<AgentDesk> {
  if (base === 'sqlite') return agentDesk()
  const server = (await startPostgres()) ?? (await startPglite())
  onTestFinished(() => server.close())
  return agentDesk({ environment: { KAIWU_DATABASE: server.url } })
}

describe('the tools of cases', { timeout: 60_000 }, () => {
  it('list what waits for whoever asks', async () => {
    const desk = await agentDesk({
      model: turns(
        one('my_tasks', {}),
        (request) => /- (BT-\S+)/.exec(messagesOf(request).at(-1)!.content!)?.[1] + ' 待您确认。[1]',
      ),
    })
    const { record } = await desk.started('zhang', values)
    await new Promise((resolve) => setTimeout(resolve, 50))
    desk.solution.work.start((error) => {
      throw error
    })
    await expect.poll(async () => (await desk.solution.work.desk!.cases.tasks((await desk.as('zhang')).subject)).length).toBe(1)
    const { answer, steps } = await desk.ask('我有哪些待办？')
    expect(answer).toMatchObject({ outcome: 'answered', text: `${record.no} 待您确认。[1]`, issues: [] })
    expect(answer.citations).toMatchObject([{ documentId: 'tasks', title: '我的待办', verified: true }])
    expect(steps).toMatchObject([{ tool: 'my_tasks', state: 'done', count: 1, ids: [record.id] }])
    const none = await desk.ask('我有哪些待办？', 'li')
    expect(none.steps).toMatchObject([{ count: 0, ids: [] }])
  })

  it.each(bases)(
    'read a case by its number or id on %s: what is sensitive stays in the house, and the log says who looked',
    async (base) => {
      const desk = await deskOn(base)
      const { record } = await desk.started('zhang', values)
      desk.api.play(
        turns(
          { calls: [call('read_case', { case: record.no }, 'a'), call('read_case', { case: record.id }, 'b')] },
          '诉求是咨询人才租房补贴标准，电话是⟦电话1⟧。[1]',
        ),
      )
      const { answer, steps } = await desk.ask(`${record.no} 是什么事？`)
      expect(steps.map(({ state, ids }) => [state, ids])).toEqual([
        ['done', [record.id]],
        ['done', [record.id]],
      ])
      expect(answer).toMatchObject({ outcome: 'answered', issues: [] })
      expect(answer.citations).toMatchObject([{ documentId: record.id, title: `补贴 ${record.no}` }])
      expect(answer.notes).toContain('⟦…⟧ 是没有给模型看的内容，请打开业务单查看。')
      for (const secret of secrets) expect([secret, desk.sent().includes(secret)]).toEqual([secret, false])
      expect(desk.sent()).toContain('咨询人才租房补贴标准')
      const { rows } = await readLog(desk.solution.database, { caseId: record.id, order: 'oldest', limit: 100 })
      const reads = rows.filter(({ action }) => action === 'case.read')
      expect(reads).toHaveLength(2)
      for (const row of reads)
        expect(row).toMatchObject({ actorKind: 'key', actorName: '张三', actorRole: 'key agent', detail: {} })
    },
  )

  it.each(bases)('tell of a case of others as of one that is not there on %s', async (base) => {
    const desk = await deskOn(base)
    const { record } = await desk.started('zhang', values)
    desk.api.play(
      turns(
        {
          calls: [
            call('read_case', { case: record.no }, 'a'),
            call('read_case', { case: record.id }, 'b'),
            call('read_case', { case: 'case_0000000000000000' }, 'c'),
          ],
        },
        '[0]',
      ),
    )
    const { answer, steps } = await desk.ask('别人的单子里写了什么？', 'li')
    expect(answer.outcome).toBe('refused')
    expect(steps.map(({ state, count }) => [state, count])).toEqual(Array(3).fill(['failed', 0]))
    const told = messagesOf(desk.api.requests[1]!)
      .filter(({ role }) => role === 'tool')
      .map(({ content }) => content!.replace(/case_[0-9a-z]+|BT-[0-9-]+/, 'X'))
    expect(new Set(told).size).toBe(1)
    for (const secret of [...secrets, '咨询人才']) expect(desk.sent()).not.toContain(secret)
  })

  it('fill in a form and start nothing', async () => {
    const fields = {
      content: '申请租房补贴',
      phone: '⟦电话1⟧',
      kind: '环卫',
      level: '特级',
      amount: 1,
      ['__proto__']: { polluted: true },
    }
    const desk = await agentDesk({
      model: turns(
        one('prepare_case', JSON.stringify({ type: 'subsidy', fields }).replace('{"type"', '{"type"')),
        '表单已填好，请核对后提交。[1]',
      ),
    })
    const { answer, prepared, events } = await desk.ask('帮我申请租房补贴')
    expect(prepared).toMatchObject([{ caseType: 'subsidy', title: '补贴', fields: { content: '申请租房补贴' } }])
    expect(Object.keys(prepared[0]!.fields)).toEqual(['content'])
    expect(new Set(prepared[0]!.problems.map(({ field }) => field))).toEqual(new Set(['kind', 'level', 'amount', 'phone']))
    expect(answer).toMatchObject({ outcome: 'answered', issues: [], citations: [{ documentId: 'new:subsidy' }] })
    expect(events.filter(({ type }) => type === 'prepared')).toHaveLength(1)
    expect(await desk.solution.database.all('SELECT * FROM cases')).toEqual([])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('are not offered to nobody, nor to a key without the scope', async () => {
    const desk = await agentDesk({ model: turns(one('my_tasks', {}), '[0]') })
    const offered = () =>
      (desk.api.requests.at(-1)!.body['tools'] as { function: { name: string } }[]).map((tool) => tool.function.name)
    const { steps } = await desk.ask('我有哪些待办？', '')
    expect([steps[0]!.state, offered()]).toEqual(['failed', ['search']])
    const { subject } = await desk.as('zhang')
    const key = { ...subject, kind: 'key', keyId: 'key_1', scopes: ['answer.ask'] } as const
    for await (const _ of desk.solution.agent({ question: '我有哪些待办？' }, { subject: key })) continue
    expect(offered()).toEqual(['search'])
  })
})
