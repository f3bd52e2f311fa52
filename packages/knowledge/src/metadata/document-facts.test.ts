import { describe, expect, it } from 'vitest'
import { plainTextReader } from '../reader/plain-text.ts'
import { markdownReader } from '../reader/markdown.ts'
import { statedFacts, type StatedFacts } from './document-facts.ts'

async function stated(text: string, name = 'a.txt'): Promise<StatedFacts> {
  const reader = name.endsWith('.md') ? markdownReader : plainTextReader
  return statedFacts(await reader.read(new TextEncoder().encode(text), name), name)
}
const factsOf = async (text: string, name?: string) => (await stated(text, name)).facts

describe('statedFacts: number and title', () => {
  it.each([
    ['发文字号 of its own line', '云泽市养犬管理办法\n云政规〔2023〕8号\n第一条　……', '云政规〔2023〕8号'],
    ['发文字号 behind a label', '云泽市养犬管理办法\n发文字号：云政规〔2023〕8号', '云政规〔2023〕8号'],
    ['发文字号 in brackets behind a date', '养犬管理办法\n（2023年4月21日云政规〔2023〕8号印发）', '云政规〔2023〕8号'],
    ['发文字号 in full width with small brackets', '养犬管理办法\n云政规﹝２０２３﹞８号', '云政规〔2023〕8号'],
    ['令号', '云泽市犬只管理规定\n云泽市人民政府令第35号', '云泽市人民政府令第35号'],
    ['令号 with spaces', '云泽市犬只管理规定\n云泽市人民政府令 第 35 号', '云泽市人民政府令第35号'],
    ['国令', '政府信息公开条例\n国令第711号', '国令第711号'],
    ['令号 of a ministry, with the year', '道路运输规定\n交通运输部令2021年第5号', '交通运输部令2021年第5号'],
    ['主席令 in numerals', '安全生产法\n中华人民共和国主席令第八十八号', '中华人民共和国主席令第八十八号'],
    ['文件编号', '主轴润滑作业指导书\n文件编号：SOP-EQ-014\n版次：C 版', 'SOP-EQ-014'],
    ['手册编号', 'HX-630 手册\n手册编号：HX630-MM-01', 'HX630-MM-01'],
  ])('reads %s', async (_, text, number) => {
    expect((await factsOf(text)).number).toBe(number)
  })

  it.each([
    ['设备编号', '点检记录\n设备编号：HX-630-07\n日期：……'],
    ['资产编号', '点检记录\n资产编号：ZC-2024-001'],
    [
      'the number of a paper it rests on',
      '关于做好人才工作的意见\n根据《关于支持人才的意见》（国发〔2019〕20号）和有关规定，提出如下意见。',
    ],
    ['the second number in brackets behind a title', '意见\n按照《人才办法》（国发〔2019〕20号、云政发〔2019〕3号）执行。'],
    ['a number it refers to', '实施方案\n根据云政发〔2019〕3号文件要求，制定本方案。'],
    ['a decree it refers to', '实施方案\n根据国务院令第711号，制定本方案。'],
    ['a number with a leading zero', '实施方案\n云政发〔2019〕012号'],
    ['none', '实施方案\n请各单位认真执行。'],
  ])('does not take for its own: %s', async (_, text) => {
    expect((await factsOf(text)).number).toBeUndefined()
  })

  it.each(['云政发[2019]3号', '云政发(2019)3号', '云政发【2019】3号'])(
    'puts right, unsurely, a number in other brackets: %s',
    async (number) => {
      expect(await factsOf(`实施方案\n${number}`)).toMatchObject({ number: '云政发〔2019〕3号', unsure: ['number', 'level'] })
    },
  )

  it.each([
    ['版次：C 版', 'C'],
    ['版本：V3.0', 'V3.0'],
    ['版本号：v2.1', 'v2.1'],
    ['版次：A/1', 'A/1'],
    ['版次：第3版', '第3版'],
    ['Version: 1.2', '1.2'],
    ['版本 V1.3', 'V1.3'],
  ])('reads the edition of %s', async (line, version) => {
    expect((await factsOf(`主轴手册\n${line}\n一、总则`)).version).toBe(version)
  })

  it.each(['数控软件版本 V5.2 以上适用', '不同版本 PLC 程序不得混用', '以最新版本为准'])(
    'reads no edition in %s',
    async (line) => {
      expect((await factsOf(`主轴手册\n${line}\n一、总则`)).version).toBeUndefined()
    },
  )

  it.each([
    ['the first heading', '# 养犬管理办法\n\n正文。', 'b.md', '养犬管理办法'],
    ['the first line', '养犬管理办法\n第一条　为了……，制定本办法。', 'b.txt', '养犬管理办法'],
    ['the file where the first line is a sentence', '为了加强管理，制定本办法。', 'b.txt', 'b.txt'],
    ['front matter before the heading', '---\ntitle: 犬只规定\n---\n# 养犬管理办法\n\n正文。', 'b.md', '犬只规定'],
    [
      'the heading where front matter leaves the title blank',
      '---\ntitle:\nversion: V1\n---\n# 养犬管理办法\n\n正文。',
      'b.md',
      '养犬管理办法',
    ],
  ])('takes the title from %s', async (_, text, name, title) => {
    expect((await factsOf(text, name)).title).toBe(title)
  })
})

describe('statedFacts: dates', () => {
  const rules = (tail: string): string =>
    `云泽市养犬管理办法\n云政规〔2023〕8号\n（2023年4月21日云泽市人民政府印发）\n第一条　……\n第二条　${tail}`

  it.each([
    ['自…起施行', '本办法自2023年6月1日起施行。', { effective: '2023-06-01' }],
    ['自…起实施', '本办法自2023-06-01起实施。', { effective: '2023-06-01' }],
    ['起正式施行', '本办法自2023年6月1日起正式施行。', { effective: '2023-06-01' }],
    ['Chinese numerals', '本办法自二〇二三年六月一日起施行。', { effective: '2023-06-01' }],
    ['Chinese numerals with a circle', '本办法自二○二三年十二月三十一日起施行。', { effective: '2023-12-31' }],
    ['full-width digits', '本办法自２０２３年６月１日起施行。', { effective: '2023-06-01' }],
    ['印发之日', '本办法自印发之日起施行。', { effective: '2023-04-21' }],
    ['公布之日', '本办法自公布之日起施行。', { effective: '2023-04-21' }],
    [
      '有效期至: the day after',
      '本办法自2023年6月1日起施行，有效期至2028年5月31日。',
      { effective: '2023-06-01', ends: '2028-06-01' },
    ],
    ['有效期5年', '本办法自2023年6月1日起施行，有效期5年。', { effective: '2023-06-01', ends: '2028-06-01' }],
    ['有效期为五年', '本办法自2023年6月1日起施行，有效期为五年。', { ends: '2028-06-01' }],
    ['有效期两年', '本办法自2023年6月1日起试行，有效期两年。', { ends: '2025-06-01' }],
    ['有效期 from … to …', '本办法自2023年6月1日起施行。有效期自2023年6月1日至2026年5月31日。', { ends: '2026-06-01' }],
    ['有效期延长至', '本办法有效期延长至2026年12月31日。', { ends: '2027-01-01' }],
  ])('reads %s', async (_, tail, facts) => {
    expect(await factsOf(rules(tail))).toMatchObject({ issued: '2023-04-21', ...facts })
  })

  it.each([
    ['a licence', '食品经营许可证的有效期为5年。本办法自2023年6月1日起施行。'],
    ['a card', '居住证有效期1年，期满前30日内签注。本办法自2023年6月1日起施行。'],
    ['a certificate with a day', '培训合格证有效期至2024年1月1日。本办法自2023年6月1日起施行。'],
    ['another paper', '《人才办法》有效期延长至2024年12月31日。本办法自2023年6月1日起施行。'],
  ])('does not end with the 有效期 of %s', async (_, tail) => {
    const facts = await factsOf(rules(tail))
    expect(facts.effective).toBe('2023-06-01')
    expect(facts.ends).toBeUndefined()
  })

  it('reads the labels of a plant procedure', async () => {
    const text =
      '# 主轴润滑作业指导书\n\n文件编号：SOP-EQ-014\n\n版本：V2.1\n\n编制日期：2022-02-10\n\n生效日期：2022-03-01\n\n状态：已作废（由 SOP-EQ-014 V3.0 替代）\n\n作废日期：2025-07-01\n\n## 1 目的\n\n……'
    expect(await factsOf(text, 'a.md')).toEqual({
      title: '主轴润滑作业指导书',
      number: 'SOP-EQ-014',
      version: 'V2.1',
      level: 'manual',
      written: '2022-02-10',
      effective: '2022-03-01',
      ends: '2025-07-01',
      endedBy: 'SOP-EQ-014 V3.0',
      ending: 'repealed',
    })
  })

  it('keeps that a document is withdrawn when no day is given', async () => {
    const facts = await factsOf('点检规程\n状态：已作废\n1 目的')
    expect(facts.endedBy).toBe('状态：已作废')
    expect(facts.ends).toBeUndefined()
  })

  it('lets front matter win', async () => {
    const text =
      '---\nnumber: SOP-1\nversion: V9\nissued: 2024-01-02\neffective: 2024-02-03\nends: 2025-01-01\n---\n# 规程\n\n文件编号：SOP-2\n\n版本：V1\n\n生效日期：2020-01-01\n\n有效期至2030年1月1日'
    expect(await factsOf(text, 'a.md')).toEqual({
      title: '规程',
      number: 'SOP-1',
      version: 'V9',
      issued: '2024-01-02',
      effective: '2024-02-03',
      ends: '2025-01-01',
      ending: 'expired',
      level: 'manual',
      unsure: ['level'],
    })
  })

  it.each(['自2023年2月30日起施行', '自2023年13月1日起施行', '自2023年6月起施行', '拟于明年施行'])(
    'takes no day from %s',
    async (tail) => {
      expect((await factsOf(`管理办法\n第一条　${tail}。`)).effective).toBeUndefined()
    },
  )

  it('reads the English label', async () => {
    expect(await factsOf('# Quick reference\n\nEffective from: 2025-07-01', 'a.md')).toMatchObject({ effective: '2025-07-01' })
  })
})

describe('statedFacts: repeals', () => {
  const repealsOf = async (tail: string) =>
    (await stated(`人才安居补贴办法\n云政规〔2024〕6号\n第一条　本办法自2024年5月1日起施行。${tail}`)).repeals

  it.each([
    [
      'one with its number',
      '《暂行办法》（云政规〔2020〕11号）同时废止。',
      [{ title: '暂行办法', number: '云政规〔2020〕11号' }],
    ],
    [
      'several',
      '《甲办法》（云政发〔2015〕1号）、《乙办法》（云泽市人民政府令第35号）和《丙规定》同时废止。',
      [
        { title: '甲办法', number: '云政发〔2015〕1号' },
        { title: '乙办法', number: '云泽市人民政府令第35号' },
        { title: '丙规定' },
      ],
    ],
    [
      'one in English brackets',
      '《暂行办法》(云政规〔2020〕11号)予以废止。',
      [{ title: '暂行办法', number: '云政规〔2020〕11号' }],
    ],
    ['a remark that is no number', '《暂行办法》（2019年修订）同时废止。', [{ title: '暂行办法' }]],
    ['废止 before the title', '现决定废止《甲办法》。', [{ title: '甲办法' }]],
    [
      'an earlier edition of the same title',
      '《人才安居补贴办法》（云政规〔2018〕2号）同时废止。',
      [{ title: '人才安居补贴办法', number: '云政规〔2018〕2号' }],
    ],
  ])('reads %s', async (_, tail, repeals) => {
    expect(await repealsOf(tail)).toEqual(repeals)
  })

  it.each([
    ['a procedure', '废止程序按照《规章制定程序条例》执行。'],
    ['the ground of a repeal', '依照《立法法》的规定予以废止。'],
    ['what stays in force', '《甲办法》继续有效，相抵触的规定同时废止。'],
    ['a time before a repeal', '《甲办法》废止前已受理的申请，按原规定办理。'],
    ['what is not repealed', '《甲办法》尚未废止。'],
    ['a mere reference', '其他事项按《甲办法》执行。'],
  ])('does not take for repealed: %s', async (_, tail) => {
    expect(await repealsOf(tail)).toEqual([])
  })
})

describe('statedFacts: hard files', () => {
  it('passes over a foreword for the title, and takes the number of the file unsurely', async () => {
    const text = '# 前言\n\n本标准由某委员会归口。\n\n# 车载终端通信协议\n\n## 1 范围\n\n本标准适用于终端。'
    const read = await markdownReader.read(new TextEncoder().encode(text), 'a.md')
    expect(statedFacts(read, 'JTT 1078-2016').facts).toEqual({
      title: '车载终端通信协议',
      number: 'JT/T 1078-2016',
      level: 'standard',
      unsure: ['number', 'level'],
    })
  })

  it('is unsure since when the text of a revised law holds', async () => {
    const history = (last: string) =>
      `云泽市绿化条例\n（2005年3月1日云泽市第十二届人民代表大会常务委员会第三次会议通过\n${last}）\n第一条　……\n第二条　本条例自2005年5月1日起施行。`
    const revised = history('2021年9月30日云泽市第十六届人民代表大会常务委员会第三十次会议修正')
    expect(await factsOf(revised)).toMatchObject({ version: '2021年修正', effective: '2005-05-01', unsure: ['effective'] })
    expect(await factsOf(history('2005年4月1日江岳省人民代表大会常务委员会批准'))).not.toHaveProperty('unsure')
  })

  it('does not take the columns of a long table for facts of the document', async () => {
    const rows = [1, 2, 3, 4, 5].map((row) => `| HX-${row}00 | 市公安局 | V${row}.0 | 2024-01-0${row} |`).join('\n')
    const text = `# 收费表\n\n| 机型 | 办理部门 | 版本 | 发布日期 |\n| --- | --- | --- | --- |\n${rows}`
    expect(await factsOf(text, 'a.md')).toEqual({ title: '收费表' })
  })

  it.each(['第一条本办法自', '（2023年4月21日云泽市人民政府', '《甲办法》（云政发〔2015〕1号）、', '《', '云泽市财政局、'])(
    'is soon through with a file that holds nothing but %s',
    async (piece) => {
      const text = piece.repeat(1_000_000 / piece.length)
      const started = performance.now()
      statedFacts({ text, blocks: [], properties: {}, warnings: [] }, 'a')
      expect(performance.now() - started).toBeLessThan(5000)
    },
  )
})
