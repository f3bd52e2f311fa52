import { load, type CheerioAPI } from 'cheerio'
import { describe, expect, it } from 'vitest'
import { unzipped } from '../export/test-unzip.ts'
import { officialDocument } from './official-document.ts'
import { officialDocuments } from './test-official-documents.ts'
import { titleLines, widthOf } from './title-lines.ts'
import { typesetOfficial } from './typeset-official.ts'

const bare = officialDocument({ 文种: '通知', 发文机关: '云泽市数据管理局', 标题: '关于某事的通知', 正文: '正文。' })

async function typeset(document = bare): Promise<Readonly<{ parts: ReadonlyMap<string, Buffer>; xml: CheerioAPI }>> {
  const parts = await unzipped(Buffer.from(await typesetOfficial(document)))
  return { parts, xml: load(parts.get('word/document.xml')!.toString(), { xml: true }) }
}

/** Paragraphs as [style, text]. */
const linesOf = (xml: CheerioAPI): readonly (readonly [string, string])[] =>
  xml('w\\:p')
    .toArray()
    .map((one) => {
      const text = xml(one).find('w\\:r > w\\:t, w\\:r > w\\:tab, w\\:r > w\\:br').toArray()
      return [
        xml(one).find('w\\:pStyle').attr('w:val')!,
        text.map((part) => (part.name === 'w:tab' ? '\t' : part.name === 'w:br' ? '\n' : xml(part).text())).join(''),
      ]
    })

describe('a typeset official document', () => {
  it.each(Object.keys(officialDocuments))(
    'has every part and style it names, and every font for Chinese letters: %s',
    async (name) => {
      const { parts, xml } = await typeset(officialDocuments[name])
      const types = load(parts.get('[Content_Types].xml')!.toString(), { xml: true })
      for (const one of types('Override').toArray()) expect(parts.has(types(one).attr('PartName')!.slice(1))).toBe(true)
      const related = load(parts.get('word/_rels/document.xml.rels')!.toString(), { xml: true })
      const ids = related('Relationship')
        .toArray()
        .map((one) => related(one).attr('Id'))
      for (const one of xml('w\\:footerReference, w\\:headerReference').toArray()) expect(ids).toContain(xml(one).attr('r:id'))
      const styles = load(parts.get('word/styles.xml')!.toString(), { xml: true })
      const known = styles('w\\:style')
        .toArray()
        .map((one) => styles(one).attr('w:styleId'))
      for (const [path, bytes] of parts) {
        const part = load(bytes.toString(), { xml: true })
        for (const one of part('w\\:pStyle, w\\:rStyle').toArray())
          expect([path, known]).toEqual([path, expect.arrayContaining([part(one).attr('w:val')])])
        for (const one of part('w\\:rFonts').toArray())
          expect(Object.keys(one.attribs)).toEqual(expect.arrayContaining(['w:ascii', 'w:eastAsia']))
        expect(bytes.toString()).not.toMatch(/Theme=|w:embed/)
      }
      expect(
        Buffer.from(await typesetOfficial(officialDocuments[name]!)).equals(
          Buffer.from(await typesetOfficial(officialDocuments[name]!)),
        ),
      ).toBe(true)
    },
  )

  it('puts headings in their levels as far as they go, attachments behind, 版记 at the end', async () => {
    const { xml } = await typeset(officialDocuments['通知'])
    const lines = linesOf(xml)
    const of = (style: string) => lines.filter(([one]) => one === style).map(([, text]) => text)
    expect(of('Label')).toEqual(['特急', '', ''])
    expect(of('Mark')).toEqual(['云泽市数据管理局文件'])
    expect(of('OfficialTitle')).toEqual(['云泽市数据管理局关于做好今年\n第四季度公共数据共享工作的通知'])
    expect(of('Level1')).toEqual(['一、总体要求', '二、重点任务', '三、工作要求', '一、编制范围', '二、编制时间'])
    expect([of('Level2').length, of('Level3').length, of('Level4').length]).toEqual([2, 2, 2])
    const [half] = xml('w\\:p:has(w\\:pStyle[w\\:val=Level2])').toArray()
    expect(
      xml(half)
        .find('w\\:r')
        .toArray()
        .map((one) => [xml(one).find('w\\:rStyle').attr('w:val'), xml(one).text().slice(0, 9)]),
    ).toEqual([
      [undefined, '（一）编制资源目录'],
      ['Plain', '各单位于2026年'],
    ])
    expect(of('AttachmentList')).toEqual([
      '附件：1.\t公共数据资源目录编制要求',
      '2.\t公共数据共享工作联系人登记表（各单位填写后由主要负责同志审核盖章报送）',
    ])
    expect([of('AnnexLabel'), of('AnnexTitle')]).toEqual([
      ['附件1', '附件2'],
      ['公共数据资源目录编制要求', '公共数据共享工作联系人登记表'],
    ])
    expect(of('Note')).toEqual(['（此件公开发布）'])
    expect(lines.slice(-6).map(([style]) => style)).toEqual(['EndEdge', 'Copies', 'EndLine', 'Printed', 'EndEdge', 'Last'])
    expect(of('Printed')).toEqual(['云泽市数据管理局办公室\t2026年11月9日印发'])
    expect(xml('w\\:framePr[w\\:yAlign=bottom]').length).toBe(5)
  })

  it('names the signers of an upward document in pairs, and no one of any other', async () => {
    const upward = linesOf((await typeset(officialDocuments['报告'])).xml)
    expect(upward.filter(([style]) => style === 'NumberUp').map(([, text]) => text)).toEqual([
      '\t签发人：张某某\u3000李\u3000四',
      '云数〔2026〕8号\t\u3000\u3000\u3000\u3000王某某',
    ])
    expect(linesOf((await typeset(officialDocuments['通知'])).xml).some(([, text]) => text.includes('签发人'))).toBe(false)
  })

  it('lays a letter out as a letter, minutes without a signature, joint issuers one below the other', async () => {
    const letter = await typeset(officialDocuments['函'])
    expect(letter.parts.get('word/header1.xml')!.toString()).toContain('thickThinSmallGap')
    expect(letter.parts.get('word/footer3.xml')!.toString()).not.toContain('PAGE')
    expect(linesOf(letter.xml)[0]).toEqual(['NumberLetter', '\t云数函〔2026〕31号'])
    expect(letter.xml.text()).not.toContain('印发')
    const minutes = linesOf((await typeset(officialDocuments['纪要'])).xml)
    expect(minutes.some(([style]) => style === 'Issuer' || style === 'Dated')).toBe(false)
    const joint = await typeset(officialDocuments['联合通知'])
    const marks = joint
      .xml('w\\:tbl w\\:p')
      .toArray()
      .map((one) => joint.xml(one).text())
    expect(marks).toEqual(['云泽市数据管理局', '云泽市财政局', '云泽市发展和改革委员会', '文件'])
    const signed = linesOf(joint.xml).filter(([style]) => style === 'Issuers')
    expect(signed.map(([, text]) => text)).toEqual(['\t云泽市数据管理局\t云泽市财政局', '\t\t云泽市发展和改革委员会'])
  })

  it('leaves out what it is not given, and takes no text for markup', async () => {
    const { xml, parts } = await typeset({ ...bare, body: '一、</w:t><w:p>\n&lt;坏\u0000', title: '关于<b>的通知' })
    expect(linesOf(xml).map(([style]) => style)).toEqual([
      'Label',
      'Label',
      'Label',
      'Mark',
      'RedLine',
      'OfficialTitle',
      'Level1',
      'OfficialText',
      'Last',
    ])
    expect(xml('w\\:body').text()).toContain('一、</w:t><w:p>&lt;坏')
    expect(parts.has('docProps/custom.xml')).toBe(false)
  })
})

describe('the values of a document', () => {
  it('are read from texts, lists and days', () => {
    expect(
      officialDocument({
        ...{ 文种: '请示', 发文机关: ['甲局', '乙局'], 签发人: '张三、李四', 标题: '关于某事的请示', 正文: '一\n二' },
        ...{
          主送机关: '市政府：',
          抄送机关: ['甲', '乙。'],
          成文日期: '2026-01-09',
          印发日期: '2026年2月3日',
          附注: '（联系人）',
        },
        ...{
          附件说明: '附件：1. 甲\n2.乙',
          附件: [{ 名称: '甲', 内容: '文' }, { 名称: '乙', 内容: null }, '丙'],
          发文字号: null,
        },
      }),
    ).toMatchObject({
      ...{ issuers: ['甲局', '乙局'], signers: ['张三', '李四'], addressees: '市政府', copies: '甲，乙', number: '' },
      ...{
        date: '2026年1月9日',
        printedOn: '2026年2月3日',
        note: '联系人',
        attachmentNames: ['甲', '乙'],
        annexes: [{ title: '甲', text: '文' }],
      },
    })
  })

  it('break a title between words into lines that fit and differ', () => {
    for (const { title } of Object.values(officialDocuments)) {
      const lines = titleLines(title)
      expect(lines.join('')).toBe(title)
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(20)
      for (const line of lines.slice(1)) expect(line).not.toMatch(/^[的、，》）年]/u)
    }
    expect(titleLines('关于某事的通知')).toEqual(['关于某事的通知'])
    const began = performance.now()
    for (const length of [80, 99, 100, 101, 2_000]) expect(titleLines('甲'.repeat(length)).join('')).toBe('甲'.repeat(length))
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(titleLines('甲'.repeat(45)).map((line) => line.length)).toEqual([14, 15, 16])
    expect(titleLines('x'.repeat(90)).map((line) => line.length)).toEqual([20, 20, 20, 20, 10])
  })
})
