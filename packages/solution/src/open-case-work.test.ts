import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readLog } from '@kaiwu/cases'
import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadSolution, openSolution, type Solution } from './open-solution.ts'
import { solutionMigrations } from './solution-migrations.ts'

const manifest = `kaiwu: 1
name: desk
title: 政策台
contact: 人社局 12333
knowledge: { rules: { from: knowledge/** } }
flow: [{ find: rules }, { ask: prompts/answer.md }]
`
const leave = `kaiwu: 1
case: leave
title: 请假
number: QJ-{date}-{seq:3}
roles: { 主管: 批准请假 }
fields: { days: { type: number, required: true } }
start: draft
states:
  draft: { actions: { submit: { by: initiator, form: [days], to: waiting } } }
  waiting: { approval: { by: [主管], approved: granted, rejected: refused } }
  granted: { end: true }
  refused: { end: true }
`

async function opened(cases: Record<string, string>): Promise<Readonly<{ solution: Solution; data: string }>> {
  const folder = await tempFolder({
    'solution.yaml': manifest,
    'knowledge/rule.md': '# 考勤规定\n\n第一条 请假三天以上由主管批准。\n',
    'prompts/answer.md': '{{passages}} {{question}}',
    ...cases,
  })
  const solution = await openSolution(await loadSolution(folder.path), { root: folder.path, environment: {} })
  onTestFinished(async () => {
    await solution.close()
    await folder.remove()
  })
  return { solution, data: join(folder.path, '.kaiwu') }
}

const administrator = { login: 'admin', name: '管理员', password: '开物成务 tian-gong 7' }

describe('the work of a solution', () => {
  it('carries a case of a folder from start to end, with everybody in the log', async () => {
    const { solution } = await opened({ 'cases/leave.yaml': leave })
    const { people, desk } = solution.work
    await people.createAdministrator(administrator)
    const by = { kind: 'system', id: 'kaiwu', name: 'Kaiwu' } as const
    const [zhang, li] = [
      await people.add({ login: 'zhang', name: '张三' }, by),
      await people.add({ login: 'li', name: '李四', roles: ['主管'] }, by),
    ]
    const asking = async (id: string) => ({ subject: await people.subjectOfPerson(id) })
    const { cases } = desk!
    const started = await cases.start(await asking(zhang.id), { caseType: 'leave', requestKey: 'r-1' })
    const { id } = started.record
    await cases.act(await asking(zhang.id), id, {
      action: 'submit',
      values: { days: 2 },
      shown: started.shown,
      decisionId: 'd-1',
    })
    const seen = await cases.read(await asking(li.id), id)
    const signed = await cases.sign(await asking(li.id), id, { decision: 'approve', shown: seen.shown, decisionId: 'd-2' })
    expect(signed.record).toMatchObject({ state: 'granted', no: expect.stringMatching(/^QJ-\d{8}-001$/) })
    const { rows } = await readLog(solution.database, { order: 'oldest' })
    expect(rows.map(({ action, actorName }) => `${actorName} ${action}`)).toEqual(
      expect.arrayContaining(['Kaiwu person.add', '张三 case.started', '李四 case.read', '李四 case.signed']),
    )
  })

  it('signs the log with a key of its own once it runs, and again when it is closed', async () => {
    const { solution, data } = await opened({ 'cases/leave.yaml': leave })
    solution.work.start((error) => {
      throw error
    })
    await solution.work.people.createAdministrator(administrator)
    await solution.close()
    expect(statSync(join(data, 'log-key.pem')).mode & 0o077).toBe(0)
    expect(readFileSync(join(data, 'log-checkpoints.jsonl'), 'utf8')).toContain('"seq":')
  })

  it('has people and a log but no desk without case types, and moves nothing before it is told to', async () => {
    const { solution, data } = await opened({})
    expect(solution.work.desk).toBeUndefined()
    expect(await solution.work.people.firstRun()).toBe(true)
    await solution.close()
    expect(existsSync(join(data, 'log-checkpoints.jsonl'))).toBe(false)
  })
})

describe('the history of a base', () => {
  it('only grows at its end: a base counts the steps it has made', () => {
    expect(solutionMigrations.sqlite.map(({ name }) => name).slice(-6)).toEqual([
      'people',
      'log',
      'jobs',
      'outbox',
      'cases',
      'attachments',
    ])
    expect(solutionMigrations.postgres.map(({ name }) => name).slice(-5)).toEqual([
      'people',
      'log',
      'outbox',
      'cases',
      'attachments',
    ])
  })
})
