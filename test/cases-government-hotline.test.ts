import { compileCase, deadlineStates, learnClassifier, type FieldValues, type JsonValue } from '@kaiwu/cases'
import { beforeAll, describe, expect, it } from 'vitest'
import { plainText } from '../templates/government/steps/hotline-text.ts'
import { CaseWalk, linesOf, openDesk, refused, samplesOf, tableOf, type Desk } from './case-walk.ts'

type Ticket = Readonly<{
  id: string
  start: FieldValues
  triage: FieldValues | null
  expect: Readonly<Record<string, JsonValue>>
}>
/** `unseen`: written by somebody who knew neither the words of the list nor the other calls. */
type Call = Readonly<{ text: string; label: '紧急' | '普通'; unseen?: true }>

const monday = '2026-11-23T09:00+08:00'
let desk: Desk
beforeAll(async () => {
  desk = await openDesk('government')
}, 60_000)

describe('G2 hotline', () => {
  const registered = async (start: FieldValues, from = desk, known: FieldValues = {}): Promise<CaseWalk> =>
    (await CaseWalk.begin(from, 'hotline', 'zuoxi1', monday, known)).act('zuoxi1', '登记', start)
  const tickets = () => linesOf<Ticket>('government', 'data/hotline-samples.jsonl')
  const triaged = async ({ start, triage }: Ticket): Promise<CaseWalk> => {
    const walk = await registered(start)
    return walk.state === '研判' && triage ? walk.act('zuoxi1', '送派单', triage) : walk
  }
  const call = (text: string): FieldValues => ({ 渠道: '电话', 要求保密: false, 诉求内容: text })

  it('brings every sample to the units, the time limit and the gate that it names', async () => {
    for (const sample of samplesOf<Ticket>('government', 'data/hotline-samples.jsonl', 40)) {
      const walk = await triaged(sample)
      const decided = Object.fromEntries(
        Object.keys(sample.expect).map((key) => [key, key === 'state' ? walk.state : (walk.record.fields[key] ?? null)]),
      )
      if (Array.isArray(decided['候选单位'])) decided['候选单位'] = (decided['候选单位'] as string[]).toSorted()
      expect([sample.id, decided, walk.trouble]).toEqual([sample.id, sample.expect, undefined])
    }
  })

  it('hands over every one of more than 200 emergencies however it is typed, H1', { timeout: 60_000 }, async () => {
    const calls = linesOf<Call>('government', 'data/hotline-emergency.jsonl').filter(({ unseen }) => !unseen)
    const emergencies = calls.filter(({ label }) => label === '紧急')
    expect(emergencies.length).toBeGreaterThanOrEqual(200)
    const missed: string[] = []
    for (const [at, { text }] of emergencies.entries()) {
      const spaced = [...text].join(at % 2 ? ' ' : '，')
      expect(plainText(spaced)).toBe(plainText(text))
      for (const said of at % 10 === 0 ? [text, spaced] : [text])
        if ((await registered(call(said))).state !== '紧急移交') missed.push(said)
    }
    expect(missed).toEqual([])
    const quiet = calls.filter(({ label }) => label === '普通')
    const states = await Promise.all(quiet.map(async ({ text }) => (await registered(call(text))).state))
    // A false alarm costs a look of the duty leader; one in fifty is too many.
    expect(states.filter((state) => state !== '研判').length).toBeLessThanOrEqual(quiet.length / 50)
    expect(quiet.filter(({ text }) => /不是紧急|不紧急/.test(text)).length).toBeGreaterThanOrEqual(2)
  })

  it('lets nothing and nobody but the duty leader take an emergency back', async () => {
    const walk = await registered({ ...call('楼道起火了'), 类型: '咨询' }, desk, { 紧急提示: '普通', 事项: '社保医保咨询' })
    expect([walk.state, walk.record.fields['紧急去向']]).toEqual(['紧急移交', expect.arrayContaining(['119 消防救援'])])
    await expect(walk.act('zuoxi2', '不属紧急', {})).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await expect(walk.act('zhiban1', '不属紧急', {}, { comment: '' })).rejects.toEqual(refused('CASE_COMMENT_MISSING'))
    await walk.act('zuoxi1', '移交', { 移交单位: '119', 移交记录: '接警员 07，9:02 已出警' })
    expect(walk.state).toBe('已移交')
  })

  it('finds emergencies by the classifier that no word of the list names, and a false alarm comes back once', async () => {
    const calls = linesOf<Call>('government', 'data/hotline-emergency.jsonl')
    const shareFound = (rows: readonly Call[], classify: (text: string) => { label: string }): number =>
      rows.filter(({ text }) => classify(text).label === '紧急').length / rows.length
    const unseen = calls.filter((call) => call.unseen)
    const emergencies = unseen.filter(({ label }) => label === '紧急')
    expect(emergencies.length).toBeGreaterThanOrEqual(200)
    const before = learnClassifier(calls.filter((call) => !call.unseen))
    expect(shareFound(emergencies, before.classify)).toBeGreaterThan(0.95)
    // With half of them it knows more of what only sounds like one, and still finds those of the other half.
    for (const half of [0, 1]) {
      const others = unseen.filter((_, at) => at % 2 !== half)
      const { classify } = learnClassifier(calls.filter((call) => !others.includes(call)))
      expect(
        shareFound(
          others.filter(({ label }) => label === '紧急'),
          classify,
        ),
      ).toBeGreaterThan(0.9)
      expect(
        shareFound(
          others.filter(({ label }) => label === '普通'),
          classify,
        ),
      ).toBeLessThan(0.2)
    }
    const alarmed = await registered(call('屋里不太对劲，想请人来看'), desk, { 紧急提示: '紧急' })
    expect(alarmed.state).toBe('紧急移交')
    await alarmed.act('zhiban1', '不属紧急', {})
    expect(alarmed.state).toBe('研判')
  })

  it('decides at the borders of its tables', async () => {
    const [, , ...items] = tableOf('government', 'tables/hotline-items.csv')
    expect(items.length).toBeGreaterThan(6)
    const [base] = tickets()
    const days = async (天数: number, count: number): Promise<JsonValue> => {
      const same = Array.from({ length: count }, () => ({ 工单号: 'RX-1', 同号码: true, 同地址: false, 同类别: true, 天数 }))
      return (await triaged({ ...base!, triage: { ...base!.triage, 相关工单: same } })).record.fields['重复提示']!
    }
    expect(await Promise.all([days(0, 2), days(30, 3), days(31, 3), days(30, 1)])).toEqual(['关联', '建议督办', '无', '关联'])
    const crowd = async (当日同类来电人数: number): Promise<JsonValue> =>
      (await triaged({ ...base!, triage: { ...base!.triage, 当日同类来电人数 } })).record.fields['重复提示']!
    expect(await Promise.all([crowd(9), crowd(10)])).toEqual(['无', '群体突发'])
    // A duty list has its dates: the same street, before and after the reform.
    const road = tickets().find(({ triage, start }) => triage?.['事项'] === '道路与路灯损坏' && start['区划'] === '青萍区')!
    const before = await CaseWalk.begin(desk, 'hotline', 'zuoxi1', '2026-06-30T09:00+08:00')
    await (await before.act('zuoxi1', '登记', road.start)).act('zuoxi1', '送派单', road.triage!)
    expect(before.record.fields['候选单位']).toEqual(['QP1 青萍区住房和城乡建设局'])
    expect((await triaged(road)).record.fields['候选单位']).toEqual(['QP2 青萍区综合行政执法局'])
    // No district: nobody is guessed.
    const { 区划: _, ...nowhere } = road.start
    expect((await triaged({ ...road, start: nowhere })).record.fields['候选单位']).toEqual(['无'])
  })

  it('refuses dispatches that H3 and H5 forbid', async () => {
    const of = (事项: string, 区划: string) =>
      tickets().find(({ triage, start }) => triage?.['事项'] === 事项 && start['区划'] === 区划)!
    const city = await triaged(of('违法建设', '望岳区'))
    const dispatch = (walk: CaseWalk, values: FieldValues) => walk.act('paidan1', '派单', { 紧急程度: '一般', ...values })
    await expect(dispatch(city, { 主办单位: 'QW2 望岳区综合行政执法局', 协办单位: ['S01 市自然资源和规划局'] })).rejects.toEqual(
      refused('CASE_REQUIREMENT'),
    )
    await expect(dispatch(city, { 主办单位: 'S01 市自然资源和规划局' })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await expect(city.act('zuoxi1', '派单', {})).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await dispatch(city, { 主办单位: 'S01 市自然资源和规划局', 协办单位: ['QW2 望岳区综合行政执法局'] })
    expect(city.state).toBe('已派单')
    const street = await triaged(of('道路与路灯损坏', '南汀县'))
    const assisting = { 协办单位: ['QN1 南汀县住房和城乡建设局'] }
    await expect(dispatch(street, { 主办单位: 'Z04 南汀县汀口镇人民政府', ...assisting })).rejects.toEqual(
      refused('CASE_REQUIREMENT'),
    )
    const off = await triaged(tickets().find(({ triage }) => triage !== null && triage['事项'] === undefined)!)
    await expect(dispatch(off, { 主办单位: 'S06 市水务局' })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await dispatch(off, { 主办单位: 'S06 市水务局', 派单理由: '河道管理范围内的设施' })
    expect(off.state).toBe('已派单')
  })

  it('dispatches by itself only when it is switched on and every gate of H4 holds', async () => {
    const definition = desk.cases.get('hotline')!
    const { form, files } = definition.source
    const on = compileCase({ form: { ...form, params: { ...form.params, 自动派单: true } }, files }).definition!
    const automatic: Desk = { ...desk, cases: new Map([...desk.cases, ['hotline', on]]) }
    const start = { ...call('暖气片是凉的，家里只有十四度'), 类型: '求助', 区划: '临湖区', 诉求人数: 1 }
    const known = { 事项: '供热不热', 紧急提示: '普通' }
    const states = async (from: Desk, change: FieldValues, taken: FieldValues = known) =>
      (await registered({ ...start, ...change }, from, taken)).state
    expect(await states(automatic, {})).toBe('已派单')
    expect(await states(desk, {})).toBe('研判')
    expect(await states(automatic, { 诉求人数: 4 })).toBe('已派单')
    expect(await states(automatic, { 诉求人数: 5 })).toBe('待派单')
    expect(await states(automatic, { 诉求内容: '小区暖气不热，全体业主要拉横幅' })).toBe('待派单')
    expect(await states(automatic, {}, { 紧急提示: '普通' })).toBe('研判')
    expect(await states(automatic, {}, { ...known, 事项: '社保医保咨询' })).toBe('待派单')
    expect(await states(automatic, {}, { ...known, 紧急提示: '紧急' })).toBe('紧急移交')
    expect(await states(automatic, {}, { 事项: '供热不热' })).toBe('研判')
  })

  const dispatched = async (): Promise<CaseWalk> => {
    const walk = await triaged(tickets().find(({ triage }) => triage?.['事项'] === '供热不热')!)
    return walk.act('paidan1', '派单', { 主办单位: 'G02 云泽热力公司', 紧急程度: '一般' })
  }
  const reply = {
    ...{
      答复_事实: '换热站故障',
      答复_措施: '11月24日已修复，室温20度',
      答复_依据: '供热条例',
      答复_联系人: '客服 0800-555-0101',
      答复_日期: '2026-11-24',
    },
    ...{ 答复内容: '换热站11月24日已修复，室温达到20度。', 诉求点: [{ 诉求: '供暖', 答复: '已恢复' }] },
  }

  it('counts five working days over the National Day from the first dispatch, and stops only while it is paused, H7', async () => {
    const { start, triage } = tickets().find((one) => one.triage?.['事项'] === '供热不热')!
    const walk = await CaseWalk.begin(desk, 'hotline', 'zuoxi1', '2026-09-24T09:00+08:00')
    await (await walk.act('zuoxi1', '登记', start)).act('zuoxi1', '送派单', triage!)
    await walk.act('paidan1', '派单', { 主办单位: 'G02 云泽热力公司', 紧急程度: '一般' })
    const limits = () => deadlineStates(walk.definition, walk.record, walk.nowMs).filter(({ key }) => key.startsWith('办理'))
    expect(limits().map(({ key, due }) => [key, due.state, 'lastDay' in due && due.lastDay])).toEqual([
      ['办理五日', 'due', '2026-10-09'],
    ])
    await walk.act('g02-cb', '签收')
    await walk.act('g02-cb', '申请暂停', { 暂停原因: '等来电人补充材料' })
    expect(limits()[0]!.due.state).toBe('due')
    await walk.sign('zhiban1')
    expect([walk.state, limits()[0]!.due.state]).toEqual(['暂停办理', 'paused'])
    await walk.later(4 * 24 * 60).act('g02-cb', '恢复')
    // Four days on is Monday the 28th: of the days since the 24th that one was the first to count, and it was paused.
    expect(limits().map(({ due }) => 'lastDay' in due && due.lastDay)).toEqual(['2026-10-10'])
    await walk.act('g02-cb', '申请延期', { 延期理由: '换热站要整体更换' })
    await walk.sign('zhiban1', 'reject')
    await expect(walk.act('g02-cb', '申请延期', { 延期理由: '再申请一次' })).rejects.toEqual(refused('CASE_ACTION_UNKNOWN'))
  })

  it('is returned with its basis, designated at the second dispute, and then cannot be returned, H6', async () => {
    const walk = await dispatched()
    await expect(walk.act('g02-cb', '申请退单', { 退单理由: '不归我公司管' })).rejects.toEqual(refused('CASE_VALUES_INVALID'))
    const back = { 退单理由: '不归我公司管', 退单职责依据: '供热条例第三条' }
    await expect(walk.act('g01-cb', '申请退单', back)).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await (await walk.act('g02-cb', '申请退单', back)).sign('zhiban1')
    expect(walk.state).toBe('待派单')
    await walk.act('paidan1', '派单', { 主办单位: 'G02 云泽热力公司', 紧急程度: '一般' })
    await (await walk.act('g02-cb', '申请退单', back)).sign('zhiban1')
    expect(walk.state).toBe('待指定')
    await walk.act('zhiban1', '指定', { 主办单位: 'G02 云泽热力公司' })
    await expect(walk.act('g02-cb', '申请退单', back)).rejects.toEqual(refused('CASE_ACTION_UNKNOWN'))
  })

  it('is signed by the head of the unit, checked, called back and closed; a poor reply goes back, H9, H11', async () => {
    const walk = await dispatched()
    await walk.act('g02-cb', '签收')
    const poor = { 答复内容: '不属于我公司职责。我们会尽快处理，联系电话13800138000。', 诉求点: [{ 诉求: '供暖' }] }
    await walk.act('g02-cb', '提交答复', { ...reply, ...poor })
    await expect(walk.sign('g02-cb')).rejects.toEqual(refused('CASE_NOT_YOURS'))
    await walk.sign('g02-fz')
    expect([walk.state, walk.findings]).toEqual(['答复审核', ['H9-逐项', 'H9-推诿', 'H9-个人信息', 'H9-承诺']])
    expect(JSON.stringify(walk.record.fields['答复问题'])).not.toContain('13800138000')
    await expect(walk.act('huifang1', '通过')).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await walk.act('huifang1', '退回单位')
    await (await walk.act('g02-cb', '提交答复', reply)).sign('g02-fz')
    expect(walk.findings).toEqual([])
    await walk.act('huifang1', '通过')
    await expect(walk.act('huifang1', '登记回访', { 已联系: true })).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await walk.act('huifang1', '登记回访', { 已联系: true, 是否解决: '是', 满意度: 2 })
    expect(walk.state).toBe('待研究')
    await walk.act('zhiban1', '二次办理')
    await (await walk.act('g02-cb', '提交答复', reply)).sign('g02-fz')
    await walk.act('huifang1', '通过')
    await walk.act('huifang1', '登记回访', { 已联系: true, 是否解决: '是', 满意度: 3 })
    expect(walk.state).toBe('办结')
  })

  it('is refused on one of five grounds that a person confirms, with the right channel told for the first, H2', async () => {
    const grounds = tableOf('government', 'tables/hotline-grounds.csv')
      .slice(1)
      .map(([first = '']) => first)
    expect(grounds).toHaveLength(5)
    const walk = await registered(call('法院判了，我不服'))
    const ground = { 类型: '投诉', 不予受理情形: grounds[0]!, 受理依据: '原话：法院判了，我不服' }
    await expect(walk.act('zuoxi1', '不予受理', ground)).rejects.toEqual(refused('CASE_REQUIREMENT'))
    await walk.act('zuoxi1', '不予受理', { ...ground, 渠道告知: '上诉期内向上一级法院提出' })
    expect(walk.state).toBe('不予受理')
  })

  it('keeps who called from the unit where secrecy was asked for, H10', async () => {
    const walk = await triaged(tickets().find(({ start }) => start['要求保密'] === true)!)
    expect(walk.record.fields['办理联系方式']).toBe('要求保密，由热线中心转达')
    for (const key of ['来电人', '来电号码', '地址']) expect(walk.definition.fields.get(key)?.sensitive).not.toContain('承办单位')
  })
})
