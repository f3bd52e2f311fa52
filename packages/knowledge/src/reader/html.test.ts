import { describe, expect, it } from 'vitest'
import { htmlReader } from './html.ts'
import { pngFile } from './test-image.ts'

async function read(html: string | Uint8Array) {
  const document = await htmlReader.read(typeof html === 'string' ? Buffer.from(html) : html, 'a.html')
  return {
    ...document,
    lines: document.blocks.map((block) => `${block.kind}${block.level ?? ''} ${document.text.slice(block.start, block.end)}`),
  }
}

describe('htmlReader', () => {
  it('reads what a reader sees', async () => {
    const { lines, title } = await read(
      '<title>办事 指南</title><nav>首页</nav><h2>一、<b>条件</b></h2><p>申请人应当\n  年满 <i>18</i> 岁。<br>　　第二段</p><script>x</script><p hidden>暗</p><p style="display: none">暗</p><pre>a  b\n  c</pre>',
    )
    expect(title).toBe('办事 指南')
    expect(lines).toEqual([
      'heading2 一、条件',
      'paragraph 申请人应当年满 18 岁。',
      'paragraph 第二段',
      'paragraph a  b',
      'paragraph c',
    ])
  })

  it('numbers ordered lists and reads terms', async () => {
    const { lines } = await read(
      '<ol start="3"><li>甲<ul><li>子</li></ul></li><li><p>乙</p></li></ol><dl><dt>时限</dt><dd>3 日</dd><dt>费用</dt><dd>免费</dd></dl>',
    )
    expect(lines).toEqual(['item 3. 甲', 'item 子', 'item 4. 乙', 'row 时限：3 日', 'row 费用：免费'])
  })

  it('reads a table with two head rows and merged cells', async () => {
    const { lines } = await read(
      '<table><caption>压力表</caption><tr><th rowspan="2">机型<th colspan="2">压力<tr><th>最低<th>最高<tr><td rowspan="2">HX-630<td>6.8<td>7.2<tr><td colspan="2">不限</table>',
    )
    expect(lines).toEqual([
      'paragraph 压力表',
      'row 机型：HX-630；压力 / 最低：6.8；压力 / 最高：7.2',
      'row 机型：HX-630；压力 / 最低：不限',
    ])
  })

  it('takes a table that lays out the page for what it is', async () => {
    const { lines } = await read(
      '<table><tr><td><h1>题</h1><table><tr><th>甲</th><th>乙</th></tr><tr><td>a</td><td>b</td></tr></table></td><td>旁</td></tr></table>',
    )
    expect(lines).toEqual(['heading1 题', 'row 甲：a；乙：b', 'paragraph 旁'])
  })

  it('believes absurd spans only so far', async () => {
    const started = performance.now()
    const { text } = await read(
      `<table>${'<tr><td rowspan="1000000" colspan="1000000">a</td><td>b</td></tr>'.repeat(200)}</table>`,
    )
    expect(text.length).toBeLessThan(200_000)
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  it('decodes by the charset the page names, and not by one that is wrong', async () => {
    const gbk = Buffer.concat([Buffer.from('<meta charset="gb2312"><p>'), Buffer.from('d6f7d6e1', 'hex')])
    expect((await read(gbk)).text).toBe('主轴')
    expect((await read('<meta charset="gb2312"><p>主轴')).text).toBe('主轴')
    expect((await read(Buffer.concat([Buffer.from('<meta charset="nonsense"><p>'), Buffer.from('d6f7d6e1', 'hex')]))).text).toBe(
      '主轴',
    )
  })

  it('is not troubled by tags that are never closed', async () => {
    expect((await read(`${'<div><b>'.repeat(500)}主轴`)).text).toBe('主轴')
  })

  it('keeps pictures the page holds, behind the block or the row they stand in', async () => {
    const png = `data:image/png;base64,${Buffer.from(pngFile(48, 48)).toString('base64')}`
    const small = `data:image/png;base64,${Buffer.from(pngFile(47, 48)).toString('base64')}`
    const { text, figures, warnings } = await read(
      `<p>甲<img src="${png}" alt="端子图"></p><table><tr><th>步骤<th>图<tr><td>断电<td><img src="${png}"><tr><td>挂牌<td>见上</table><img src="${small}"><img src="http://example.com/a.png"><p>乙</p>`,
    )
    expect(text).toBe('甲\n步骤：断电\n步骤：挂牌；图：见上\n乙')
    expect(figures?.map(({ at, caption }) => [text.slice(0, at).split('\n').at(-1), caption])).toEqual([
      ['甲', '端子图'],
      ['步骤：断电', undefined],
    ])
    expect(warnings).toEqual([])
  })

  it('keeps white text on a colour, and doubts it where only a style sheet knows', async () => {
    const { text, warnings } = await read(
      '<div style="background:#036"><p style="color:#fff">明</p></div><table bgcolor="navy"><tr><td><font color="white">表</font></td></tr></table><div class="head"><span style="color:#fff">疑</span></div>',
    )
    expect(text).toBe('明\n表\n疑')
    expect(warnings).toMatchObject([{ kind: 'doubtful', sample: '疑' }])
  })

  it('says nothing of scripts, styles and markup for old programs', async () => {
    const { warnings } = await read(
      '<!--[if IE]><p>old</p><![endif]--><script>var a = 1</script><style>.a{color:red}</style><p>正文</p><!-- --><!--#-->',
    )
    expect(warnings).toEqual([])
  })

  it('keeps the text of elements nested without end', async () => {
    expect((await read(`${'<div>'.repeat(20_000)}主轴`)).text).toBe('主轴')
  })
})
