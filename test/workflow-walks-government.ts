/**
 * A way through each workflow of the government template that passes as many of its states as one case can: sent back, late, and to its
 * end.
 * @module
 */
import type { FieldValues } from '@kaiwu/cases'
import { layoutRules } from '../templates/government/steps/gongwen-layout.ts'
import type { Deed, Workflow } from './workflow-walk.ts'

const beginsAt = '2026-11-23T09:00+08:00'
const dayMinutes = 24 * 60

const corrected: Deed = {
  ...{ by: 'fuhe1', act: '更正', takes: ['更正后回答', '复核意见'] },
  values: { 更正后回答: '租房补贴按月发放，按第八条的标准。', 发布: true, 常见问答标题: '租房补贴多少', 复核意见: '示例' },
}

/** G1 */
export const policyReview: Workflow = {
  ...{ template: 'government', caseType: 'policy_review', beginsAt, ends: '已发布' },
  deeds: [
    {
      ...{ by: 'zuoxi1', act: '提交' },
      values: {
        ...{
          问题: '博士租房补贴每月多少',
          所问日期: '2026-11-23',
          地区: '云泽市',
          主题: '人才安居',
          回答: '（示例）当时的回答。',
        },
        ...{ 标记人: '群众', 标记原因: '抽查', 依据冲突: false, 敏感命中: false, 个人信息: false, 要求个案认定: false },
        句子: [{ 句: '租房补贴按月发放。', 类别: '金额', 依据序号: 1 }],
        依据: [
          {
            ...{ 标题: '云泽市人才安居补贴办法', 文号: '云政规〔2024〕6号', 条款: '第八条', 原文: '租房补贴按月发放。' },
            ...{ 原文相符: true, 层级: '规范性文件', 地区: '云泽市', 施行日期: '2024-05-01', 失效日期: '2029-05-01' },
            效力: '现行有效',
          },
        ],
      },
    },
    corrected,
    { by: 'ks-rencai-fz', sign: 'reject' },
    corrected,
    { by: 'ks-rencai-fz', sign: 'approve', laterMinutes: 8 * dayMinutes },
  ],
  suggests: { 更正后回答: '租房补贴按月发放。', 没有依据的内容: '发放日期', 复核意见: '原回答没有写明标准。' },
}

const dispatch: Deed = { by: 'paidan1', act: '派单', values: { 主办单位: 'G02 云泽热力公司', 紧急程度: '一般' } }
const approved: Deed = { by: 'zhiban1', sign: 'approve' }
const answered: readonly Deed[] = [
  {
    ...{ by: 'g02-cb', act: '提交答复' },
    values: {
      ...{ 答复_事实: '换热站故障', 答复_措施: '11月24日已修复，室温20度', 答复_依据: '供热条例' },
      ...{ 答复_联系人: '客服 0800-555-0101', 答复_日期: '2026-11-24', 答复内容: '换热站11月24日已修复，室温达到20度。' },
      诉求点: [{ 诉求: '供暖', 答复: '已恢复' }],
    },
  },
  { by: 'g02-fz', sign: 'approve' },
]
const called = (满意度: number): Deed => ({
  ...{ by: 'huifang1', act: '登记回访', values: { 已联系: true, 是否解决: '是', 满意度 } },
})

/** G2 */
export const hotline: Workflow = {
  ...{ template: 'government', caseType: 'hotline', beginsAt, ends: '办结' },
  deeds: [
    {
      ...{ by: 'zuoxi1', act: '登记' },
      values: {
        ...{ 渠道: '电话', 类型: '投诉', 来电人: '样例4号', 来电号码: '0800-555-0103', 要求保密: true, 地址: '示例路 4 号' },
        ...{ 诉求内容: '交了取暖费半个月还不供暖', 区划: '青萍区', 诉求人数: 1 },
      },
    },
    {
      ...{ by: 'zuoxi1', act: '送派单', laterMinutes: 31, takes: ['摘要'] },
      values: {
        ...{ 类型: '投诉', 事项: '供热不热', 摘要: '交了取暖费半个月还不供暖', 诉求点: [{ 诉求: '供暖' }], 坐席判定紧急: false },
        ...{ 紧急程度: '一般', 当日同类来电人数: 0 },
      },
    },
    dispatch,
    { by: 'g02-cb', act: '申请退单', values: { 退单理由: '不归我公司管', 退单职责依据: '供热条例第三条' } },
    approved,
    dispatch,
    { by: 'g02-cb', act: '签收' },
    { by: 'g02-cb', act: '申请延期', values: { 延期理由: '换热站要整体更换' } },
    approved,
    { by: 'g02-cb', act: '申请暂停', values: { 暂停原因: '等来电人补充材料' } },
    approved,
    { by: 'g02-cb', act: '恢复', laterMinutes: dayMinutes },
    ...answered,
    { by: 'huifang1', act: '退回单位' },
    ...answered,
    { by: 'huifang1', act: '通过' },
    called(2),
    { by: 'zhiban1', act: '二次办理' },
    ...answered,
    { by: 'huifang1', act: '通过' },
    called(4),
  ],
  suggests: { 摘要: '交费半个月未供暖', 类型: '投诉', 紧急提示: '普通', 事项: '供热不热' },
}

const body = `按照《关于推进数据共享的通知》（云政办发〔2025〕18号）要求，现就做好数据共享工作通知如下。
一、总体要求
坚持需求导向，按时完成共享目录更新。
二、重点任务
（一）梳理清单
1. 各单位于2026年12月10日前报送清单。
2. 清单共计12项，其中新增5项，保留7项。
（二）更新共享目录
1. 每月更新一次。
三、工作要求
请各单位明确一名联系人，于11月20日17:00前报我局。`
const letter: FieldValues = {
  ...{ 文种: '通知', 行文方向: '下行', 主送机关: '各区（县）数据管理局', 主送关系: '下级', 紧急程度: '无', 密级: '无' },
  ...{ 标题: '云泽市数据管理局关于做好数据共享工作的通知', 公开属性: '依申请公开' },
}
const written: Deed = {
  ...{ by: 'nigao1', act: '成稿' },
  values: {
    ...{ ...letter, 正文: body, 成文日期: '2026年11月9日', 使用人工智能: true, 拟稿说明: '提纲用了人工智能' },
    引用文件: [{ 标题: '关于推进数据共享的通知', 文号: '云政办发〔2025〕18号', 核实结果: '现行有效' }],
    ...{ 附件: [{ 名称: '共享目录清单' }], 附件说明: '附件：共享目录清单' },
  },
}
const submitted: Deed = { by: 'nigao1', act: '送核稿' }
const layout = layoutRules.map((rule) => ({
  项目: rule.项目,
  实测: '规定' in rule ? rule.规定[0]! : `${(rule.下限 + rule.上限) / 2}`,
}))

/** G4 */
export const gongwen: Workflow = {
  ...{ template: 'government', caseType: 'gongwen', beginsAt, ends: '已归档' },
  deeds: [
    {
      ...{ by: 'nigao1', act: '提交要点' },
      values: {
        ...{ ...letter, 拟稿科室: '规划科', 发文机关: '云泽市数据管理局', 要点: '示例要点，四个字以上', 签发领导: 'juzhang1' },
        ...{ 会签部门一: '财务科', 会签部门二: '安全科' },
      },
    },
    { by: 'nigao1', act: '定提纲', values: { 提纲: '一、示例提纲' }, takes: ['提纲'] },
    written,
    { by: 'nigao1', act: '修改', takes: ['审核建议'] },
    written,
    submitted,
    { by: 'kezhang1', sign: 'return', to: '撰写' },
    written,
    submitted,
    { by: 'kezhang1', sign: 'approve', laterMinutes: 2 * dayMinutes },
    ...['bangong1', 'kezhang2', 'kezhang3', 'juzhang1'].map((by) => ({ by, sign: 'approve' }) as const),
    {
      ...{ by: 'yinzhang1', act: '登记' },
      values: { 发文字号: '云数发〔2026〕12号', 签发日期: '2026-11-09', 成文日期: '2026年11月9日', 用印登记: 'YY-12' },
    },
    { by: 'bangong1', act: '登记版面', values: { 版面: layout.slice(1) } },
    { by: 'bangong1', act: '重新排版' },
    { by: 'bangong1', act: '登记版面', values: { 版面: layout } },
    { by: 'bangong1', act: '归档', values: { 保管期限: '30年' } },
  ],
  suggests: { 提纲: '一、总体要求\n二、重点任务', 正文: body, 审核建议: '没有建议' },
}
