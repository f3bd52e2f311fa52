import type { Block } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { type SourceGroup, sourceGroups } from './source-groups.ts'

type Piece = Readonly<{
  kind: Block['kind']
  text: string
  level?: number
  page?: number
  cells?: Readonly<Record<string, string>>
}>

function documentOf(pieces: readonly Piece[]): Readonly<{ text: string; blocks: readonly Block[] }> {
  let text = ''
  const blocks = pieces.map((piece): Block => {
    if (text !== '') text += '\n'
    const start = text.length
    text += piece.text
    const { kind, level, page, cells } = piece
    return {
      kind,
      start,
      end: text.length,
      ...(level === undefined ? {} : { level }),
      ...(page === undefined ? {} : { page }),
      ...(cells === undefined ? {} : { cells: Object.entries(cells).map(([head, value]) => ({ head, text: value })) }),
    }
  })
  return { text, blocks }
}

function row(cells: Readonly<Record<string, string>>): Piece {
  return {
    kind: 'row',
    text: Object.entries(cells)
      .filter(([, value]) => value !== '')
      .map(([head, value]) => `${head}：${value}`)
      .join('；'),
    cells,
  }
}

function highlighted(groups: readonly SourceGroup[]): readonly string[] {
  return groups.flatMap((group) => {
    if (group.kind === 'page') return []
    const parts = group.kind === 'table' ? group.rows.flatMap((one) => one.cells.flat()) : group.parts
    return parts.filter((part) => part.highlighted).map((part) => part.text)
  })
}

const policy = documentOf([
  { kind: 'heading', text: '第二章　补贴标准', level: 2 },
  { kind: 'paragraph', text: '第八条　租房补贴按月发放：' },
  { kind: 'item', text: '（一）博士，每月2000元；' },
  { kind: 'item', text: '（二）硕士，每月1200元。' },
])

describe('highlighting', () => {
  it('covers exactly the quote inside one block', () => {
    const start = policy.text.indexOf('每月1200元')
    expect(highlighted(sourceGroups(policy.text, policy.blocks, [start, start + 7]))).toEqual(['每月1200元'])
  })

  it('runs across blocks, each with its own share', () => {
    const start = policy.text.indexOf('按月发放')
    const end = policy.text.indexOf('；') + 1
    expect(highlighted(sourceGroups(policy.text, policy.blocks, [start, end]))).toEqual([
      '按月发放：',
      '（一）博士，每月2000元；',
    ])
  })

  it('shows nothing for an empty span, one beyond the text, or one in the gap between blocks', () => {
    const gap = policy.blocks[0]?.end ?? 0
    for (const span of [
      [0, 0],
      [9999, 10_000],
      [gap, gap + 1],
    ] as const) {
      expect(highlighted(sourceGroups(policy.text, policy.blocks, span))).toEqual([])
    }
  })

  it('joins back to the text of every block, wherever the span lies', () => {
    for (let start = 0; start <= policy.text.length; start += 1) {
      const groups = sourceGroups(policy.text, policy.blocks, [start, start + 5])
      const texts = groups.map((group) => ('parts' in group ? group.parts.map((part) => part.text).join('') : ''))
      expect(texts.join('\n')).toBe(policy.text)
      expect(highlighted(groups).join('').length).toBeLessThanOrEqual(5)
    }
  })
})

const alarms = [
  row({ 报警代码: 'E-203', 机型: 'HX-630', 处理: '停机' }),
  row({ 报警代码: 'E-204', 机型: '', 处理: 'E-204 复位' }),
  row({ 报警代码: 'E-302', 机型: 'HX-630', 处理: '检查润滑' }),
]

function tables(groups: readonly SourceGroup[]): readonly Extract<SourceGroup, { kind: 'table' }>[] {
  return groups.filter((group) => group.kind === 'table')
}

describe('tables', () => {
  it('gather rows with the same heads', () => {
    const { text, blocks } = documentOf([{ kind: 'paragraph', text: '报警表' }, ...alarms, { kind: 'paragraph', text: '完' }])
    const groups = sourceGroups(text, blocks, [0, 0])
    expect(groups.map((group) => group.kind)).toEqual(['paragraph', 'table', 'paragraph'])
    expect(tables(groups)[0]?.heads).toEqual(['报警代码', '机型', '处理'])
    expect(tables(groups)[0]?.rows).toHaveLength(3)
  })

  it('take in rows whose empty cells were left out, each value under its head', () => {
    const { text, blocks } = documentOf([row({ 代码: 'A1', 处理: '停机' }), row({ 代码: 'A2', 机型: 'HX', 处理: '复位' })])
    const [table] = tables(sourceGroups(text, blocks, [0, 0]))
    expect(table?.heads).toEqual(['代码', '机型', '处理'])
    expect(table?.rows[0]?.cells.map((cell) => cell.map((part) => part.text).join(''))).toEqual(['A1', '', '停机'])
  })

  it('begin anew with other heads, and after a page', () => {
    const other = documentOf([row({ 备件号: '6205-2RS', 库存: '4' }), row({ 工单: 'WX-1', 现象: '异响' })])
    expect(tables(sourceGroups(other.text, other.blocks, [0, 0]))).toHaveLength(2)
    const paged = documentOf([
      { ...row({ 代码: 'A' }), page: 1 },
      { ...row({ 代码: 'B' }), page: 2 },
    ])
    expect(sourceGroups(paged.text, paged.blocks, [0, 0]).map((group) => group.kind)).toEqual(['page', 'table', 'page', 'table'])
  })

  it('highlight the cells the quote covers, and no others', () => {
    const { text, blocks } = documentOf(alarms)
    const start = text.indexOf('E-204 复位')
    expect(highlighted(sourceGroups(text, blocks, [start, start + 8]))).toEqual(['E-204 复位'])
    const last = blocks[2]
    expect(highlighted(sourceGroups(text, blocks, [last?.start ?? 0, last?.end ?? 0]))).toEqual(['E-302', 'HX-630', '检查润滑'])
  })

  it('tell a value from a head of the same words', () => {
    const { text, blocks } = documentOf([row({ 处理: '处理', 结果: '处理' })])
    const end = text.length
    expect(highlighted(sourceGroups(text, blocks, [end - 2, end]))).toEqual(['处理'])
    const cells = tables(sourceGroups(text, blocks, [end - 2, end]))[0]?.rows[0]?.cells
    expect(cells?.map((cell) => cell.some((part) => part.highlighted))).toEqual([false, true])
  })

  it('show a value that the text does not hold, without highlighting half of it', () => {
    const groups = sourceGroups('代码：A1', [{ kind: 'row', start: 0, end: 5, cells: [{ head: '代码', text: 'B9' }] }], [1, 3])
    expect(tables(groups)[0]?.rows[0]?.cells).toEqual([[{ text: 'B9', highlighted: false }]])
  })
})

describe('pages', () => {
  it('are announced where they begin, once', () => {
    const { text, blocks } = documentOf([
      { kind: 'paragraph', text: 'a', page: 3 },
      { kind: 'paragraph', text: 'b', page: 3 },
      { kind: 'paragraph', text: 'c', page: 4 },
    ])
    const groups = sourceGroups(text, blocks, [0, 0])
    expect(groups.flatMap((group) => (group.kind === 'page' ? [group.page] : []))).toEqual([3, 4])
  })
})
