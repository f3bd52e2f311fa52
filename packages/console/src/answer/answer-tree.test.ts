import { describe, expect, it } from 'vitest'
import { type AnswerNode, answerTree } from './answer-tree.ts'

function span(text: string, part: string): { start: number; end: number } {
  const start = text.indexOf(part)
  return { start, end: start + part.length }
}

function flat(nodes: readonly AnswerNode[]): readonly AnswerNode[] {
  return nodes.flatMap((node) => (node.kind === 'element' ? [node, ...flat(node.children)] : [node]))
}

function marksOf(text: string): readonly number[] {
  return flat(answerTree(text, [])).flatMap((node) => (node.kind === 'mark' ? [node.mark] : []))
}

function wordsOf(nodes: readonly AnswerNode[]): string {
  return flat(nodes)
    .map((node) => (node.kind === 'text' ? node.text : ''))
    .join('')
}

function tagsOf(text: string): readonly string[] {
  return flat(answerTree(text, [])).flatMap((node) => (node.kind === 'element' ? [node.tag] : []))
}

/** The text that carries an issue. */
function doubtful(text: string, issues: readonly { start: number; end: number }[], index = 0): string {
  return flat(answerTree(text, issues))
    .map((node) => (node.kind === 'text' && node.issues.includes(index) ? node.text : ''))
    .join('')
}

describe('marks', () => {
  it('are found beside each other, in lists, tables, emphasis, and before brackets', () => {
    expect(marksOf('每月1200元[1][2]。')).toEqual([1, 2])
    expect(marksOf('- 一[1]\n- **二[12]**\n\n| a |\n| --- |\n| b [3] |')).toEqual([1, 12, 3])
    expect(marksOf('见[1](附件)')).toEqual([1])
    expect(marksOf('[1]: 不是链接的定义')).toEqual([1])
  })

  it('are not made of anything but a number in square brackets', () => {
    expect(marksOf('〔2024〕6号 [2024] [a] [] [1 [ 1 ] (1) 【1】 `[1]`')).toEqual([])
  })

  it('stand close to their sentence', () => {
    expect(wordsOf(answerTree('继续加工 [1]。', []))).toBe('继续加工。')
  })
})

describe('issues', () => {
  it('cover exactly their span', () => {
    const text = '等待 15 分钟再开盖 [1]'
    expect(doubtful(text, [span(text, '15 分钟')])).toBe('15 分钟')
  })

  it('keep their span inside and across emphasis, code and marks', () => {
    const text = '压力 **0.30 MPa [2] 以上** 与 `8 L/min` 之间'
    expect(doubtful(text, [span(text, '0.30 MPa')])).toBe('0.30 MPa')
    expect(doubtful(text, [span(text, '以上** 与 `8 L')])).toBe('以上 与 8 L')
    const nodes = flat(answerTree(text, [span(text, '[2]')]))
    expect(nodes.find((node) => node.kind === 'mark')).toEqual({ kind: 'mark', mark: 2, issues: [0] })
  })

  it('may overlap and touch', () => {
    const text = '每月1200元，不超过36个月。'
    const issues = [{ start: 0, end: text.length }, span(text, '1200元'), span(text, '，不超过36个月')]
    expect(doubtful(text, issues, 0)).toBe(text)
    expect(doubtful(text, issues, 1)).toBe('1200元')
    expect(doubtful(text, issues, 2)).toBe('，不超过36个月')
  })

  it('do not change what a line is', () => {
    const text = '1. 停机\n2. 断能\n\n## 标题\n\n> 引文\n\n- 项'
    const tags = (issues: readonly { start: number; end: number }[]): readonly string[] =>
      flat(answerTree(text, issues)).flatMap((node) => (node.kind === 'element' ? [node.tag] : []))
    expect(tags([{ start: 0, end: text.length }])).toEqual(tags([]))
    expect(doubtful(text, [{ start: 0, end: text.length }])).toBe('停机断能标题引文项')
  })

  it('never lose or add text, wherever the span lies', () => {
    const text =
      '**不能。** 温度 70 ℃ [1]\n- a `b` c ~~d~~\n\n| x | y |\n| --- | --- |\n| 1 | 2 [2] |\n\n[站点](https://a.example/p?q=1) 完'
    // Spaces at the ends of table cells do not count.
    const shape = (nodes: readonly AnswerNode[]): string =>
      flat(nodes)
        .map((node) =>
          node.kind === 'text' ? node.text.replaceAll(' ', '') : node.kind === 'mark' ? `[${node.mark}]` : `<${node.tag}>`,
        )
        .join('')
    const whole = shape(answerTree(text, []))
    for (let start = 0; start < text.length; start += 1) {
      for (let end = start; end <= text.length; end += 1) expect(shape(answerTree(text, [{ start, end }]))).toBe(whole)
    }
  })

  it('ignore spans that are empty, reversed or beyond the text', () => {
    expect(doubtful('三个字', [{ start: 1, end: 1 }])).toBe('')
    expect(doubtful('三个字', [{ start: 2, end: 1 }])).toBe('')
    expect(doubtful('三个字', [{ start: 1, end: 99 }])).toBe('个字')
  })

  it('are not confused by marker characters in the text itself', () => {
    expect(wordsOf(answerTree('a\uFDD00\uFDD1b', []))).toBe('a\uFFFD0\uFFFDb')
  })
})

describe('what a model may not do', () => {
  it('shows HTML as text', () => {
    const text = '<img src=x onerror=alert(1)> <b>x</b>\n\n<script>alert(1)</script>'
    expect(tagsOf(text)).toEqual(['p', 'p'])
    expect(wordsOf(answerTree(text, []))).toContain('<script>alert(1)</script>')
  })

  it('loads no images', () => {
    const nodes = flat(answerTree('![图](https://evil.example/p.png)', []))
    expect(nodes.every((node) => node.kind !== 'element' || node.tag === 'p' || node.tag === 'a')).toBe(true)
  })

  it('links to http, https and mailto only', () => {
    const hrefs = (text: string): readonly string[] =>
      flat(answerTree(text, [])).flatMap((node) => (node.kind === 'element' && node.href !== undefined ? [node.href] : []))
    expect(hrefs('[a](https://a.example/x) [b](http://b.example) [c](mailto:d@e.example)')).toHaveLength(3)
    for (const bad of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      '//a.example',
      '/local',
      'vbscript:x',
    ]) {
      expect(hrefs(`[a](${bad}) <${bad}>`)).toEqual([])
    }
  })

  it('keeps addresses free of markers', () => {
    const text = '[站点](https://a.example/8000)'
    const nodes = flat(answerTree(text, [span(text, '8000')]))
    expect(nodes.find((node) => node.kind === 'element' && node.tag === 'a')).toMatchObject({ href: 'https://a.example/8000' })
  })
})

describe('emphasis in Chinese', () => {
  it('needs no spaces around punctuation', () => {
    for (const text of ['**不能。**须停机', '须**“停机”**后', '**注意：**先断能', '见**《办法》**第八条', '**HX-630**主轴']) {
      expect(tagsOf(text)).toEqual(['p', 'strong'])
      expect(wordsOf(answerTree(text, []))).not.toContain('*')
    }
  })

  it('is still not made of products and lone asterisks', () => {
    for (const text of ['5 * 3 * 2', '温度 * 压力', 'a ** b', '* 号零件']) expect(tagsOf(text)).not.toContain('em')
    expect(tagsOf('snake_case_name')).toEqual(['p'])
  })
})

describe('extracts of documents', () => {
  it('keep their line breaks and stay plain', () => {
    expect(tagsOf('第八条　标准如下：\n（一）博士，每月2000元；\n（二）硕士')).toEqual(['p', 'br', 'br'])
    expect(tagsOf('表格说明\n---')).not.toContain('h4')
    expect(tagsOf('    缩进的正文')).toEqual(['p'])
  })

  it('keep the first number of a list', () => {
    const list = flat(answerTree('3. 第三步\n4. 第四步', [])).find((node) => node.kind === 'element' && node.tag === 'ol')
    expect(list).toMatchObject({ first: 3 })
  })
})
