/**
 * A way through each workflow of the manufacturing template that passes as many of its states as one case can: sent back once, late
 * once, and to its end.
 * @module
 */
import type { CaseRecord, FieldValues, JsonValue } from '@kaiwu/cases'
import { permitPlan, type Row } from './permit-plans.ts'
import type { Deed, Workflow } from './workflow-walk.ts'

const beginsAt = '2026-10-12T09:00+08:00'
const beginsMs = Date.parse(beginsAt)

const hypothesis = { 原因: '泄压阀未关严', 部件: '泄压阀 V12', 依据类别: '手册', 出处: 'HX630-MM-02 3.2', 结论: '待查' }
const conclusion = {
  ...{ 检查: [{ 内容: '看 V12', 期望: '全关', 实测: '未关严', 相符: false }], 结论原因: '泄压阀 V12 未关严', 部件: '泄压阀 V12' },
  ...{ 依据类别: '手册', 依据出处: 'HX630-MM-02 3.2', 建议措施: '关严 V12，按手册调压', 特殊作业: ['动火'], 含参数变更: false },
  ...{ 同部位次数: 3, 处理决定: '开维修工单' },
}
const check: Deed = { by: 'wei1', act: '开始检查', values: { 假设: [hypothesis] }, takes: ['假设', '缺少信息'] }

/** M1, which begins M2 */
export const diagnosis: Workflow = {
  ...{ template: 'manufacturing', caseType: 'diagnosis', begins: ['work_order'], beginsAt, ends: '已建工单' },
  deeds: [
    { by: 'cao1', attach: '照片' },
    {
      ...{ by: 'cao1', act: '提交' },
      values: {
        ...{ 设备编码: 'MC-0631', 所在车间: '一车间', 发生时间: '2026-10-12T08:50+08:00', 班次: '早班', 报修人: '曹示十二' },
        ...{ 报警代码: 'E-206', 故障现象: '早班冷机启动后报液压回油滤芯堵塞，油温升到 38 ℃ 仍不消失', 运行状态: '停机' },
        ...{ 危险因素: ['高压'], 伤人或环境: false, 预计停机分钟: 65 },
      },
    },
    { by: 'ban1', act: '确认断能', values: { 挂牌单号: 'GP-1', 锁数: 2, 验电合格: true } },
    { ...check, laterMinutes: 11 },
    {
      ...{ by: 'dian1', act: '记录通电检查' },
      values: { 通电检查: [{ 内容: '测母线', 期望: 'DC 540 V', 实测: 'DC 538 V', 监护人: '示例' }] },
    },
    { by: 'wei1', act: '再诊断', values: { 检查: conclusion.检查 } },
    check,
    { by: 'wei1', act: '结论', values: conclusion },
    { by: 'lu', sign: 'return', to: '诊断' },
    check,
    { by: 'wei1', act: '结论', values: conclusion },
    { by: 'lu', sign: 'approve' },
    { by: 'diao', act: '开工单' },
  ],
  suggests: { 假设: [{ ...hypothesis, 原因: '回油滤芯堵塞' }], 缺少信息: '滤芯上次更换的日期' },
}

const planned = { 接单人: 'wei1', 计划开始: '2026-10-12T10:00+08:00', 计划结束: '2026-10-12T12:00+08:00' }
const rowsOf = ({ fields }: CaseRecord, key: string): readonly Row[] => (fields[key] ?? []) as unknown as readonly Row[]
const done: Deed = {
  ...{ by: 'wei1', act: '报完工' },
  values: ({ record }) => ({
    检查项: rowsOf(record, '检查项').map((row) => ({ ...row, 结果: '合格' })),
    备件: [{ 备件号: '6205-2RS', 计划数量: 2, 实用数量: 2, 差异说明: '无' }],
    工时: 1.5,
  }),
}
const codes: Deed = {
  ...{ by: 'wei1', act: '确认代码', takes: ['完工小结'] },
  values: {
    ...{ 失效大类: '液压', 失效代码: '液压-01 系统压力低', 原因代码: 'C03 污染或异物', 措施代码: 'A02 清洁' },
    完工小结: '拆洗 V12 后压力恢复',
  },
}

/** M2 */
export const workOrder: Workflow = {
  ...{ template: 'manufacturing', caseType: 'work_order', beginsAt, ends: '已关闭' },
  deeds: [
    {
      ...{ by: 'cao1', act: '提交' },
      values: {
        ...{ 来源: '点检', 设备编码: 'MC-0501', 所在车间: '二车间', 故障现象: '液压站压力低，夹具夹不紧', 运行状态: '停机' },
        ...{ 伤人或环境: false, 预计停机分钟: 5, 报修人: '曹示十二' },
      },
    },
    {
      ...{ by: 'diao', act: '通过', laterMinutes: 11, takes: ['工单描述'] },
      values: {
        ...{ 类型: '故障', 失效大类: '液压', 工单描述: '液压站压力低，夹具夹不紧', 技能要求: '综合', 班次: '早班' },
        特殊作业: ['动火'],
      },
    },
    { by: 'diao', act: '派工', values: { ...planned, 班组: '早班维修组', 派工核对: ['技能相符', '当班', '在办未超上限'] } },
    { by: 'wei1', act: '拒接' },
    { by: 'ban1', act: '班长派工', values: { ...planned, 班组: '早班维修组' } },
    { by: 'wei1', act: '接单' },
    { by: 'wei1', act: '等作业票' },
    { by: 'an1', act: '核对', values: { 作业票: [{ 类型: '动火', 票号: 'ZY-20261012-0001', 已签发: true }] } },
    { by: 'wei1', act: '开工' },
    done,
    { by: 'jian', act: '复核通过' },
    codes,
    { by: 'chan1', act: '验收不合格' },
    done,
    { by: 'jian', act: '复核通过' },
    codes,
    { by: 'chan1', act: '验收合格', laterMinutes: 60, values: { 试运行分钟: 30, 首件合格: true } },
  ],
  afterMinutes: 72 * 60 + 1,
  suggests: { 工单描述: 'MC-0501 液压站压力低，夹具夹不紧，已停机', 失效大类: '液压', 完工小结: '按检查项逐项检查合格' },
}

const places = ['在制', '库存', '在途', '客户', '供应商']
const contained = places.map((地点) => ({
  ...{ 地点, 批次号: 'L261001', 检查数: 10, 合格数: 9, 不合格数: 1, 措施: '隔离复检', 责任人: '示例', 期限: '2026-10-13' },
  ...{ 有效率: 100, 核实人: '示例' },
}))
const why = (编号: string, 分支: string, 陈述: string): Row => ({
  ...{ 编号, 分支, 层级: 5, 陈述, 依据: '试验记录 1', 证实: '是', 根因: true },
})
const causes = [why('F1', '发生', '夹具定位销磨损无更换周期'), why('L1', '流出', '检具不能测位置度')] as unknown as JsonValue
const measure = (编号: string, 对应根因: string) => ({ 编号, 对应根因, 方案: '改进', 选择准则: '效果与成本', 采用: true })
const proof = (措施编号: string) => ({
  ...{
    措施编号,
    责任人: '示例',
    期限: '2026-10-30',
    完成日: '2026-10-12',
    改前样本: 100,
    改前不良: 5,
    改后样本: 300,
    改后不良: 0,
  },
  验证批数: 3,
})
const said = {
  何事: '孔径超差',
  为何: '不能装配',
  何人: '客户装配工',
  何时: '10 月 12 日',
  何地: '客户总装线',
  多少: '20 件',
  如何: '通止规',
}
const sent = (values: FieldValues, more: Pick<Deed, 'laterMinutes' | 'takes'> = {}): Deed => ({
  ...{ by: 'zhi1', act: '提交', values, ...more },
})
const described = sent({ ...said, 是与非: [{ 方面: '对象', 是: '壳体', 非: '支架' }] }, { takes: ['何事', '如何'] })

/** M4 */
export const quality8d: Workflow = {
  ...{ template: 'manufacturing', caseType: 'quality_8d', beginsAt, ends: '已关闭' },
  deeds: [
    { by: 'zhi1', attach: '附件' },
    sent({
      ...{ 投诉单号: 'KS-261001', 客户: '客户甲（示例）', 责任部门: '质量部', 零件号: 'HY-KT-01', 零件名: '壳体' },
      ...{ 批次: [{ 批次号: 'L261001', 数量: 200 }], 受影响数量: 20, 缺陷代码: 'Q01 孔径超差', 严重度: '功能', 发现地点: '客户' },
      ...{ 收到时间: '2026-10-12T08:05+08:00', 投诉原文: '装配时发现壳体孔径超差，已停用该批，请 24 小时内回复围堵情况' },
    }),
    sent({ 组长: 'zhi1', 小组: ['质量', '工艺', '生产'].map((部门) => ({ 姓名: '示例', 部门, 职责: '组员' })) }),
    described,
    sent({ 围堵: contained }, { laterMinutes: 23 * 60 + 1 }),
    { by: 'zhi2', sign: 'return', to: 'D2' },
    described,
    sent({ 围堵: contained }),
    { by: 'zhi2', sign: 'approve' },
    sent({ 根因: causes }),
    sent({ 纠正措施: [measure('M1', 'F1'), measure('M2', 'L1')] }),
    ...['zhi2', 'gong', 'shengchan'].map((by) => ({ by, sign: 'approve' }) as const),
    sent({ 实施验证: [proof('M1'), proof('M2')] }),
    sent({ 横向展开: '二车间同类夹具', 文件变更: [{ 文件: 'PFMEA', 文件号: 'FM-01', 原版: 'A2', 新版: 'A3' }] }),
    sent({ 总结: '措施有效，表彰小组' }),
    { by: 'zhi3', sign: 'approve' },
  ],
  suggests: { 何事: '壳体孔径超差', 如何: '装配时发现', 根因: causes },
}

const permit = permitPlan(0, beginsMs, [])
const tested = (change: Row = {}) => ({
  by: 'qi',
  values: ({ nowMs }: Readonly<{ nowMs: number }>): FieldValues => {
    const [first] = permit.登记检测['气体检测'] as Row[]
    return { 气体检测: [{ ...first, 时间: new Date(nowMs).toISOString(), ...change }] }
  },
})
const confirmed: Deed['values'] = ({ record }) =>
  permitPlan(
    0,
    beginsMs,
    rowsOf(record, '措施').map((row) => row['措施'] as string),
  )['确认']
const analysed: Deed = { by: 'wei1', act: '提交分析', values: permit.提交分析, takes: ['风险分析'] }

/** M8 */
export const safetyPermit: Workflow = {
  ...{ template: 'manufacturing', caseType: 'safety_permit', beginsAt, ends: '已关闭' },
  deeds: [
    { by: 'wei1', act: '提交', values: permit.提交 },
    analysed,
    { by: 'hu1', act: '退回' },
    analysed,
    { by: 'hu1', act: '确认', values: confirmed },
    { ...tested({ 氧气: 24 }), act: '登记检测' },
    { ...tested(), act: '补检测', laterMinutes: 5 },
    { by: 'chan1', sign: 'return', to: '补正' },
    { by: 'hu1', act: '监护人补确认', values: confirmed },
    { by: 'chan1', sign: 'approve' },
    { by: 'wei1', act: '开工' },
    { by: 'an1', receive: '气体超限', laterMinutes: 5 },
    { ...tested(), act: '恢复', laterMinutes: 5 },
    { by: 'wei1', act: '开工' },
    { by: 'wei1', act: '完工', values: { 现场已恢复: true, 隔离已拆除: true, 人员已撤离: true } },
    { by: 'chan1', act: '验收', laterMinutes: 4 * 60 + 1 },
  ],
  suggests: {
    风险分析: [{ 步骤: '焊接', 危害: '火花', 风险: '高', 措施: '清理可燃物', 残余风险: '低', 责任人: '作业人' }],
  },
}
