/**
 * Whole safety permits, ways to spoil them, and what is wrong with one as a person with the rules in hand would see it: no FEEL, no
 * engine, so that the gate of the template is held against something else than itself.
 * @module
 */
import type { CaseRecord, FieldValues, JsonValue } from '@kaiwu/cases'

/** A row of a field. */
export type Row = Readonly<Record<string, JsonValue>>

/** What is put into each form of a permit, by the action that sends it. */
export type PermitPlan = Readonly<Record<'提交' | '提交分析' | '确认' | '登记检测', FieldValues>>

const minute = 60_000
const kinds = ['动火', '受限空间', '盲板抽堵', '高处', '吊装', '临时用电', '动土', '断路'] as const
const texts = [
  '焊接修补护栏立柱',
  '进罐清理沉渣',
  '出口管线加盲板',
  '搭脚手架换灯',
  '汽车吊吊运床身',
  '接临电供水泵',
  '开挖电缆沟敷设电缆',
  '二号路断路铺设管道',
]
/** A text; nothing for what is none. */
const said = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')
const gasKinds = new Set<JsonValue>(['动火', '受限空间'])
const isolated = new Set<JsonValue>(['受限空间', '盲板抽堵', '临时用电'])

/** A permit in which nothing is missing, of the kind with this number. */
export function permitPlan(number: number, nowMs: number, measures: readonly string[]): PermitPlan {
  const kind = kinds[number % kinds.length]!
  const at = (minutes: number): string => new Date(nowMs + minutes * minute).toISOString()
  const worker = { 姓名: '示例工甲', 证号: 'T1', 证件有效期: '2027-01-31' }
  return {
    提交: {
      ...{
        作业类型: kind,
        作业单位: '一车间',
        作业地点: '壳体线',
        作业场所: '一般区域',
        作业内容: texts[number % kinds.length]!,
      },
      ...{ 承包商: '无', 作业高度米: 4, 吊装质量吨: 5, 介质爆炸下限: 5, 计划开始: at(60), 计划结束: at(300), 法定节假日: false },
      ...{ 监护人: 'hu1', 监护人姓名: '胡示廿五', 监护证有效期: '2027-06-30', 交叉作业: false },
      作业人: [worker, { ...worker, 姓名: '示例工乙' }],
    },
    提交分析: {
      风险分析: [{ 步骤: '作业', 危害: '示例', 风险: '高', 措施: '示例', 残余风险: '低', 责任人: '申请人' }],
      隔离: [{ 隔离点: 'QF1', 方法: '断电上锁', 挂牌号: 'GP-1', 执行人: '示例' }],
      交底: ['示例工甲', '示例工乙'].map((被交底人) => ({ 被交底人, 已签字: true, 时间: at(0) })),
    },
    确认: { 措施: measures.map((措施) => ({ 措施, 已确认: true, 确认时间: at(0), 照片编号: 'ZP-01' })) },
    登记检测: { 气体检测: [gasTest(at(-5))] },
  }
}

function gasTest(时间: string): Row {
  const measured = { 可燃气: 0.1, 氧气: 20.5, 硫化氢: 0, 一氧化碳: 1 }
  return { 时间, 点位: '作业点', ...measured, 仪器编号: 'YQ-1', 检定有效期: '2027-01-31' }
}

type Spoil = readonly [form: keyof PermitPlan, field: string, change: (value: JsonValue, nowMs: number) => JsonValue]

const inFirst = (change: Row) => (value: JsonValue) => (value as Row[]).map((row, at) => (at === 0 ? { ...row, ...change } : row))
const inLast = (change: Row) => (value: JsonValue) =>
  (value as Row[]).map((row, at, all) => (at === all.length - 1 ? { ...row, ...change } : row))
const ago = (minutes: number) => (value: JsonValue, nowMs: number) =>
  inFirst({ 时间: new Date(nowMs - minutes * minute).toISOString() })(value)
const to = (value: JsonValue) => (): JsonValue => value

/** Every way to spoil a permit: each of them is one thing missing, expired, out of range or not true. */
export const spoils: readonly Spoil[] = [
  ['确认', '措施', (value) => (value as Row[]).slice(1)],
  ['确认', '措施', (value) => (value as Row[]).slice(0, -1)],
  ['确认', '措施', (value) => [...(value as Row[]).slice(0, -1), (value as Row[])[0]!]],
  ['确认', '措施', inFirst({ 已确认: false })],
  ['确认', '措施', inLast({ 已确认: null })],
  ['确认', '措施', inLast({ 已确认: false })],
  ['确认', '措施', inFirst({ 照片编号: null })],
  ['确认', '措施', inFirst({ 照片编号: '无' })],
  ['提交', '作业人', inLast({ 证件有效期: '2026-10-11' })],
  ['提交', '作业人', inLast({ 姓名: '胡示廿五' })],
  ['提交', '监护证有效期', to('2026-10-11')],
  ['提交', '计划结束', (_, nowMs) => new Date(nowMs + 16 * 24 * 60 * minute).toISOString()],
  ['提交', '作业内容', to('示例作业，同时需要进罐、焊接、开挖')],
  ['提交分析', '风险分析', inFirst({ 残余风险: '高' })],
  ['提交分析', '隔离', to([])],
  ['提交分析', '交底', (value) => (value as Row[]).slice(1)],
  ['提交分析', '交底', inFirst({ 已签字: false })],
  ['登记检测', '气体检测', to([])],
  ['登记检测', '气体检测', ago(31)],
  ['登记检测', '气体检测', ago(-10)],
  ['登记检测', '气体检测', inFirst({ 可燃气: 0.51 })],
  ['登记检测', '气体检测', inFirst({ 氧气: 23.6 })],
  ['登记检测', '气体检测', inFirst({ 硫化氢: 11 })],
  ['登记检测', '气体检测', inFirst({ 一氧化碳: 21 })],
  ['登记检测', '气体检测', inFirst({ 检定有效期: '2026-10-11' })],
]

/** A plan with one thing spoilt. */
export function spoilt(plan: PermitPlan, [form, field, change]: Spoil, nowMs: number): PermitPlan {
  return { ...plan, [form]: { ...plan[form], [field]: change(plan[form][field] ?? null, nowMs) } }
}

/** Everything that is missing from a permit at a time, by the rules as written down; nothing for one that may be issued. */
export function permitFaults(
  { fields, initiator, acts }: CaseRecord,
  measures: readonly string[],
  nowMs: number,
): readonly string[] {
  const rows = (key: string): readonly Row[] => (Array.isArray(fields[key]) ? (fields[key] as unknown as Row[]) : [])
  const today = new Date(nowMs + 8 * 60 * minute).toISOString().slice(0, 10)
  const end = said(fields['计划结束'])
  const lasts = (day: JsonValue | undefined): boolean => typeof day === 'string' && day >= end.slice(0, 10)
  const recent = rows('气体检测').filter(({ 时间 }) => Math.abs(nowMs - Date.parse(said(时间))) <= 30 * minute)
  const fine = (row: Row): boolean =>
    Number(row['可燃气']) <= 0.5 &&
    Number(row['氧气']) <= (fields['作业类型'] === '受限空间' ? 21 : 23.5) &&
    Number(row['氧气']) >= (fields['作业类型'] === '受限空间' ? 19.5 : 0) &&
    Number(row['硫化氢']) <= 10 &&
    Number(row['一氧化碳']) <= 20
  const signers = acts.filter(({ decision }) => decision === 'approve').map(({ person }) => person.id)
  const other: readonly (readonly [JsonValue, RegExp])[] = [
    ['受限空间', /进罐/u],
    ['动火', /焊接/u],
    ['动土', /开挖/u],
  ]
  const related = rows('关联票').map(({ 类型 }) => 类型)
  const faults: readonly (readonly [string, boolean])[] = [
    ...measures.map(
      (measure) =>
        [`measure ${measure}`, !rows('措施').some((row) => row['措施'] === measure && row['已确认'] === true)] as const,
    ),
    ['photo', rows('措施').some((row) => said(row['措施']).includes('★') && said(row['照片编号'] ?? '').length < 3)],
    ['measure not confirmed', rows('措施').some((row) => row['已确认'] !== true)],
    ['certificate', rows('作业人').length === 0 || rows('作业人').some((row) => !lasts(row['证件有效期']))],
    ['guardian certificate', !lasts(fields['监护证有效期'])],
    ['guardian works', rows('作业人').some((row) => row['姓名'] === fields['监护人姓名'])],
    [
      'three people',
      fields['监护人'] === initiator.id || signers.includes(initiator.id) || signers.includes(said(fields['监护人'])),
    ],
    ['nobody signed', signers.length === 0],
    ['gas', gasKinds.has(fields['作业类型']!) && (recent.length === 0 || !recent.every(fine))],
    ['gas later', rows('气体检测').some((row) => Date.parse(said(row['时间'])) > nowMs) && gasKinds.has(fields['作业类型']!)],
    ['instrument', gasKinds.has(fields['作业类型']!) && rows('气体检测').some((row) => said(row['检定有效期']) < today)],
    [
      'span',
      Date.parse(end) - Date.parse(said(fields['计划开始'])) > Number(fields['有效分钟']) * minute || Date.parse(end) <= nowMs,
    ],
    ['overlap', fields['交叉作业'] === true && !acts.some(({ what }) => what === '交叉协调.协调签字')],
    [
      'other work',
      other.some(([kind, word]) => word.test(said(fields['作业内容'])) && kind !== fields['作业类型'] && !related.includes(kind)),
    ],
    [
      'risk',
      rows('风险分析').length === 0 || rows('风险分析').some((row) => row['残余风险'] !== '低' && row['残余风险'] !== '中'),
    ],
    ['isolation', isolated.has(fields['作业类型']!) && rows('隔离').length === 0],
    [
      'briefing',
      rows('作业人').some((one) => !rows('交底').some((row) => row['被交底人'] === one['姓名'] && row['已签字'] === true)),
    ],
  ]
  return faults.flatMap(([name, isThere]) => (isThere ? [name] : []))
}
