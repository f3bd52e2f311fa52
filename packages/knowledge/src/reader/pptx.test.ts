import { describe, expect, it } from 'vitest'
import { pptxReader } from './pptx.ts'
import { codeOf } from './test-code-of.ts'
import { zipFile } from './test-files.ts'
import { pngFile } from './test-image.ts'
import { pptxFile, textShape, type TestSlide } from './test-pptx-file.ts'

async function read(...slides: readonly TestSlide[]) {
  const document = await pptxReader.read(pptxFile(slides), 'a.pptx')
  return {
    ...document,
    lines: document.blocks.map(
      (block) => `${block.page} ${block.kind}${block.level ?? ''} ${document.text.slice(block.start, block.end)}`,
    ),
  }
}

const cell = (text: string, attributes = '') =>
  `<a:tc ${attributes}><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`
const frame = (inside: string) =>
  `<p:graphicFrame><a:graphic><a:graphicData>${inside}</a:graphicData></a:graphic></p:graphicFrame>`

describe('pptxReader', () => {
  it('reads slides in the order of the presentation, titles first, notes last', async () => {
    const { lines, pages } = await read(
      {
        shapes:
          textShape(['适用范围']) +
          textShape(['停机规程'], { place: 'title' }) +
          textShape(['主轴', '油泵'], { level: 1 }) +
          textShape(['3'], { place: 'sldNum' }),
        notes: ['提醒断电'],
      },
      { shapes: textShape(['Second'], { place: 'ctrTitle' }), notes: ['say hello'] },
    )
    expect(pages).toBe(2)
    expect(lines).toEqual([
      '1 heading2 停机规程',
      '1 paragraph 适用范围',
      '1 item 主轴',
      '1 item 油泵',
      '1 paragraph 备注：提醒断电',
      '2 heading2 Second',
      '2 paragraph Notes: say hello',
    ])
  })

  it('reads tables with merged cells, and the title of a chart', async () => {
    const table = frame(
      `<a:tbl><a:tr>${cell('机型', 'rowSpan="2"')}${cell('压力', 'gridSpan="2"')}${cell('', 'hMerge="1"')}</a:tr><a:tr>${cell('', 'vMerge="1"')}${cell('最低')}${cell('最高')}</a:tr><a:tr>${cell('HX-630')}${cell('6.8')}${cell('7.2')}</a:tr></a:tbl>`,
    )
    const chart = '<c:chartSpace><c:chart><c:title><a:p><a:r><a:t>故障次数</a:t></a:r></a:p></c:title></c:chart></c:chartSpace>'
    const { lines } = await read({ shapes: table + frame('<c:chart r:id="rChart"/>'), chart })
    expect(lines).toEqual(['1 row 机型：HX-630；压力 / 最低：6.8；压力 / 最高：7.2', '1 paragraph 故障次数'])
  })

  it('keeps pictures with their slide, and names those that cannot be shown', async () => {
    const picture = (relation: string, descr = '') =>
      `<p:pic><p:nvPicPr><p:cNvPr id="3" name="p" descr="${descr}"/></p:nvPicPr><p:blipFill><a:blip r:embed="${relation}"/></p:blipFill></p:pic>`
    const { figures, text, warnings } = await read({
      shapes: textShape(['接线']) + picture('rImg0', '端子图') + picture('rImg1') + picture('rImg2'),
      pictures: [
        { name: 'a.png', bytes: pngFile(60, 60) },
        { name: 'b.emf', bytes: Buffer.from('x') },
        { name: 'c.png', bytes: pngFile(16, 16) },
      ],
    })
    expect(figures).toMatchObject([{ at: text.length, page: 1, mediaType: 'image/png', caption: '端子图' }])
    expect(warnings).toMatchObject([{ kind: 'not-read', count: 1, sample: 'b.emf' }])
  })

  it('leaves out hidden slides, hidden shapes, comments and what stands beside the slide, and says where', async () => {
    const beside = '<a:xfrm><a:off x="9200000" y="0"/><a:ext cx="1000" cy="1000"/></a:xfrm>'
    const { text, warnings } = await read(
      { shapes: textShape(['可见']) + textShape(['旁边的字'], { shape: beside }), comment: '这页要改' },
      { shapes: textShape(['暗页']), hidden: true },
    )
    expect(text).toBe('可见')
    expect(warnings.map(({ kind, page, sample }) => [kind, page, sample])).toEqual([
      ['hidden', 1, '这页要改'],
      ['hidden', 1, '旁边的字'],
      ['hidden', 2, '暗页'],
    ])
  })

  it('takes white letters for hidden on white paper only', async () => {
    const white = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
    const filled = '<a:solidFill><a:srgbClr val="1F4E79"/></a:solidFill>'
    const { text, warnings } = await read({
      shapes: textShape(['暗'], { properties: white }) + textShape(['明'], { properties: white, shape: filled }),
    })
    expect(text).toBe('明')
    expect(warnings).toMatchObject([{ kind: 'hidden', sample: '暗' }])
  })

  it.each([
    ['an archive without a presentation', zipFile([{ name: 'ppt/x', content: '' }])],
    ['bytes that are no archive', Buffer.from('PK')],
    ['elements nested without end', pptxFile([{ shapes: '<p:grpSp>'.repeat(500) + '</p:grpSp>'.repeat(500) }])],
  ])('refuses %s', async (_, bytes) => expect(await codeOf(pptxReader.read(bytes, 'a.pptx'))).toBe('FILE_UNREADABLE'))
})
