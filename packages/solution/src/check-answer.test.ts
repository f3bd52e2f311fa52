import { describe, expect, it } from 'vitest'
import { checkAnswer } from './check-answer.ts'
import { issuesOf, passages, press, rent } from './check-answer/test-passages.ts'

const marksOf = (text: string): number[] => checkAnswer(text, passages, '').citations.map(({ mark }) => mark)

describe('checkAnswer: marks', () => {
  it.each([
    ['租房补贴标准为每人每月1500元[1]。', [1]],
    ['租房补贴标准为每人每月1500元。[1]', [1]],
    ['租房补贴标准为每人每月1500元。 [1] 一级故障30分钟内到场。 [2]', [1, 2]],
    ['补贴和到场都有规定【1】【2】。', [1, 2]],
    ['补贴和到场都有规定［1］。', [1]],
    ['补贴和到场都有规定[2, 1]。', [1, 2]],
    ['补贴和到场都有规定[1，2]。', [1, 2]],
    ['补贴和到场都有规定[1、2]。', [1, 2]],
    ['补贴和到场都有规定[1][2][1]。', [1, 2]],
    ['The subsidy is 1500元 a month. [1] An engineer comes within 30 minutes. [2]', [1, 2]],
  ])('%s cites %j', (text, marks) => {
    expect(marksOf(text)).toEqual(marks)
    expect(issuesOf(text)).toEqual([])
  })

  it.each([
    ['补贴发放期限为36个月[3]。', ['sentence-without-mark: 补贴发放期限为36个月[3]。', 'unknown-mark: [3]']],
    ['补贴发放期限为36个月[1, 7]。', ['unknown-mark: [1, 7]']],
    ['补贴发放期限为36个月【99】[1]。', ['unknown-mark: 【99】']],
    ['补贴发放期限为36个月[0][1]。', ['unknown-mark: [0]']],
  ])('%s names a passage that does not exist', (text, issues) => {
    expect(issuesOf(text)).toEqual(issues)
  })

  it('does not take a year in brackets or an empty pair for a mark', () => {
    expect(marksOf('云政办〔2024〕12号、[2024]和[]都不是出处，[1]才是。')).toEqual([1])
  })

  it('has no citation for a mark that names nothing', () => {
    expect(marksOf('补贴发放期限为36个月[3]。')).toEqual([])
  })

  it("counts no mark of the next line as this line's", () => {
    expect(issuesOf('补贴由区人社局按月发放到个人。\n[1] 每人每月1500元。')).toEqual([
      'sentence-without-mark: 补贴由区人社局按月发放到个人。',
    ])
  })

  it('quotes the sentence of the passage that the answer is about, where it stands in the document', () => {
    const { citations } = checkAnswer('毕业后三年内要提出申请。[1]', passages, '')
    const quote = '申请人应当在毕业后三年内提出申请。'
    const start = 100 + rent.passage.text.indexOf(quote)
    expect(citations).toEqual([
      {
        mark: 1,
        passageId: 'rent',
        documentId: 'doc-rent',
        document: 'rent.md',
        title: '人才租房补贴办法',
        number: '云政办〔2024〕12号',
        path: ['第二章 标准'],
        locator: '第八条',
        quote,
        start,
        end: start + quote.length,
        verified: true,
        validity: 'in-force',
      },
    ])
  })
})

describe('checkAnswer: quotes', () => {
  it.each([
    '办法规定“每人每月1500元”。[1]',
    '办法规定「每人每月 1500 元」。[1]',
    '办法规定"每人每月1500元"。[1]',
    '依据“人才租房补贴办法”第二章。[1]',
    '所谓"一级"，指"一级故障应在30分钟内到场"。[2]',
  ])('%s stands in the evidence', (text) => expect(issuesOf(text)).toEqual([]))

  it.each([
    ['办法规定“每人每月补贴水电费”。[1]', ['quote-not-found: “每人每月补贴水电费”']],
    ['办法规定“应在30分钟内到场”。[1]', ['quote-not-found: “应在30分钟内到场”', 'number-not-found: 30分钟']],
    ['先看“每人每月1500元”，再看“发放期限为永久”。[1]', ['quote-not-found: “发放期限为永久”']],
    ['规定是“应当先断电。然后挂牌。”[2]', ['quote-not-found: “应当先断电。然后挂牌。”']],
  ])('%s does not', (text, issues) => expect(issuesOf(text)).toEqual(issues))

  it('takes no single quoted word for a quotation', () => {
    expect(issuesOf('按“停止”键后补贴照常发放。[1]')).toEqual([])
  })
})

describe('checkAnswer: numbers', () => {
  it.each([
    '每人每月1500元，共36个月。[1]',
    '每人每月1,500元。[1]',
    '每人每月１５００元。[1]',
    '每人每月0.15万元。[1]',
    '补偿不超过15000元。[2]',
    '要在半年后、毕业后3年内提出。[1]',
    '一级故障要在三十分钟内到场。[2]',
    'An engineer comes within 30 minutes. [2]',
    '本办法2024年5月1日起施行。[1]',
    '本办法自 2024-05-01 起施行。[1]',
    '本办法2024年5月起施行，4月10日印发。[1]',
    '见云政办〔2024〕12号第八条。[1]',
  ])('%s is borne out', (text) => expect(issuesOf(text)).toEqual([]))

  it.each([
    ['每人每月2000元。[1]', '2000元'],
    ['每人每月500元，按月发放。[1]', '500元'],
    ['每人每月15000元，按月发放。[1]', '15000元'],
    ['补偿不超过15万元。[2]', '15万元'],
    ['一级故障要在30天内到场。[2]', '30天'],
    ['毕业后十三年内都可以申请。[1]', '十三年'],
    ['发放期限为六个月，过期作废。[1]', '六个月'],
    ['本办法2024年1月5日起施行。[1]', '2024年1月5日'],
    ['本办法自2027-01-01起施行。[1]', '2027-01-01'],
    ['本办法2024年13月45日起施行。[1]', '2024年13月45日'],
    ['补贴比例为房租的50%。[1]', '50%'],
    ['An engineer comes within 45 minutes. [2]', '45 minutes'],
    ['单次补偿不超过十万元整。[2]', '十万元'],
  ])('%s is not', (text, number) => expect(issuesOf(text)).toEqual([`number-not-found: ${number}`]))

  it.each([
    ['压力应保持在0.4-0.6MPa。[1]', []],
    ['压力应保持在0.4～0.6 MPa之间。[1]', []],
    ['环境温度不低于-10℃。[1]', []],
    ['报警E-203按GB/T 7714-2015处理。[1]', []],
    ['压力应保持在0.9-1.2MPa。[1]', ['number-not-found: 0.9', 'number-not-found: 1.2MPa']],
    ['环境温度不低于-20℃。[1]', [expect.stringMatching(/^number-not-found: -?20℃$/)]],
    ['间隙为10-25mm，过大须调整。[1]', ['number-not-found: 25mm']],
    ['间隙为10～20 m，过大须调整。[1]', ['number-not-found: 20 m']],
  ])('reads ranges, signs and codes: %s', (text, issues) => expect(issuesOf(text, '', [press])).toEqual(issues))

  it('holds a number against the cited passage, not against any other', () => {
    expect(issuesOf('发放期限为36个月。[2]')).toEqual(['number-not-found: 36个月'])
    expect(issuesOf('发放期限为36个月。[1][2]')).toEqual([])
  })

  it('lets an answer repeat numbers and dates of the question', () => {
    const text = '您2021年6月30日毕业、月薪8000元，可以申请租房补贴。[1]'
    expect(issuesOf(text, '我2021-06-30毕业，月薪8000元，能申请吗')).toEqual([])
    expect(issuesOf(text, '能申请吗')).toEqual(['number-not-found: 2021年6月30日', 'number-not-found: 8000元'])
  })

  it.each(['1. ', '2、', '3) ', '（4）', '(5) ', '- 6. ', '## 7、', '第8步：', '步骤9：', 'Step 10: ', '**11.** '])(
    'does not take the ordinal %j for a number',
    (head) => {
      expect(issuesOf(`${head}补贴按月发放给申请人本人。[1]`)).toEqual([])
    },
  )

  it('still sees a number behind an ordinal, and one that begins a line', () => {
    expect(issuesOf('1. 每人每月800元。[1]')).toEqual(['number-not-found: 800元'])
    expect(issuesOf('800元每月，按月发放给本人。[1]')).toEqual(['number-not-found: 800元'])
    expect(issuesOf('8.5元每月，按月发放给本人。[1]')).toEqual(['number-not-found: 8.5元'])
  })

  it('takes marks for no numbers', () => {
    expect(issuesOf('补贴按月发放给申请人本人[1][2]。')).toEqual([])
  })
})

describe('checkAnswer: sentences without a mark', () => {
  it.each([
    '## 申请条件和发放标准如下',
    '**申请条件和发放标准**：',
    '申请条件和发放标准如下：',
    '您问的是哪一种租房补贴呢？',
    '您好！',
    '---',
    '',
  ])('%j states nothing', (line) => {
    expect(issuesOf(`${line}\n每人每月1500元。[1]`)).toEqual([])
  })

  it.each([
    ['补贴由区人社局按月发放到个人账户。', '补贴由区人社局按月发放到个人账户。'],
    ['每人每月1500元。[1]补贴由区人社局按月发放。', '补贴由区人社局按月发放。'],
    ['每人每月1500元。 [1] 补贴由区人社局按月发放。', '补贴由区人社局按月发放。'],
    ['- 补贴由区人社局按月发放\n- 每人每月1500元[1]', '- 补贴由区人社局按月发放'],
    ['The subsidy is paid by the district office.', 'The subsidy is paid by the district office.'],
  ])('%j has one', (text, sentence) => expect(issuesOf(text)).toEqual([`sentence-without-mark: ${sentence}`]))

  it('gives nothing at all for an empty answer', () => {
    expect(checkAnswer('', passages, '问')).toEqual({ citations: [], issues: [] })
  })

  it('names issues in the order of the text', () => {
    const { issues } = checkAnswer('每人每月9元[5]，又说“不存在的引文”。[1]另有规定由区人社局解释。', passages, '')
    expect(issues.map(({ kind }) => kind)).toEqual([
      'number-not-found',
      'unknown-mark',
      'quote-not-found',
      'sentence-without-mark',
    ])
    expect(issues.map(({ start }) => start)).toEqual(issues.map(({ start }) => start).sort((a, b) => a - b))
  })
})
