import type { Hit } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { checkAnswer } from '../check-answer.ts'
import { hit, issuesOf, press, rent, visit } from './test-passages.ts'

describe('checkAnswer: articles, document numbers, titles', () => {
  const rule = hit(
    'rule',
    '第八条 租房补贴标准为每人每月1500元。\n申请人应当符合第六条至第七条的规定，并提交下列材料：\n（一）身份证；\n（二）租房合同。\n按照国发〔2021〕3号和《住房租赁条例》办理，检测执行 GB/T 9704-2012。',
    { number: '云政办〔2024〕12号' },
  )
  const manual = hit(
    'manual',
    '3.2.1 报警处理\n出现 E-203 时停机，见 4.5 节和附录。',
    { title: 'HX-630 使用说明书 第三册' },
    '3.2.1',
  )
  const both = [rule, manual]

  it.each([
    '依据第八条，标准为每人每月1500元。[1]',
    '依据第8条第二款第（二）项提交租房合同。[1]',
    '依据第六条、第七条提出申请。[1]',
    '依据第六、七条提出申请。[1]',
    '见第二章的规定办理申请。[1]',
    '依据云政办〔2024〕12号和国发〔2021〕3号办理。[1]',
    '根据云政办[2024]12号文件办理申请。[1]',
    '《人才租房补贴办法》规定每人每月1500元。[1]',
    '《租房补贴办法》和《住房租赁条例》都适用。[1]',
    '排版执行 GB/T 9704-2012 的规定。[1]',
    '排版执行 GB/T 9704 的规定办理。[1]',
    '按3.2.1处理报警E-203，另见4.5节。[2]',
    '按《HX-630 使用说明书》处理报警。[2]',
    '报警 E203 出现时应当立即停机。[2]',
    '按云政办〔2024〕12号第八条，报警E-203时停机。[1][2]',
  ])('%s is borne out', (text) => expect(issuesOf(text, '', both)).toEqual([]))

  it.each([
    ['依据第九条，标准为每人每月1500元。[1]', 'article-not-found: 第九条'],
    ['依据第八条第九款提交租房合同。[1]', 'article-not-found: 第八条第九款'],
    ['依据第八条第（五）项提交租房合同。[1]', 'article-not-found: 第八条第（五）项'],
    ['依据第六、九条提出租房补贴申请。[1]', 'article-not-found: 第六、九条'],
    ['依据第八条之一提出租房补贴申请。[1]', 'article-not-found: 第八条之一'],
    ['见第三章的规定办理补贴申请。[1]', 'article-not-found: 第三章'],
    ['依据第八条办理租房补贴申请。[2]', 'article-not-found: 第八条'],
    ['按3.2.2处理本机的全部报警。[2]', 'article-not-found: 3.2.2'],
    ['报警E-204出现时应当立即停机。[2]', 'article-not-found: E-204'],
    ['依据云政办〔2024〕21号办理申请。[1]', 'document-number-not-found: 云政办〔2024〕21号'],
    ['依据云政发〔2024〕12号办理申请。[1]', 'document-number-not-found: 云政发〔2024〕12号'],
    ['依据国务院令第711号办理申请。[1]', 'document-number-not-found: 国务院令第711号'],
    ['排版执行 GB/T 9704-2013 的规定。[1]', 'document-number-not-found: GB/T 9704-2013'],
    ['依据云政办〔2024〕12号办理申请。[2]', 'document-number-not-found: 云政办〔2024〕12号'],
    ['《人才租房补贴办法实施细则》规定按月发放。[1]', 'quote-not-found: 《人才租房补贴办法实施细则》'],
    ['《住房租赁条例》规定出现报警时停机。[2]', 'quote-not-found: 《住房租赁条例》'],
    ['咨询电话为0536-8012345，工作日接听。[1]', 'number-not-found: 0536-8012345'],
    ['更换备件HX630-SP-0412后再开机。[2]', 'number-not-found: HX630-SP-0412'],
  ])('%s is not', (text, issue) => expect(issuesOf(text, '', both)).toEqual([issue]))

  it('takes an article or a title within a quotation for a part of the quotation', () => {
    expect(issuesOf('规定是“申请人应当符合第六条至第七条的规定”。[1]', '', both)).toEqual([])
    expect(issuesOf('规定是“申请人应当符合第九条和《某法》的规定”。[1]', '', both)).toEqual([
      'quote-not-found: “申请人应当符合第九条和《某法》的规定”',
    ])
  })

  it('does not let the question bear out an alarm that the passage does not speak of', () => {
    expect(issuesOf('报警E-204出现时应当立即停机。[2]', 'E-204怎么处理', both)).toEqual(['article-not-found: E-204'])
  })
})

describe('checkAnswer: comparisons, ranges, dates', () => {
  it.each([
    ['单次补偿超过1.5万元。[2]', ['number-not-found: 1.5万元']],
    ['一级故障30分钟后到场即可。[2]', ['number-not-found: 30分钟']],
    ['一级故障应在30分钟以内到场。[2]', []],
    ['自5月10日起可以申请补贴。[1]', ['number-not-found: 5月10日']],
    ['自5月1日起可以申请补贴。[1]', []],
    ['应当在10日内办结补贴申请。[1]', ['number-not-found: 10日']],
  ])('%s', (text, issues) => expect(issuesOf(text)).toEqual(issues))

  it('does not find a number in a part of another', () => {
    expect(issuesOf('环境温度不低于10℃即可开机。[1]', '', [press])).toEqual(['number-not-found: 10℃'])
    expect(issuesOf('压力应保持在0.6-0.8MPa之间。[1]', '', [press])).toEqual(['number-not-found: 0.8MPa'])
  })
})

describe('checkAnswer: validity', () => {
  const withValidity = (validity: Hit['document']['validity']): Hit => ({ ...rent, document: { ...rent.document, validity } })

  it.each(['not-yet', 'expired', 'repealed', 'unconfirmed'] as const)('names the mark of a document that is %s', (validity) => {
    const text = '租房补贴标准为每人每月1500元。[1]'
    expect(issuesOf(text, '', [withValidity(validity), visit])).toEqual(['not-in-force: [1]'])
    expect(checkAnswer(text, [withValidity(validity)], '').citations[0]?.validity).toBe(validity)
  })

  it('names none of a document that is in force with amendments', () => {
    expect(issuesOf('租房补贴标准为每人每月1500元。[1]', '', [withValidity('amended')])).toEqual([])
  })

  it('copies the revision and the figures of what is cited', () => {
    const cited = { ...rent, passage: { ...rent.passage, figures: ['fig-1'] }, document: { ...rent.document, revision: 3 } }
    expect(checkAnswer('每人每月1500元。[1]', [cited], '').citations[0]).toMatchObject({ revision: 3, figures: ['fig-1'] })
    expect(checkAnswer('每人每月1500元。[1]', [rent], '').citations[0]).not.toHaveProperty('revision')
  })
})

describe('checkAnswer: quotations in quotations', () => {
  it.each([
    ['办法规定“申请人应当在‘毕业后三年’内提出”。[1]', []],
    ['办法规定「补贴『每人每月1500元』按年发」。[1]', ['quote-not-found: 「补贴『每人每月1500元』按年发」']],
    ['办法规定“租房补贴标准为……发放期限为36个月”。[1]', []],
    ['办法规定“发放期限为36个月……租房补贴标准”。[1]', ['quote-not-found: “发放期限为36个月……租房补贴标准”']],
  ])('%s', (text, issues) => expect(issuesOf(text)).toEqual(issues))
})
