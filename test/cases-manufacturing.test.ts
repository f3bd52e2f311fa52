import type { FieldValues, JsonValue } from '@kaiwu/cases'
import { beforeAll, describe, expect, it } from 'vitest'
import { CaseWalk, openDesk, refused, samplesOf, tableOf, type Desk } from './case-walk.ts'

type Row = Readonly<Record<string, JsonValue>>
type Sample = Readonly<{
  id: string
  fields: FieldValues
  review?: FieldValues
  expect: Readonly<{ state: string; fields: FieldValues; hints?: readonly string[]; dispatch?: string }>
}>

const monday = '2026-10-12T09:00+08:00'
const starters = { diagnosis: 'cao1', work_order: 'cao1', quality_8d: 'zhi1', safety_permit: 'wei1' } as const
let desk: Desk
beforeAll(async () => {
  desk = await openDesk('manufacturing')
}, 60_000)

const manySamples = (key: string): readonly Sample[] => samplesOf('manufacturing', `data/${key}-samples.jsonl`, 40)
const sample = (key: string, id: string): FieldValues => manySamples(key).find((one) => one.id === id)!.fields
const begun = (key: keyof typeof starters, at = monday): Promise<CaseWalk> => CaseWalk.begin(desk, key, starters[key], at)

describe.each(Object.entries(starters))('samples of %s', (key, by) => {
  it('come to the state and the decisions that they name', async () => {
    for (const { id, fields, review, expect: wanted } of manySamples(key)) {
      const walk = await CaseWalk.begin(desk, key, by, monday)
      await walk.act(by, '提交', fields)
      const { record, state } = walk
      const decided = Object.fromEntries(Object.keys(wanted.fields).map((name) => [name, record.fields[name]]))
      expect([id, state, decided, record.failure, record.exception]).toEqual([
        id,
        wanted.state,
        wanted.fields,
        undefined,
        undefined,
      ])
      if (wanted.hints)
        expect([id, [...new Set(record.fields['提示类型'] as string[])].toSorted()]).toEqual([id, wanted.hints.toSorted()])
      if (review) await walk.act('diao', '通过', review)
      if (wanted.dispatch !== undefined)
        expect([id, walk.state, walk.record.fields['建议班组']]).toEqual([id, '派工', wanted.dispatch])
    }
  })
})

describe('sample people', () => {
  it('fill every role of every case type, and hold no role that none has', () => {
    const held = new Set([...desk.roles.values()].flat())
    const known = new Set([...desk.cases.values()].flatMap(({ roles }) => [...roles.keys()]))
    expect([...known].filter((role) => !held.has(role))).toEqual([])
    expect([...held].filter((role) => !known.has(role))).toEqual(['操作者'])
  })
})

describe('M1 diagnosis', () => {
  const hypothesis = { 原因: '泄压阀未关严', 部件: '泄压阀 V12', 依据类别: '手册', 出处: 'HX630-MM-02 3.2', 结论: '待查' }
  const checked = { 内容: '看 V12', 期望: '全关', 实测: '未关严', 相符: false }
  const conclusion = {
    ...{ 检查: [checked], 结论原因: '泄压阀 V12 未关严', 部件: '泄压阀 V12', 依据类别: '手册', 依据出处: 'HX630-MM-02 3.2' },
    ...{ 建议措施: '关严 V12，按手册调压', 特殊作业: ['无'], 含参数变更: false, 同部位次数: 1, 处理决定: '开维修工单' },
  }
  const toChecks = async (id: string): Promise<CaseWalk> => {
    const walk = await (await begun('diagnosis')).act('cao1', '提交', sample('diagnosis', id))
    if (walk.state === '安全确认') await walk.act('ban1', '确认断能', { 挂牌单号: 'GP-1', 锁数: 2, 验电合格: true })
    return walk.act('wei1', '开始检查', { 假设: [hypothesis] })
  }

  it('says of 30 seeded faults what the alarm table of that model says, word for word, and never what another says', async () => {
    const [, , ...alarms] = tableOf('manufacturing', 'knowledge/records/alarms-hx630.csv')
    const seeded = manySamples('diagnosis').filter(({ expect: { fields } }) => fields['报警结论'] === '本型号已收录')
    expect(seeded.length).toBeGreaterThanOrEqual(30)
    for (const { id, fields, expect: wanted } of seeded) {
      const { record } = await (await begun('diagnosis')).act('cao1', '提交', fields)
      const [own, other] = [record.fields['本型号释义'] as string, (record.fields['其他型号释义'] ?? '') as string]
      expect([id, own.startsWith(`${wanted.fields['机型'] as string} `)]).toEqual([id, true])
      expect([id, other.includes(`${wanted.fields['机型'] as string} `)]).toEqual([id, false])
      const row = alarms.find(
        ([code]) => record.fields['机型'] === 'HX-630' && code!.replace('-', '') === record.fields['报警代码规范'],
      )
      if (row)
        expect([id, own]).toEqual([
          id,
          expect.stringContaining(`原因：${row[4]!}。处理：${row[5]!}。复位：${row[6]!}。出处：${row[7]!}`),
        ])
    }
  })

  it('refuses every code that the model does not have, D2', async () => {
    const unknown = manySamples('diagnosis').filter(({ expect: { fields } }) => fields['报警结论'] === '本型号未收录该代码')
    expect(unknown.length).toBeGreaterThanOrEqual(10)
    for (const { id, fields } of unknown) {
      const { record } = await (await begun('diagnosis')).act('cao1', '提交', fields)
      expect([id, record.fields['本型号释义'] ?? null, record.findings.map((one) => one.id)]).toEqual([id, null, ['D2']])
    }
  })

  it('lets nobody diagnose before the lockout is confirmed, and shows checks under power to authorised people only, D1', async () => {
    const walk = await (await begun('diagnosis')).act('cao1', '提交', sample('diagnosis', 'ZD-D01'))
    expect(walk.record.fields['安全措施']).toContain('V12')
    await expect(walk.act('wei1', '开始检查', { 假设: [hypothesis] })).rejects.toEqual(refused('CASE_ACTION_UNKNOWN'))
    const unsafe = { 挂牌单号: 'GP-1', 锁数: 2, 验电合格: false }
    await expect(walk.act('ban1', '确认断能', unsafe)).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await expect(walk.act('wei1', '确认断能', { ...unsafe, 验电合格: true })).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await walk.act('ban1', '确认断能', { ...unsafe, 验电合格: true })
    await walk.act('wei1', '开始检查', { 假设: [hypothesis] })
    await expect(walk.act('wei1', '记录通电检查', {})).rejects.toEqual(refused('CASE_NOT_YOURS'))
    expect(walk.definition.fields.get('通电检查')?.sensitive).toEqual(['电气授权人员'])
    await walk.act('dian1', '记录通电检查', {
      通电检查: [{ 内容: '测母线', 期望: 'DC 540 V', 实测: 'DC 538 V', 监护人: '示例' }],
    })
    expect(walk.state).toBe('检查')
  })

  it('holds conclusions against D3 and D6, has level A confirmed by another person, and lists what follows, D5 and D7', async () => {
    const walk = await toChecks('ZD-S01')
    expect(walk.record.fields['故障等级']).toBe('A')
    const wrong: readonly FieldValues[] = [
      { 依据类别: '经验' },
      { 依据出处: null },
      { 含参数变更: true },
      { 建议措施: '修改伺服参数 P1828 后再试' },
      { 处理决定: '操作者自行处理' },
    ]
    for (const change of wrong)
      await expect(walk.act('shen', '结论', { ...conclusion, ...change })).rejects.toEqual(refused('CASE_NOT_YOURS'))
    for (const change of wrong)
      await expect(walk.act('wei1', '结论', { ...conclusion, ...change })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await expect(walk.act('wei1', '结论', { ...conclusion, 检查: [] })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await walk.act('wei1', '结论', { ...conclusion, 特殊作业: ['动火'], 同部位次数: 3 })
    expect(walk.state).toBe('工程师确认')
    await expect(walk.sign('wei1')).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await walk.sign('lu')
    expect([walk.state, walk.record.findings.map(({ id }) => id)]).toEqual(['待开工单', ['D5', 'D7']])
    expect((walk.record.fields['后续事项'] as string[]).map((text) => text.slice(0, 4))).toEqual(['重复故障', '特殊作业'])
    await walk.act('diao', '登记工单', { 工单号: 'WX-20261012-0001' })
    expect(walk.record.endedAtMs).toBeDefined()
  })

  it('goes round three times at most', async () => {
    const walk = await toChecks('ZD-S03')
    for (const round of [2, 3]) {
      await walk.act('wei1', '再诊断', { 检查: [checked] })
      await walk.act('wei1', '开始检查', {})
      expect(walk.record.fields['轮次']).toBe(round)
    }
    await expect(walk.act('wei1', '再诊断', { 检查: [checked] })).rejects.toEqual(refused('CASE_ACTION_UNKNOWN'))
    expect((await walk.act('wei1', '升级')).state).toBe('已升级')
  })
})

describe('M2 work order', () => {
  const planned = { 班组: '早班维修组', 计划开始: '2026-10-12T10:00+08:00', 计划结束: '2026-10-12T12:00+08:00', 接单人: 'wei1' }
  const all = ['技能相符', '当班', '在办未超上限']
  const part = { 备件号: '6205-2RS', 计划数量: 2, 实用数量: 2, 差异说明: '无' }
  const toWork = async (special: readonly string[]): Promise<CaseWalk> => {
    const one = manySamples('work_order').find(({ id }) => id === 'WX-B06')!
    const walk = await (await begun('work_order')).act('cao1', '提交', one.fields)
    await walk.act('diao', '通过', { ...one.review, 特殊作业: special })
    await expect(walk.act('diao', '派工', { ...planned, 派工核对: ['技能相符', '当班', '当班'] })).rejects.toEqual(
      refused('CASE_REQUIREMENT'),
    )
    await expect(walk.act('diao', '派工', { ...planned, 派工核对: all, 班组: '夜班维修组' })).rejects.toEqual(
      refused('CASE_REQUIREMENT'),
    )
    await walk.act('diao', '派工', { ...planned, 派工核对: all })
    await expect(walk.act('wei2', '接单')).rejects.toEqual(refused('CASE_NOT_YOURS'))
    return walk.act('wei1', '接单')
  }
  const answers = (walk: CaseWalk, of: (row: Row, at: number) => Row = (row) => row): FieldValues => ({
    检查项: (walk.record.fields['检查项'] as Row[]).map((row, at) => of({ ...row, 结果: '合格' }, at)),
    备件: [part],
    工时: 1.5,
  })

  it('starts special work only with every permit issued and checked by safety, D7', async () => {
    const walk = await toWork(['动火', '高处'])
    await expect(walk.act('wei1', '开工', {})).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await walk.act('wei1', '等作业票')
    const permit = (类型: string, 已签发: boolean) => ({ 类型, 票号: 'ZY-20261012-0001', 已签发 })
    for (const 作业票 of [[permit('动火', true)], [permit('动火', true), permit('高处', false)], []])
      await expect(walk.act('an1', '核对', { 作业票 })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await expect(walk.act('wei1', '核对', { 作业票: [] })).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await walk.act('an1', '核对', { 作业票: [permit('动火', true), permit('高处', true)] })
    expect((await walk.act('wei1', '开工', {})).state).toBe('执行')
  })

  it('takes the whole check list in one submission, or nothing of it; parts, hold points, codes and acceptance as well', async () => {
    const walk = await toWork(['无'])
    await walk.act('wei1', '开工', {})
    const rows = walk.record.fields['检查项'] as Row[]
    expect(rows.length).toBe(30)
    const bad: readonly FieldValues[] = [
      { ...answers(walk), 检查项: (answers(walk)['检查项'] as Row[]).slice(1) },
      answers(walk, (row, at) => (at === 7 ? { ...row, 结果: '不合格' } : row)),
      answers(walk, (row, at) => (at === 7 ? { ...row, 结果: null } : row)),
      answers(walk, (row) => ({ ...row, 结果: '不适用' })),
      answers(walk, (row, at) => (at === 3 ? { ...row, 项目: rows[4]!['项目']! } : row)),
      { ...answers(walk), 备件: [{ ...part, 实用数量: 3 }] },
    ]
    for (const values of bad) await expect(walk.act('wei1', '报完工', values)).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await walk.act('wei1', '报完工', answers(walk))
    await expect(walk.act('wei1', '复核通过')).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await walk.act('jian', '复核通过')
    const codes = {
      失效大类: '液压',
      失效代码: '液压-01 系统压力低',
      原因代码: 'C03 污染或异物',
      措施代码: 'A02 清洁',
      完工小结: '拆洗 V12 后压力恢复',
    }
    await expect(walk.act('wei1', '确认代码', { ...codes, 失效大类: '机械' })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await expect(walk.act('wei1', '确认代码', { ...codes, 失效代码: '自己写的' })).rejects.toEqual(refused('CASE_VALUES_INVALID'))
    await walk.act('wei1', '确认代码', codes)
    await expect(walk.act('chan1', '验收合格', { 试运行分钟: 29, 首件合格: true })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await expect(walk.act('chan1', '验收合格', { 试运行分钟: 30, 首件合格: false })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await walk.later(26 * 60 + 5).act('chan1', '验收合格', { 试运行分钟: 30, 首件合格: true })
    expect([walk.state, walk.record.fields['停机分钟']]).toEqual(['观察', 26 * 60 + 5])
    await walk.act('cao1', '重开')
    expect([walk.state, walk.record.fields['重开编号']]).toEqual(['派工', `${walk.record.no}-R1`])
  })
})
