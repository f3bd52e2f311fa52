import type { FieldValues, JsonValue } from '@kaiwu/cases'
import { beforeAll, describe, expect, it } from 'vitest'
import { CaseWalk, linesOf, openDesk, refused, type Desk } from './case-walk.ts'

type Row = Readonly<Record<string, JsonValue>>

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('manufacturing')
}, 60_000)

describe('M4 8D', () => {
  const places = ['在制', '库存', '在途', '客户', '供应商']
  const contained = (地点: string): Row => ({
    地点,
    批次号: 'L261001',
    检查数: 10,
    合格数: 9,
    不合格数: 1,
    措施: '隔离复检',
    责任人: '示例',
    期限: '2026-10-13',
    有效率: 100,
    核实人: '示例',
  })
  const why = (编号: string, 分支: string, 陈述: string, more: Row = {}): Row => ({
    编号,
    分支,
    层级: 5,
    陈述,
    依据: '试验记录 1',
    证实: '是',
    根因: true,
    ...more,
  })
  const causes = [why('F1', '发生', '夹具定位销磨损无更换周期'), why('L1', '流出', '检具不能测位置度')]
  const action = (编号: string, 对应根因: string): Row => ({ 编号, 对应根因, 方案: '改进', 选择准则: '效果与成本', 采用: true })
  const proof = (措施编号: string): Row => ({
    措施编号,
    责任人: '示例',
    期限: '2026-10-30',
    完成日: '2026-10-12',
    改前样本: 100,
    改前不良: 5,
    改后样本: 300,
    改后不良: 0,
    验证批数: 3,
  })
  const refuseAll = async (walk: CaseWalk, field: string, bad: readonly (readonly Row[])[]): Promise<void> => {
    for (const rows of bad)
      await expect(walk.act('zhi1', '提交', { [field]: rows as Row[] })).rejects.toEqual(refused('CASE_REQUIREMENT'))
  }

  it('goes from D0 to D8 only with what each step asks for, and is closed by somebody else', async () => {
    const walk = await CaseWalk.begin(desk, 'quality_8d', 'zhi1', '2026-10-12T09:00+08:00')
    const [first8d] = linesOf<Readonly<{ fields: FieldValues }>>('manufacturing', 'data/quality_8d-samples.jsonl')
    await walk.act('zhi1', '提交', first8d!.fields)
    const team = ['质量', '工艺', '生产'].map((部门) => ({ 姓名: '示例', 部门, 职责: '组员' }))
    await expect(walk.act('zhi1', '提交', { 组长: 'zhi1', 小组: team.slice(1) })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await walk.act('zhi1', '提交', { 组长: 'zhi1', 小组: team })
    const said = Object.fromEntries(['何事', '为何', '何人', '何时', '何地', '多少', '如何'].map((name) => [name, '示例']))
    await walk.act('zhi1', '提交', { ...said, 是与非: [{ 方面: '对象', 是: '壳体', 非: '支架' }] })
    const whole = places.map(contained)
    const first = (change: Row): Row[] => whole.map((row, at) => (at === 0 ? { ...row, ...change } : row))
    await refuseAll(walk, '围堵', [
      first({ 合格数: 10 }),
      first({ 有效率: null }),
      whole.slice(1),
      whole.map((row) => ({ ...row, 批次号: '别的' })),
    ])
    await walk.act('zhi1', '提交', { 围堵: whole })
    await expect(walk.sign('zhi1')).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await walk.sign('zhi2')
    const human = why('F1', '发生', '操作工疏忽，需加强培训')
    await refuseAll(walk, '根因', [
      causes.slice(1),
      causes.slice(0, 1),
      [human, causes[1]!],
      [why('F1', '发生', '夹具', { 证实: '待证实' }), causes[1]!],
      [...causes, why('F2', '发生', '毛坯', { 依据: null, 根因: false })],
    ])
    await walk.act('zhi1', '提交', { 根因: causes })
    await refuseAll(walk, '纠正措施', [
      [action('M1', 'F1')],
      [action('M1', 'F1'), action('M2', 'L9')],
      [action('M1', 'F1'), { ...action('M2', 'L1'), 采用: false }],
    ])
    await walk.act('zhi1', '提交', { 纠正措施: [action('M1', 'F1'), action('M2', 'L1')] })
    for (const person of ['zhi2', 'gong', 'shengchan']) {
      expect(walk.state).toBe('D5会签')
      await walk.sign(person)
    }
    const proofs = (change: Row): Row[] => [proof('M1'), { ...proof('M2'), ...change }]
    await refuseAll(walk, '实施验证', [
      [proof('M1')],
      proofs({ 验证批数: 2 }),
      proofs({ 完成日: '2026-10-13' }),
      proofs({ 改后不良: 15 }),
      proofs({ 改前不良: 101 }),
    ])
    await walk.act('zhi1', '提交', { 实施验证: proofs({ 完成日: '2026-09-12', 验证批数: 0 }) })
    await expect(walk.act('zhi1', '提交', { 横向展开: '二车间同类夹具' })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    const changed = { 文件: 'PFMEA', 文件号: 'FM-01', 原版: 'A2', 新版: 'A3' }
    await expect(
      walk.act('zhi1', '提交', { 横向展开: '二车间同类夹具', 文件变更: [{ ...changed, 新版: 'A2' }] }),
    ).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await walk.act('zhi1', '提交', { 横向展开: '二车间同类夹具', 文件变更: [changed] })
    await walk.act('zhi1', '提交', { 总结: '措施有效' })
    await expect(walk.sign('zhi1')).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await walk.sign('zhi3')
    expect([walk.state, walk.record.endedAtMs]).toEqual(['已关闭', walk.nowMs])
  })
})
