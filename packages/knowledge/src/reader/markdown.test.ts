import { describe, expect, it } from 'vitest'
import { markdownReader } from './markdown.ts'

async function read(text: string) {
  const document = await markdownReader.read(new TextEncoder().encode(text), 'a.md')
  return { ...document, lines: document.blocks.map((block) => `${block.kind} ${document.text.slice(block.start, block.end)}`) }
}

describe('markdownReader', () => {
  it('reads headings, paragraphs and lists as plain text', async () => {
    const { lines } = await read('# 主轴 **过热**\n\n先看[手册](http://a.b/c)的 `E-203`\n再停机。\n\n3. 甲\n4. 乙\n   - 丙\n')
    expect(lines).toEqual(['heading 主轴 过热', 'paragraph 先看手册的 E-203 再停机。', 'item 3. 甲', 'item 4. 乙', 'item 丙'])
  })

  it('reads tables as rows with their heads', async () => {
    const { blocks, text } = await read('|代码|处理|\n|--|--|\n|E-203|停机<br>检查|\n||断电|\n')
    expect(text).toBe('代码：E-203；处理：停机 检查\n处理：断电')
    expect(blocks[1]?.cells).toEqual([{ head: '处理', text: '断电' }])
  })

  it('keeps front matter as written and takes the title from it', async () => {
    const document = await read(
      '---\ntitle: "停机规程"\n生效日期: 2025-01-01\n文号： 云政发〔2024〕4号\ntags:\n  - 甲\n  - 乙\n---\n正文\n',
    )
    expect(document.title).toBe('停机规程')
    expect(document.properties).toEqual({ title: '停机规程', 生效日期: '2025-01-01', 文号: '云政发〔2024〕4号', tags: '甲, 乙' })
    expect(document.text).toBe('正文')
  })

  it('does not take a rule for front matter', async () => {
    expect((await read('---\n正文，没有键\n\n---\n尾')).properties).toEqual({})
    expect((await read('---\ntitle: 没有结尾\n')).text).toContain('没有结尾')
  })

  it('keeps numbered clauses apart that stand on lines of one paragraph', async () => {
    const { lines } = await read('第一条 甲\n续行\n第二条 乙\n发布机关：某局\n施行日期：某日\n')
    expect(lines).toEqual([
      'paragraph 第一条 甲续行',
      'paragraph 第二条 乙',
      'paragraph 发布机关：某局',
      'paragraph 施行日期：某日',
    ])
  })

  it('keeps the text of markup that CommonMark does not accept beside Chinese marks', async () => {
    expect((await read('**注意：**停机')).text).toBe('注意：停机')
    expect((await read('##没有空格的标题\n正文')).lines[0]).toBe('heading 没有空格的标题')
  })

  it('keeps code, one paragraph a line', async () => {
    expect((await read('```sh\n# 注释\nrun --now\n```')).lines).toEqual(['paragraph # 注释', 'paragraph run --now'])
  })

  it('drops HTML and says so only when text is lost', async () => {
    const lossy = await read('<div>秘密</div>\n\n正文')
    expect(lossy.text).toBe('正文')
    expect(lossy.warnings).toHaveLength(1)
    expect((await read('<!-- 注 -->\n\n正文')).warnings).toHaveLength(0)
    expect((await read('修改<安全生产法>的决定')).text).toBe('修改<安全生产法>的决定')
  })
})
