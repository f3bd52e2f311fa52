import { describe, expect, it } from 'vitest'
import { markdownReader } from './markdown.ts'
import { pngFile } from './test-image.ts'

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
    expect(document.properties).toEqual({
      title: '停机规程',
      生效日期: '2025-01-01',
      effective: '2025-01-01',
      文号: '云政发〔2024〕4号',
      number: '云政发〔2024〕4号',
      tags: '甲, 乙',
    })
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

  it('knows the Chinese names of facts', async () => {
    const { properties, title } = await read(
      '---\n标题: 招牌办法\n发文字号: 云政发〔2024〕4号\n发文机关：云泽市人民政府\n级别: 规范性文件\n地区: 云泽市\n成文日期: 2024-03-01\n发布日期: 2024-03-05\n施行日期: 2024-05-01\n有效期至: 2029-04-30\n版本: V2\n可见范围: 内部\n---\n正文',
    )
    expect(title).toBe('招牌办法')
    expect(properties).toMatchObject({
      title: '招牌办法',
      number: '云政发〔2024〕4号',
      issuers: '云泽市人民政府',
      level: '规范性文件',
      region: '云泽市',
      written: '2024-03-01',
      issued: '2024-03-05',
      effective: '2024-05-01',
      until: '2029-04-30',
      version: 'V2',
      access: '内部',
    })
    expect(properties).not.toHaveProperty('ends')
    expect((await read('---\ntitle: 甲\n标题: 乙\n失效日期: 2030-01-01\n---\n文')).properties).toMatchObject({
      title: '甲',
      ends: '2030-01-01',
    })
  })

  it('reads HTML in it as a page would be read', async () => {
    const { lines, warnings } = await read(
      '<table><tr><td rowspan="2">机型</td><td colspan="2">压力</td></tr><tr><td>最低</td><td>最高</td></tr><tr><td>HX-630</td><td>6.8</td><td>7.2</td></tr></table>\n\n<div align="center">居中</div>\n\n<details><summary>更多</summary>内容</details>\n',
    )
    expect(lines).toEqual([
      'row 机型：HX-630；压力 / 最低：6.8；压力 / 最高：7.2',
      'paragraph 居中',
      'paragraph 更多',
      'paragraph 内容',
    ])
    expect(warnings).toEqual([])
    expect((await read('修改<安全生产法>的决定')).text).toBe('修改<安全生产法>的决定')
  })

  it('leaves out what a hidden element holds, across paragraphs', async () => {
    const { text, warnings } = await read('前\n\n<div style="display:none">\n\n暗一\n\n- 暗二\n\n</div>\n\n后')
    expect(text).toBe('前\n后')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatchObject({ kind: 'hidden', sample: '暗一 暗二' })
  })

  it('counts a comment once, wherever it stands', async () => {
    const { warnings } = await read('<!-- 一二三 -->\n\n看<!-- 四\n五 -->这里')
    expect(warnings).toMatchObject([{ kind: 'hidden', count: 5, sample: '一二三 四五' }])
  })

  it('keeps a picture that the file holds, with its description', async () => {
    const { figures, text } = await read(
      `步骤\n\n![接线图](data:image/png;base64,${Buffer.from(pngFile(64, 64)).toString('base64')})\n\n完`,
    )
    expect(text).toBe('步骤\n完')
    expect(figures).toMatchObject([{ at: 2, mediaType: 'image/png', caption: '接线图' }])
  })
})
