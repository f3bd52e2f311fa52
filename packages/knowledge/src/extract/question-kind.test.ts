import { describe, expect, it } from 'vitest'
import { fold } from '../text/fold.ts'
import { answersInForm, asksForLiveState, asksForOpinion, questionKinds } from './question-kind.ts'

const kinds = (question: string) => questionKinds(fold(question).text)
const inForm = (quotation: string, question: string) => answersInForm(fold(quotation).text, fold(question).text, kinds(question))

describe('questionKinds', () => {
  it.each([
    ['补办居住证多少钱', 'amount'],
    ['审核要几个工作日', 'duration'],
    ['主轴油多久换一次', 'duration'],
    ['受理电话是多少', 'phone'],
    ['报销比例是多少', 'ratio'],
    ['窗口在哪里', 'place'],
    ['要带什么材料', 'list'],
    ['怎么办理', 'procedure'],
    ['找谁签字', 'who'],
    ['可以养两只吗', 'yes-no'],
    ['什么时候开始施行', 'time'],
    ['压力是多少', 'number'],
    ['How much does it cost?', 'amount'],
    ['How long does it take?', 'duration'],
    ['Where is the office?', 'place'],
    ['Which documents do I need?', 'list'],
    ['How do I change the oil?', 'procedure'],
    ['May I keep two dogs?', 'yes-no'],
  ] as const)('%s asks for: %s', (question, kind) => {
    expect(kinds(question)).toContain(kind)
  })

  it.each(['补办居住证多少钱', '主轴油多久换一次', '受理电话是多少'])(
    'does not take any figure for an answer to %s',
    (question) => {
      expect(kinds(question)).not.toContain('number')
    },
  )

  it('knows no form for a bare topic', () => {
    expect(kinds('养犬登记')).toEqual([])
  })
})

describe('answersInForm', () => {
  it.each([
    ['电话：0800-555-0101', '受理电话是多少'],
    ['收取工本费20元', '补办要多少钱'],
    ['不收取费用', '登记多少钱'],
    ['每 2000 h 更换', '多久换一次油'],
    ['三十日内办理', '多久能办好'],
    ['拧紧力矩 90 N·m', '螺栓拧多少牛米'],
    ['间隙 0.5 mm', '间隙是多少毫米'],
    ['应当登记', '养犬要登记吗'],
    ['任意文字', '养犬登记'],
  ])('“%s” may answer: %s', (quotation, question) => {
    expect(inForm(quotation, question)).toBe(true)
  })

  it.each([
    ['到居住地派出所办理', '受理电话是多少'],
    ['补办应当提交身份证', '补办要多少钱'],
    ['更换润滑油并检查', '多久换一次油'],
    ['拉刀力为 25 kN', '螺栓拧多少牛米'],
    ['压力 7.0 MPa', '间隙是多少毫米'],
  ])('“%s” cannot answer: %s', (quotation, question) => {
    expect(inForm(quotation, question)).toBe(false)
  })
})

describe('asksForLiveState and asksForOpinion', () => {
  it.each([
    '现在窗口排队的人多吗',
    '仓库现在还有几个滤芯',
    '今天谁值班',
    '明天天气怎么样',
    '帮我查一下我的申请进度',
    '我的居住证办到哪一步了',
    'Right now, how many filters are in stock?',
    'What will the weather be like tomorrow?',
    'Who is on duty tonight?',
    'What is my application status?',
  ])('no document can tell: %s', (question) => {
    expect(asksForLiveState(fold(question).text)).toBe(true)
  })

  it.each(['你觉得公平吗', '哪个牌子更好', '你推荐哪个', 'Do you think it is fair?', 'Which is better?'])(
    'documents do not judge: %s',
    (question) => {
      expect(asksForOpinion(fold(question).text)).toBe(true)
    },
  )

  it.each([
    '现在的补贴标准是多少',
    '居住证现在怎么办',
    '库存备件怎么领用',
    '值班制度是什么',
    '补贴怎么发放',
    '我的居住证丢了怎么补办',
    '润滑油用哪个牌号',
    'What is the current fee?',
    'Who may be on duty?',
    'How do I leave the queue?',
    'How do I apply?',
  ])('a document may tell: %s', (question) => {
    expect(asksForLiveState(fold(question).text)).toBe(false)
    expect(asksForOpinion(fold(question).text)).toBe(false)
  })
})
