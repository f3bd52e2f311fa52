import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestKnowledge } from '../test-knowledge.ts'
import { askDesk, testDesk } from './test-desk.ts'

let base: TestKnowledge

beforeAll(async () => {
  base = await testDesk()
})
afterAll(() => base.remove())

/** Where each extract stands, and all that is quoted. */
async function answer(desk: 'policies' | 'manuals', question: string) {
  const { outcome, extracts } = await askDesk(base, desk, question)
  return {
    outcome,
    places: extracts.map(({ hit }) => `${hit.document.path} ${hit.passage.locator}`),
    text: extracts.map(({ lead, text }) => `${lead ?? ''}${text}`).join('\n'),
  }
}

describe('extractAnswer: the right clause', () => {
  it.each([
    ['policies', '博士租房补贴每月多少钱', 'rent.md 第五条', '1500元'],
    ['policies', '硕士研究生的房补一个月多少', 'rent.md 第五条', '1000元'],
    ['policies', '租房补贴最长能领多久', 'rent.md 第六条', '36个月'],
    ['policies', '租房补贴多少个工作日审核完', 'rent.md 第八条', '15个工作日'],
    ['policies', '不拴狗链罚多少钱', 'dogs.md 第八条', '200元以上500元以下'],
    ['policies', '犬只伤人怎么办', 'dogs.md 第七条', '送医'],
    ['policies', '一户能养几只犬', 'dogs.md 第四条', '一只'],
    ['policies', '补领居住证多少钱', 'permit.md 第五条', '20元'],
    ['policies', '暂住证多久签注一次', 'permit.md 第四条', '每年'],
    ['policies', '居住证补领的电话是多少', 'windows.md A02', '0800-555-0102'],
    ['policies', '人才安居补贴受理窗口电话', 'windows.md A01', '0800-555-0101'],
    ['policies', '食品经营许可在哪个窗口', 'windows.md B02', 'B02'],
    ['manuals', 'HX-630液压系统压力是多少', 'hx630.md 2.1', '7.0 MPa'],
    ['manuals', '630液压站压力打到多少', 'hx630.md 2.1', '7.0 MPa'],
    ['manuals', 'HX-500液压压力多少', 'hx500.md 2', '5.5 MPa'],
    ['manuals', 'HX-630主轴润滑油多久换一次', 'hx630.md 3.1', '2000 h'],
    ['manuals', '主轴拉刀力低于多少不能加工', 'hx630.md 3.2', '20 kN'],
    ['manuals', '刀库凸轮箱多久换油', 'hx630.md 4.1', '3000 h'],
    ['manuals', 'How often do I change the hydraulic oil?', 'quick.md 2', '4000 hours'],
    ['manuals', 'How long should I wait before touching the electrical cabinet?', 'quick.md 1', '10 minutes'],
    ['manuals', 'Who do I call for injuries?', 'quick.md 4', '8120'],
  ] as const)('at the %s desk: %s', async (desk, question, place, words) => {
    const { outcome, places, text } = await answer(desk, question)
    expect(outcome).toBe('answered')
    expect(places[0]).toBe(place)
    expect(text).toContain(words)
  })
})

describe('extractAnswer: codes and models', () => {
  it.each([
    ['HX-630报E-203怎么处理', 'alarms630.md E-203'],
    ['hx630报e203怎么处理', 'alarms630.md E-203'],
    ['ＨＸ－６３０报Ｅ－２０３怎么处理', 'alarms630.md E-203'],
    ['HX-500报E-203是什么意思', 'alarms500.md E-203'],
    ['e305什么意思', 'alarms630.md E-305'],
    ['HX630-SP-0412是什么备件', 'hx630.md 3.2'],
  ])('finds the entry: %s', async (question, place) => {
    expect(await answer('manuals', question)).toMatchObject({
      outcome: 'answered',
      places: expect.arrayContaining([place]) as string[],
    })
    expect((await answer('manuals', question)).places[0]).toBe(place)
  })

  it.each([
    'HX-630报E-999怎么处理',
    'E-2031怎么处理',
    'E-20报警怎么处理',
    '备件HX630-SP-9999是什么',
    'What does alarm E-999 mean?',
    '第九十九条规定了什么',
  ])('refuses a code that nothing names: %s', async (question) => {
    expect(await answer('manuals', question)).toEqual({ outcome: 'refused', places: [], text: '' })
  })

  it.each(['HX-630报E-207是什么意思', 'HX-500报E-701怎么处理', 'VMC-850主轴润滑油多久换一次'])(
    'refuses a code of another model: %s',
    async (question) => {
      expect((await answer('manuals', question)).outcome).toBe('refused')
    },
  )

  it('takes a passage on either of two models asked about', async () => {
    expect((await answer('manuals', 'HX-630和HX-500的液压系统压力分别是多少')).places).toEqual(
      expect.arrayContaining(['hx630.md 2.1', 'hx500.md 2']),
    )
  })

  it('asks the other desk in vain', async () => {
    expect((await answer('policies', 'E-203怎么处理')).outcome).toBe('refused')
    expect((await answer('manuals', '租房补贴每月多少钱')).outcome).toBe('refused')
  })
})

describe('extractAnswer: what no document can answer', () => {
  it.each([
    ['a document that is not there', ['《育儿补贴办法》第八条规定补贴多少', '《租房补贴管理条例》里博士每月补贴多少钱']],
    ['a judgement of people', ['哪个窗口的人水平更差', '狗咬人了该怪谁']],
    [
      'a live state',
      [
        '现在A01窗口排队的人多吗',
        '仓库现在还有几个HX630-SP-0412',
        '今天谁值班',
        '今天天气怎么样',
        '我的居住证办到哪一步了',
        '帮我查一下我的补贴申请进度',
        'Who is on duty tonight?',
        'What is the weather today?',
      ],
    ],
    [
      'an opinion',
      ['你觉得租房补贴公平吗', '你认为HX-630好吗', '哪个牌子的狗粮更好', 'Do you think the HX-630 is better than the HX-500?'],
    ],
    ['another place', ['江浦市租房补贴多少', '上海市养犬登记收费吗', '北京的居住证补领多少钱']],
    [
      'something no document speaks of',
      ['公积金贷款利率是多少', '网约车驾驶证怎么考', '护照怎么换发', 'How do I renew my passport?'],
    ],
  ])('refuses %s', async (_, questions) => {
    for (const question of questions) {
      expect((await answer('policies', question)).outcome, question).toBe('refused')
      expect((await answer('manuals', question)).outcome, question).toBe('refused')
    }
  })

  it('refuses a question for a telephone number when the evidence has none', async () => {
    expect((await answer('policies', '犬只伤人后打什么电话')).outcome).toBe('refused')
    expect((await answer('manuals', '液压系统压力低打什么电话')).outcome).toBe('refused')
  })

  it('refuses an amount in a unit the evidence does not have', async () => {
    expect((await answer('manuals', 'HX-630主轴拉刀力是多少毫米')).outcome).toBe('refused')
    expect((await answer('manuals', 'HX-630地脚螺栓拧多少牛米')).outcome).toBe('refused')
  })

  it.each(['', ' ', '？', '吗', '请问', '\0', 'a'.repeat(2000), '怎么办', '😀'])('refuses %j', async (question) => {
    expect((await answer('policies', question)).outcome).toBe('refused')
  })
})

describe('extractAnswer: what is quoted', () => {
  it('the whole list with its lead, when a list is asked for', async () => {
    const { places, text } = await answer('policies', '申请租房补贴要带哪些材料')
    expect(places[0]).toBe('rent.md 第七条')
    for (const item of ['应当提交下列材料：', '（一）身份证复印件', '（二）学历证书', '（三）劳动合同', '（四）房屋租赁合同'])
      expect(text).toContain(item)
    const conditions = (await answer('policies', '申请租房补贴要什么条件')).text
    for (const item of ['同时符合下列条件：', '（一）', '（二）', '（三）', '（四）未享受公共租赁住房保障'])
      expect(conditions).toContain(item)
  })

  it('all steps, when steps are asked for', async () => {
    const { places, text } = await answer('manuals', 'HX-630主轴换油步骤')
    expect(places[0]).toBe('hx630.md 3.3')
    for (const item of ['按下列步骤进行：', '1. 停机断电', '2. 打开放油阀', '3. 更换进油滤芯', '4. 加注新油', '5. 空运转 30 min'])
      expect(text).toContain(item)
  })

  it('a row of a table as a whole', async () => {
    expect((await answer('manuals', 'HX-630报E-203怎么处理')).text).toBe(
      '代码：E-203；含义：液压系统压力低；处理：检查油位、回油滤芯和溢流阀',
    )
  })

  it('two passages, when two things are asked', async () => {
    expect((await answer('policies', '补领居住证收多少钱，电话是多少')).places.sort()).toEqual([
      'permit.md 第五条',
      'windows.md A02',
    ])
    expect((await answer('policies', '租房补贴标准是多少，养犬登记收费吗')).places.sort()).toEqual([
      'dogs.md 第五条',
      'rent.md 第五条',
    ])
    expect((await answer('manuals', 'HX-630 E-203和E-305分别是什么')).places.sort()).toEqual([
      'alarms630.md E-203',
      'alarms630.md E-305',
    ])
    const both = (await answer('manuals', 'HX-630液压油用什么牌号，主轴润滑油多久换一次')).text
    expect(both).toContain('L-HM46')
    expect(both).toContain('2000 h')
  })

  it('always words of the passage as they stand, and never more than three passages', async () => {
    const questions = [
      '申请租房补贴要什么条件',
      '补领居住证多少钱，电话是多少',
      '租房补贴标准是多少，养犬登记收费吗',
      '居住证逾期未签注有什么后果',
      '犬只伤人怎么办',
    ]
    for (const question of questions) {
      const { extracts, confidence } = await askDesk(base, 'policies', question)
      expect(extracts.length, question).toBeGreaterThan(0)
      expect(new Set(extracts.map(({ hit }) => hit.passage.id)).size).toBeLessThanOrEqual(3)
      expect(confidence).toBeGreaterThan(0)
      expect(confidence).toBeLessThanOrEqual(1)
      for (const { hit, start, end, text, lead } of extracts) {
        expect(hit.passage.text.slice(start, end)).toBe(text)
        expect(text.trim()).toBe(text)
        if (lead !== undefined) expect(hit.passage.text).toContain(lead)
        const { stored } = await base.knowledge().document(hit.document.id)
        expect(stored.text.slice(hit.passage.start + start, hit.passage.start + end)).toBe(text)
      }
    }
  })

  it('refuses without evidence, whatever is asked', async () => {
    expect((await answer('policies', '租房补贴')).outcome).not.toBe(undefined)
    const nothing = await askDesk(base, 'policies', '\0')
    expect(nothing).toEqual({ outcome: 'refused', extracts: [], confidence: 0 })
  })
})
