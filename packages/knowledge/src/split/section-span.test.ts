import { describe, expect, it } from 'vitest'
import { markdownReader } from '../reader/markdown.ts'
import type { ReadDocument } from '../reader/reader.ts'
import { splitDocument, type SplitPassage } from './split-document.ts'

type Cut = Readonly<{ document: ReadDocument; passages: readonly SplitPassage[]; sectionOf(locator: string): string }>

async function cut(markdown: string): Promise<Cut> {
  const document = await markdownReader.read(new TextEncoder().encode(markdown), 'a.md')
  const passages = splitDocument(document)
  return {
    document,
    passages,
    sectionOf: (locator) => {
      const { section } = passages.find((passage) => passage.locator === locator)!
      return document.text.slice(section!.start, section!.end)
    },
  }
}

describe('the section of a passage', () => {
  it('is the numbered section with all below it', async () => {
    const { sectionOf } = await cut(
      '# 手册\n\n## 3.2 更换\n\n先停机。\n\n### 3.2.1 拆卸\n\n松开螺栓。\n\n## 3.3 调整\n\n调零。\n',
    )
    expect(sectionOf('3.2')).toBe('3.2 更换\n先停机。\n3.2.1 拆卸\n松开螺栓。')
    expect(sectionOf('3.2.1')).toBe('3.2.1 拆卸\n松开螺栓。')
  })

  it.each([
    '⚠ 断电并挂牌。',
    '警告：断电并挂牌。',
    '**注意** 断电并挂牌。',
    '严禁带电操作。',
    '【危险】触电。',
    'DANGER: isolate first.',
    'WARNING Isolate first.',
  ])('holds a warning that stands above its subsections: %s', async (warning) => {
    const { sectionOf } = await cut(
      `# 手册\n\n## 3.2 更换\n\n${warning}\n\n### 3.2.1 拆卸\n\n松开螺栓。\n\n### 3.2.2 安装\n\n拧紧螺栓。\n`,
    )
    const shown = warning.replaceAll('*', '')
    expect(sectionOf('3.2.1')).toContain(shown)
    expect(sectionOf('3.2.2')).toContain(shown)
  })

  it('does not reach beyond its own section for a warning', async () => {
    const { sectionOf } = await cut('# 手册\n\n## 3.1 清洗\n\n警告：戴手套。\n\n## 3.2 更换\n\n松开螺栓。\n')
    expect(sectionOf('3.2')).toBe('3.2 更换\n松开螺栓。')
  })

  it('is the text around it where the section is longer than 3,000 characters, the warning included', async () => {
    const paragraph = `${'每班检查油位与气压'.repeat(22)}。`
    const paragraphs = Array.from({ length: 30 }, (_, at) => (at === 13 ? '警告：断电并挂牌。' : `${at}号机：${paragraph}`))
    const { document, passages } = await cut(`# 手册\n\n## 3.2 点检\n\n${paragraphs.join('\n\n')}\n`)
    for (const { start, end, section, text } of passages) {
      expect(section!.end - section!.start).toBeLessThanOrEqual(3000)
      expect(section!.start).toBeLessThanOrEqual(start)
      expect(section!.end).toBeGreaterThanOrEqual(end)
      expect(section!.end - section!.start).toBeGreaterThan(2000)
      if (text.includes('15号机')) expect(document.text.slice(section!.start, section!.end)).toContain('警告：断电并挂牌。')
    }
  })

  it('is the table with its heading for a row, and the rows around it where the table is long', async () => {
    const rows = (count: number): string =>
      Array.from({ length: count }, (_, at) => `| E-${100 + at} | ${'停机检查液压站'.repeat(8)} |`).join('\n')
    const short = await cut(`## 4 报警\n\n| 代码 | 处理 |\n|---|---|\n${rows(14)}\n`)
    expect(short.sectionOf('E-103')).toBe(short.document.text)
    const long = await cut(`## 4 报警\n\n| 代码 | 处理 |\n|---|---|\n${rows(300)}\n`)
    const section = long.sectionOf('E-250')
    expect(section.length).toBeLessThanOrEqual(3000)
    expect(section).toContain('E-245')
    expect(section).toContain('E-255')
  })
})
