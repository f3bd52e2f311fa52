import { decide, type JsonValue } from '@kaiwu/cases'
import { KaiwuError } from '@kaiwu/core'
import { often } from '@kaiwu/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { chance } from '../packages/cases/src/engine/test-random-cases.ts'
import { CaseWalk, openDesk, refused, tableOf, type Desk } from './case-walk.ts'
import { permitFaults, permitPlan, spoils, spoilt, type PermitPlan, type Row } from './permit-plans.ts'

const monday = '2026-10-12T09:00+08:00'
const mondayMs = Date.parse(monday)
const approvals = new Set(['所在单位审批', '安全部门审批', '主管领导审批'])
let desk: Desk
beforeAll(async () => {
  desk = await openDesk('manufacturing')
}, 60_000)

/** The measures that the table asks for, read from the file: a row holds for its kind of work and its level, or for all. */
const [, ...measureRows] = tableOf('manufacturing', 'tables/permit-measures.csv')
function measuresFor(kind: JsonValue, level: JsonValue): readonly string[] {
  const fits = (cell: string | undefined, value: JsonValue): boolean => cell === '-' || cell === value
  return measureRows.flatMap(([, kinds, levels, measure = '']) => (fits(kinds, kind) && fits(levels, level) ? [measure] : []))
}

const planOf = (number: number, level: JsonValue = '二级'): PermitPlan => {
  const kind = permitPlan(number, mondayMs, [])['提交']['作业类型']!
  return permitPlan(number, mondayMs, measuresFor(kind, level))
}

const begun = new Map<string, CaseWalk>()

/** A permit that was applied for. Applications that are alike are the same case: it need not be graded a thousand times. */
async function submitted(plan: PermitPlan, by = 'wei1'): Promise<CaseWalk> {
  const key = JSON.stringify([plan.提交, by])
  const known = begun.get(key) ?? (await CaseWalk.begin(desk, 'safety_permit', by, monday))
  // The guardian cannot apply: their case stays a draft.
  if (!begun.has(key) && by !== 'hu1') await known.act(by, '提交', plan.提交)
  begun.set(key, known)
  return known.fork()
}

/** Takes a permit as far as it goes with a plan: every form by who it is for, then every signature. */
async function carried(plan: PermitPlan): Promise<CaseWalk> {
  const walk = await submitted(plan)
  const who = { 提交分析: 'wei1', 确认: 'hu1', 登记检测: 'qi' } as const
  for (const action of ['提交分析', '确认', '登记检测'] as const)
    if (walk.definition.states.get(walk.state)?.actions.has(action)) await walk.act(who[action], action, plan[action])
  await signed(walk)
  return walk
}

async function signed(walk: CaseWalk): Promise<void> {
  for (const person of ['chan1', 'an2', 'ling']) if (approvals.has(walk.state)) await walk.sign(person)
}

describe('M8 permit', () => {
  it('is issued for each kind of work when nothing is missing, worked on, suspended, finished and closed', async () => {
    for (let number = 0; number < 8; number++) {
      const walk = await carried(planOf(number))
      const { fields } = walk.record
      expect([
        number,
        walk.state,
        permitFaults(walk.record, measuresFor(fields['作业类型']!, fields['作业级别']!), walk.nowMs),
      ]).toEqual([number, '有效', []])
      await walk.later(10).act('wei1', '开工')
      await walk.receive('气体超限')
      expect(walk.state).toBe('暂停')
      if (fields['需气体检测'] === true)
        await walk.later(5).act('qi', '恢复', {
          气体检测: [{ ...(planOf(number)['登记检测']['气体检测'] as Row[])[0]!, 时间: new Date(walk.nowMs).toISOString() }],
        })
      else await walk.act('hu1', '监护人补确认', {})
      await walk.act('wei1', '开工')
      await expect(walk.act('chan1', '验收')).rejects.toEqual(refused('CASE_ACTION_UNKNOWN'))
      await walk.act('wei1', '完工', { 现场已恢复: true, 隔离已拆除: number !== 0, 人员已撤离: true })
      await expect(walk.act('wei1', '验收')).rejects.toEqual(refused('CASE_NOT_YOURS'))
      if (number === 0) await expect(walk.act('chan1', '验收')).rejects.toEqual(refused('CASE_REQUIREMENT'))
      else expect((await walk.act('chan1', '验收')).state).toBe('已关闭')
    }
  })

  it('never comes into force, and never stays so, beyond the time its level allows', async () => {
    const walk = await carried(planOf(0))
    const { 有效至, 剩余分钟 } = walk.record.fields
    expect([Date.parse(有效至 as string) - walk.nowMs, 剩余分钟]).toEqual([4320 * 60_000, 4320])
    await expect(walk.later(31).act('wei1', '开工')).rejects.toEqual(refused('CASE_REQUIREMENT'))
    const again = {
      气体检测: [{ ...(planOf(0)['登记检测']['气体检测'] as Row[])[0]!, 时间: new Date(walk.nowMs).toISOString() }],
    }
    await walk.act('qi', '重测', again)
    expect([walk.state, walk.record.fields['有效至'], walk.record.fields['剩余分钟']]).toEqual(['有效', 有效至, 4320 - 31])
    await expect(walk.later(12 * 60).act('wei1', '开工')).rejects.toEqual(refused('CASE_REQUIREMENT'))
    walk.later(4320)
    await walk.act('qi', '重测', { 气体检测: [{ ...again.气体检测[0]!, 时间: new Date(walk.nowMs).toISOString() }] })
    expect(['补正', '已过期']).toContain(walk.state)
  })

  it('stops overlapping work until the coordinator signs', async () => {
    const plan = planOf(3)
    const walk = await carried({ ...plan, 提交: { ...plan.提交, 交叉作业: true } })
    expect(walk.state).toBe('交叉协调')
    await expect(walk.act('wei1', '协调签字')).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await walk.act('an2', '协调签字')
    await signed(walk)
    expect(walk.state).toBe('有效')
  })

  it('has every level, limit and gate from tables: no form, model, classifier or program can set one', () => {
    const { states, decisions } = desk.cases.get('safety_permit')!
    const byTable = new Set(
      [...decisions.values()].flatMap(({ columns }) => columns.flatMap((one) => (one.kind === 'output' ? [one.name] : []))),
    )
    const gates = [...byTable, '协调签字', '已审批']
    const all = [...states.values()]
    const forms = all.flatMap(({ actions, approval }) =>
      [...actions.values()].flatMap(({ form }) => form).concat(approval?.form ?? []),
    )
    const proposed = all.flatMap(({ steps }) =>
      steps.flatMap(({ form }) => ('ask' in form || 'classify' in form ? [form.into].flat() : [])),
    )
    const run = all.flatMap(({ steps }) => steps.flatMap(({ form }) => ('run' in form ? form.into : [])))
    expect(gates.length).toBeGreaterThan(15)
    expect([...forms, ...proposed, ...run].filter((field) => gates.includes(field))).toEqual([])
    expect(proposed).toEqual(['风险分析'])
  })

  it('refuses whoever sends a level, a signature or a measure list along with a form', async () => {
    for (const more of [
      { 作业级别: '二级' },
      { 已审批: true },
      { 应落实措施: [] },
      { 协调签字: true },
      { 有效分钟: 99_999 },
      { 审批岗位: '所在单位' },
    ]) {
      const plan = planOf(0)
      await expect(carried({ ...plan, 提交: { ...plan.提交, ...more } })).rejects.toEqual(refused('CASE_VALUES_INVALID'))
      await expect(carried({ ...plan, 提交分析: { ...plan.提交分析, ...more } })).rejects.toEqual(refused('CASE_VALUES_INVALID'))
    }
  })

  it('spoilt in any one way it is not issued', async () => {
    for (let number = 0; number < 4; number++)
      for (const [at, spoil] of spoils.entries()) {
        const plan = spoilt(planOf(number), spoil, mondayMs)
        const walk = await carried(plan).catch((error: unknown) => {
          if (KaiwuError.is(error)) return undefined
          throw error
        })
        if (!walk) continue
        const { fields } = walk.record
        const measures = measuresFor(fields['作业类型']!, fields['作业级别']!)
        const faults = permitFaults(walk.record, measures, walk.nowMs).filter((name) => name !== 'nobody signed')
        expect([number, at, walk.state === '有效']).toEqual([number, at, faults.length === 0])
      }
  })

  it(
    'in random attempts, 1,000 of them where all is tried, is never issued with anything missing',
    { timeout: 300_000 },
    async () => {
      const people = [...desk.roles.keys()]
      let [issued, shut, refusals] = [0, 0, 0]
      for (let seed = 1; seed <= often(1_000); seed++) {
        const below = chance(seed * 7919)
        const number = below(8)
        let plan = planOf(number)
        for (let times = below(3); times > 0; times--) plan = spoilt(plan, spoils[below(spoils.length)]!, mondayMs)
        const walk = await submitted(plan, ['wei1', 'hu1', 'chan1'][below(8)] ?? 'wei1')
        let seen = 0
        for (let turn = 0; turn < 12 && walk.record.endedAtMs === undefined; turn++) {
          const { actions, approval } = walk.definition.states.get(walk.state)!
          if (below(6) === 0) walk.later(below(25))
          const keys = [...actions.keys()].filter((key) => !['改填', '退回', '吊销', '完工'].includes(key) || below(10) === 0)
          const key = keys[below(keys.length)] ?? ''
          const person = below(6) === 0 ? people[below(people.length)]! : likely(walk, below)
          const form = actions.get(key)?.form ?? []
          const values = Object.fromEntries(
            Object.entries(Object.assign({}, ...Object.values(plan)) as Row).filter(([field]) => form.includes(field)),
          )
          try {
            if (approval) await walk.sign(person, below(8) === 0 ? 'return' : 'approve')
            else await walk.act(person, key, values)
          } catch (error) {
            if (!KaiwuError.is(error)) throw error
            refusals++
          }
          const entered = walk.record.entries.filter(({ state }) => state === '有效').length
          if (entered > seen) {
            const { fields } = walk.record
            expect([seed, permitFaults(walk.record, measuresFor(fields['作业类型']!, fields['作业级别']!), walk.nowMs)]).toEqual([
              seed,
              [],
            ])
            seen = entered
          }
        }
        if (seen > 0) issued++
        else shut++
      }
      console.log(`${often(1_000)} permits: ${issued} issued, ${shut} not, ${refusals} refusals`)
      // Attempts that never succeed would prove nothing.
      expect(issued).toBeGreaterThan(often(1_000) / 10)
      expect(shut).toBeGreaterThan(often(1_000) / 10)
    },
  )

  it('has tables without holes: whatever can be asked is decided, and a raise never lowers a level', () => {
    const { decisions } = desk.cases.get('safety_permit')!
    const decided = (table: string, context: object): Readonly<Record<string, unknown>> => {
      const decision = decide(decisions.get(table)!, context)
      if (decision.kind !== 'one') throw new Error(`${table} ${JSON.stringify(context)} ${JSON.stringify(decision.why)}`)
      return decision.outputs
    }
    const orders = [['二级', '一级', '特级'], ['Ⅰ级', 'Ⅱ级', 'Ⅲ级', 'Ⅳ级'], ['三级', '二级', '一级'], ['不分级']]
    for (let number = 0; number < 8; number++) {
      const { 作业类型 } = planOf(number)['提交']
      const order =
        作业类型 === '动火' ? orders[0]! : 作业类型 === '高处' ? orders[1]! : 作业类型 === '吊装' ? orders[2]! : orders[3]!
      for (const 作业场所 of ['一般区域', '易燃易爆场所', '罐区', '运行中的易燃易爆装置或储罐'])
        for (const 作业高度米 of [2, 5, 5.01, 15, 15.01, 30, 30.01, 300])
          for (const 吊装质量吨 of [0.01, 39.99, 40, 100, 100.01, 2000]) {
            const { 基本级别 } = decided('levels', { 作业类型, 作业场所, 作业高度米, 吊装质量吨 })
            for (const 升级管理 of [false, true]) {
              const { 作业级别 } = decided('raise', { 作业类型, 基本级别, 升级管理 })
              const [before, after] = [order.indexOf(String(基本级别)), order.indexOf(String(作业级别))]
              expect([作业类型, 基本级别, after]).toEqual([
                作业类型,
                基本级别,
                升级管理 ? Math.min(before + 1, order.length - 1) : before,
              ])
              expect(decided('terms', { 作业类型, 作业级别 })['有效分钟']).toBeGreaterThan(0)
            }
          }
      for (const 介质爆炸下限 of [0.1, 3.99, 4, 100])
        expect(decided('gas', { 作业类型, 介质爆炸下限 })['可燃上限']).toBe(number > 1 ? 0 : 介质爆炸下限 >= 4 ? 0.5 : 0.2)
    }
  })
})

/** Somebody who may well do what comes next. */
function likely(walk: CaseWalk, below: (limit: number) => number): string {
  if (walk.state === '待检测') return 'qi'
  if (walk.state === '措施确认') return walk.record.fields['监护人'] as string
  if (approvals.has(walk.state)) return ['chan1', 'an2', 'ling'][below(3)]!
  if (walk.state === '补正') return ['wei1', 'hu1', 'qi'][below(3)]!
  return walk.record.initiator.id
}
