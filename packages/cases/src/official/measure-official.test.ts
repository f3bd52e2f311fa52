import { describe, expect, it } from 'vitest'
import { zipArchive } from '../export/zip-archive.ts'
import { measureOfficial } from './measure-official.ts'
import { officialDocuments } from './test-official-documents.ts'
import { changedOfficial, officialChanges, type OfficialChangeName } from './test-official-changes.ts'
import { typesetOfficial } from './typeset-official.ts'

const aigc = {
  Label: '1',
  ContentProducer: '模型',
  ProduceID: 'x',
  ReservedCode1: '',
  ContentPropagator: '',
  PropagateID: 'x',
  ReservedCode2: '',
} as const
const notice = await typesetOfficial({ ...officialDocuments['通知']!, aigc })
const inOrder = {
  ...{ 纸张: 'A4', 上边距毫米: '37', 下边距毫米: '35', 左边距毫米: '28', 右边距毫米: '26' },
  ...{ 每页行数: '22', 每行字数: '28', 行距磅: '28.95' },
  ...{ 标题字体: '2号小标宋', 正文字体: '3号仿宋', 一级标题字体: '黑体', 二级标题字体: '楷体', 三四级标题字体: '仿宋' },
  ...{ 设置了中文字体: '是', 用了主题字体: '否' },
  ...{ 页码字体: '4号宋体', 页码样式: '— 1 —', 单页码位置: '居右空一字', 双页码位置: '居左空一字' },
  ...{ 版记位置: '末页最后', 版记要素: '抄送机关、印发机关、印发日期', 紧急程度位置: '版心左上角', 文档属性标识: '有' },
}

async function zipped(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of zipArchive(Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content) }))))
    pieces.push(piece)
  return Buffer.concat(pieces)
}

describe('measuring an official document', () => {
  it('finds a typeset one in order, of every form', async () => {
    expect(measureOfficial(notice)).toEqual(inOrder)
    for (const [name, document] of Object.entries(officialDocuments)) {
      const { 版记要素, 紧急程度位置, 文档属性标识, ...measured } = measureOfficial(await typesetOfficial(document))!
      const { 版记要素: _, 紧急程度位置: __, 文档属性标识: ___, ...same } = inOrder
      expect([name, measured]).toEqual([name, same])
      const end = name === '函' ? '信函格式' : document.copies === '' ? '印发机关、印发日期' : '抄送机关、印发机关、印发日期'
      expect([版记要素, 紧急程度位置, 文档属性标识]).toEqual([end, name === '通知' ? '版心左上角' : '无', '没有'])
    }
  })

  it.each(Object.entries(officialChanges))('tells %s, and nothing else', async (name, { items }) => {
    const measured = measureOfficial(await changedOfficial(notice, [name as OfficialChangeName]))!
    const departs = Object.keys(inOrder).filter((item) => measured[item] !== inOrder[item as keyof typeof inOrder])
    expect([name, departs.sort()]).toEqual([name, [...items].sort()])
  })

  it('reads what Word writes: fonts by themes that a style takes back, runs in parts, page numbers as complex fields', async () => {
    const w = 'xmlns:w="w" xmlns:r="r"'
    const run = (text: string, form = ''): string => `<w:r>${form}<w:t>${text}</w:t></w:r>`
    const measured = measureOfficial(
      await zipped({
        'word/styles.xml': `<w:styles ${w}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/></w:rPr></w:style></w:styles>`,
        'word/settings.xml': `<w:settings ${w}><w:evenAndOddHeaders/></w:settings>`,
        'word/_rels/document.xml.rels': '<Relationships><Relationship Id="rId8" Target="/word/footer1.xml"/></Relationships>',
        'word/footer1.xml': `<w:ftr ${w}><w:p><w:pPr><w:ind w:right="280"/><w:jc w:val="right"/></w:pPr>${run('— ', '<w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>')}<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE  \\* MERGEFORMAT </w:instrText></w:r>${run('3 —', '<w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>')}</w:p></w:ftr>`,
        'word/document.xml': `<!-- x --><w:document ${w}><w:body><w:p><w:pPr><w:jc w:val="center"/></w:pPr>${run('关于某事的通知', '<w:rPr><w:rFonts w:eastAsia="方正小标宋_GBK"/><w:sz w:val="44"/></w:rPr>')}</w:p><w:p>${run('一、总体', '<w:rPr><w:rFonts w:eastAsia="SimHei"/></w:rPr>')}${run('要求', '<w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr>')}</w:p><w:p>${run('正文&amp;正文')}<w:del><w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:delText>删</w:delText></w:r></w:del></w:p><w:sectPr><w:footerReference w:type="default" r:id="rId8"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"/><w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/></w:sectPr></w:body></w:document>`,
      }),
    )!
    expect(measured).toMatchObject({
      ...{ 每页行数: '22', 每行字数: '28', 标题字体: '2号小标宋', 正文字体: '3号仿宋', 一级标题字体: '黑体' },
      ...{
        用了主题字体: '否',
        页码样式: '— 1 —',
        页码字体: '4号宋体',
        单页码位置: '居右空一字',
        双页码位置: '没有页码',
        版记位置: '没有版记',
      },
    })
  })

  it.each([
    ['no archive', Buffer.from('%PDF-1.7')],
    ['nothing', Buffer.alloc(0)],
    ['half of one', notice.subarray(0, notice.length - 30)],
    ['an end that leads nowhere', Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18, 0xff)])],
  ])('measures nothing of %s', (_, bytes) => {
    expect(measureOfficial(bytes)).toBeUndefined()
  })

  it.each([
    ['no text', { 'word/styles.xml': '<w:styles/>' }],
    ['what is not well formed', { 'word/document.xml': '<w:document><w:body></w:document>' }],
    ['two roots', { 'word/document.xml': '<w:document/><w:document/>' }],
    [
      'a document type with entities',
      { 'word/document.xml': '<!DOCTYPE a [<!ENTITY b "c">]><w:document><w:body/></w:document>' },
    ],
    ['elements without end', { 'word/document.xml': '<a>'.repeat(100_000) }],
    ['a tag without end', { 'word/document.xml': `<a ${'b="c" '.repeat(50_000)}` }],
    ['names as long as the file', { 'word/document.xml': '<'.repeat(200_000) }],
    [
      'parts that unpack to very much together',
      Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`word/footer${at + 1}.xml`, ' '.repeat(1_100_000)])),
    ],
    ['a part that unpacks to very much', { 'word/document.xml': ' '.repeat(21_000_000) }],
  ] as readonly (readonly [string, Readonly<Record<string, string>>])[])(
    'measures nothing of an archive with %s, and soon',
    async (_, files) => {
      const bytes = await zipped(files)
      const began = performance.now()
      expect(measureOfficial(bytes)).toBeUndefined()
      expect(performance.now() - began).toBeLessThan(2_000)
    },
  )
})
