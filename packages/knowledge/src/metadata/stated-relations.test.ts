import { describe, expect, it } from 'vitest'
import { plainTextReader } from '../reader/plain-text.ts'
import { statedFacts, type StatedFacts } from './document-facts.ts'

const stated = async (text: string): Promise<StatedFacts> =>
  statedFacts(await plainTextReader.read(new TextEncoder().encode(text), 'a.txt'), 'a')
const rule = (tail: string): Promise<StatedFacts> =>
  stated(
    `云泽市人才安居补贴办法\n云政规〔2024〕6号\n第一条　为了吸引人才，制定本办法。\n第二条　本办法自2024年5月1日起施行。${tail}`,
  )

describe('what a document ends', () => {
  it.each([
    ['the number alone', '云政规〔2020〕11号同时废止。', [{ number: '云政规〔2020〕11号' }]],
    [
      'two numbers',
      '云政规〔2020〕11号、云政发〔2015〕3号同时废止。',
      [{ number: '云政规〔2020〕11号' }, { number: '云政发〔2015〕3号' }],
    ],
    ['原《…》', '原《云泽市人才补贴办法》同时废止。', [{ title: '云泽市人才补贴办法' }]],
    ['who issued it and when', '市人民政府2019年印发的《人才补贴办法》同时废止。', [{ title: '人才补贴办法', year: 2019 }]],
    [
      'who issued it and the day',
      '2019年7月1日市人民政府发布的《人才补贴办法》同时废止。',
      [{ title: '人才补贴办法', year: 2019 }],
    ],
    ['自行废止', '《人才补贴办法》自行废止。', [{ title: '人才补贴办法' }]],
    ['停止执行', '《人才补贴办法》同时停止执行。', [{ title: '人才补贴办法' }]],
    ['its own day', '《人才补贴办法》自2025年1月1日起废止。', [{ title: '人才补贴办法', on: '2025-01-01' }]],
    ['a title within a title', '《关于印发〈人才补贴办法〉的通知》同时废止。', [{ title: '关于印发〈人才补贴办法〉的通知' }]],
    [
      'the trial version of itself',
      '《云泽市人才安居补贴办法（试行）》同时废止。',
      [{ title: '云泽市人才安居补贴办法（试行）' }],
    ],
  ])('reads %s', async (_, tail, repeals) => {
    expect((await rule(tail)).repeals).toEqual(repeals)
  })

  it.each([
    ['what differs from it', '此前规定与本办法不一致的，以本办法为准。'],
    ['what differs from it and is not named', '与本办法不一致的规定同时废止。'],
    ['what another had ended before', '《人才补贴办法》已于2020年1月1日废止。'],
    ['a plan to end', '《人才补贴办法》拟废止。'],
    ['itself', '《云泽市人才安居补贴办法》有效期届满后自动失效。'],
    ['a licence', '许可证同时作废。'],
    ['a ground', '本办法根据《立法法》制定，有关规定同时废止。'],
  ])('ends nothing by %s', async (_, tail) => {
    expect((await rule(tail)).repeals).toEqual([])
  })

  it.each([
    ['第三条同时废止', '《人才补贴办法》（云政发〔2015〕1号）第三条、第五条同时废止。'],
    ['第二款停止执行', '《人才补贴办法》（云政发〔2015〕1号）中的第八条第二款同时停止执行。'],
    ['修改为', '将《人才补贴办法》（云政发〔2015〕1号）第六条修改为：“每月1500元。”'],
    ['作如下修改', '对《人才补贴办法》（云政发〔2015〕1号）作如下修改：'],
    ['作出修改', '对《人才补贴办法》（云政发〔2015〕1号）作出修改。'],
  ])('takes a part for a change: %s', async (_, tail) => {
    const { repeals, amends } = await rule(tail)
    expect(repeals).toEqual([])
    expect(amends).toEqual([{ title: '人才补贴办法', number: '云政发〔2015〕1号' }])
  })

  it('reads until when it puts off the end of another', async () => {
    expect((await rule('《人才补贴办法》有效期延长至2026年12月31日。')).amends).toEqual([
      { title: '人才补贴办法', ends: '2027-01-01' },
    ])
  })

  it.each([
    ['其他条款', '《人才补贴办法》其他条款继续有效。'],
    ['a mere reference', '奖励标准按照《人才补贴办法》第六条执行。'],
    ['a law that was changed', '依据《科技进步法》（2021年修订）制定本办法。'],
  ])('changes nothing by %s', async (_, tail) => {
    expect((await rule(tail)).amends).toEqual([])
  })

  it('takes nothing from a text that explains', async () => {
    const { repeals, amends } = await stated(
      '《云泽市人才安居补贴办法》解读\n发布单位：云泽市人力资源和社会保障局\n一、主要变化\n《暂行办法》（云政规〔2020〕11号）同时废止，对《细则》作出修改。',
    )
    expect([repeals, amends]).toEqual([[], []])
  })
})

describe('what a document does not take for its own', () => {
  it.each([
    ['an agreement', '协议自签订之日起生效，有效期3年。'],
    ['a fee', '新收费标准自2025年1月1日起执行。'],
    ['an article of another', '《条例》自2025年1月1日起施行。'],
    ['a condition', '2023年1月1日以后登记的企业，自登记之日起30日内备案。'],
    ['a pilot', '试点自2025年6月1日起开始。'],
    ['a licence', '食品经营许可证有效期至2027年1月1日。'],
    ['a card behind a semicolon', '居住证由公安机关签发；有效期一年。'],
  ])('%s', async (_, tail) => {
    const { facts } = await rule(tail)
    expect(facts).toMatchObject({ effective: '2024-05-01' })
    expect(facts.ends).toBeUndefined()
    expect(facts.unsure ?? []).toEqual([])
  })
})

describe('what is unsure', () => {
  const unsureOf = async (text: string) => (await stated(text)).facts.unsure
  const paper = (tail: string, signed = '云泽市民政局\n2024年3月5日') =>
    `云泽市民政局关于救助标准的通知\n云民规〔2024〕2号\n各区县民政局：\n${tail}\n${signed}`

  it('is nothing in a plain paper', async () => {
    expect(await unsureOf(paper('本通知自2024年4月1日起施行。'))).toBeUndefined()
  })

  it.each([
    ['a day without a year', '本通知自4月1日起施行。', 'effective'],
    ['a month without a day', '本通知自2024年4月起施行。', 'effective'],
    ['a term', '本通知自2024年秋季学期起执行。', 'effective'],
    ['the next month', '本通知自下月起执行。', 'effective'],
    ['two days', '本通知自2024年4月1日起施行。\n本通知自2024年5月1日起施行。', 'effective'],
    ['a mistaken digit', '本通知自2O24年4月1日起施行。', 'effective'],
    ['working days', '本通知自印发之日起10个工作日后施行。', 'effective'],
    ['the day of publication of a paper that is only signed', '本通知自公布之日起施行。', 'effective'],
    ['two ends', '本通知自2024年4月1日起施行，有效期3年。\n本通知有效期至2026年12月31日。', 'ends'],
    ['years from an unknown day', '本通知自4月1日起施行，有效期3年。', 'ends'],
  ])('is what rests on %s', async (_, tail, fact) => {
    expect(await unsureOf(paper(tail))).toContain(fact)
  })

  it('has no value where two days are as likely', async () => {
    const { facts } = await stated(paper('本通知自2024年4月1日起施行。\n本通知自2024年5月1日起施行。'))
    expect(facts.effective).toBeUndefined()
  })

  it('is the day of issue where no day was found', async () => {
    const { facts } = await stated(paper('本通知自印发之日起施行。', '云泽市民政局'))
    expect(facts.unsure).toContain('effective')
    expect(facts.effective).toBeUndefined()
  })

  it('is the title where only the file has a name', async () => {
    expect(await unsureOf('请大家注意，明天停水。\n后天恢复。')).toEqual(['title'])
  })

  it('is the level where the title alone tells it', async () => {
    expect(await unsureOf('主轴润滑作业指导书\n1 目的\n规范润滑。')).toContain('level')
  })
})
