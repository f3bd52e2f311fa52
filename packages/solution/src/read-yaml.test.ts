import { formatProblem } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { readYaml } from './read-yaml.ts'

const said = (source: string): string[] => readYaml(source, 'a.yaml').problems.map((problem) => formatProblem(problem, 'zh'))
const anchors = '不支持 YAML 的锚点和别名（& 与 *） → 把内容直接写出来；若是普通文字，请加引号'
const tags = '不支持 YAML 的类型标记（!） → 删去标记；若是普通文字，请加引号'
const colon = '用了中文冒号，或者冒号后面没有空格 → 写成英文冒号加一个空格'

describe('readYaml', () => {
  it('reads plain data, and only as YAML 1.2 has it', () => {
    const source =
      'a: on\nb: no\nc: 012\nd: 1_000\ne: 1:30\nf: 2026-11-22\ng: 0x1F\nh: ~\ni: "& * !"\nj: a & b * c\n# &x *x !!t\nk: |\n  &x *x\n'
    expect(readYaml(source, 'a.yaml').data).toEqual({
      a: 'on',
      b: 'no',
      c: 12,
      d: '1_000',
      e: '1:30',
      f: '2026-11-22',
      g: 31,
      h: null,
      i: '& * !',
      j: 'a & b * c',
      k: '&x *x\n',
    })
  })

  it.each([
    ['an anchor and its alias', 'a: &x 1\nb: *x\n', [`a.yaml:1:7：${anchors}`, `a.yaml:2:4：${anchors}`]],
    ['an anchor with a Chinese name', 'a: &标 1\nb: *标\n', [`a.yaml:1:7：${anchors}`, `a.yaml:2:4：${anchors}`]],
    ['an anchor with a digit', 'a: [&1 x, *1]\n', [`a.yaml:1:8：${anchors}`, `a.yaml:1:11：${anchors}`]],
    ['an anchor at a key', '&k a: 1\n', [`a.yaml:1:4：${anchors}`]],
    ['an alias as a key', 'a: &x 1\n? *x\n: 2\n', [`a.yaml:1:7：${anchors}`, `a.yaml:2:3：${anchors}`]],
    ['an alias to nothing', 'a: *nobody\n', [`a.yaml:1:4：${anchors}`]],
    ['bold text of Markdown', 'a: **重要**\n', [`a.yaml:1:4：${anchors}`]],
    ['a merge key with an alias', 'a: &x {b: 1}\nc:\n  <<: *x\n', [`a.yaml:1:7：${anchors}`, `a.yaml:3:7：${anchors}`]],
    [
      'a bomb of aliases',
      'a: &a [x, x]\nb: [*a, *a]\n',
      [`a.yaml:1:7：${anchors}`, `a.yaml:2:5：${anchors}`, `a.yaml:2:9：${anchors}`],
    ],
    ['a tag', 'a: !!str 12\n', [`a.yaml:1:10：${tags}`]],
    ['a tag for bytes', 'a: !!binary aGVsbG8=\n', [`a.yaml:1:13：${tags}`]],
    ['a tag for code', 'a: !js/function "x"\n', [`a.yaml:1:17：${tags}`]],
    ['a tab as indentation', 'a:\n\tb: 1\n', ['a.yaml:2:1：用了制表符缩进 → 改用空格']],
    ['a key twice', 'a: 1\nb:\n  c: 1\n  c: 2\n', ['a.yaml:4:3：同一个键写了两次 → 改名或删去其中一个']],
    ['a Chinese colon', 'a: 1\n标题：x\ntitle：检修台\n', [expect.stringMatching(/^a\.yaml:[23]:1：/)]],
    ['a Chinese colon alone', 'a: 1\ntitle：检修台\n', [`a.yaml:2:1：${colon}`]],
    ['no blank behind a colon', 'a: 1\ntitle:检修台\n', [`a.yaml:2:1：${colon}`]],
    ['a quote that is not closed', 'a: 1\nb: "检修台\nc: 2\n', ['a.yaml:2:4：引号没有成对 → 在这段文字的末尾补上引号']],
    ['two documents', 'a: 1\n---\na: 2\n', ['a.yaml:2:1：一个文件里有两份文档（--- 之后又是一份） → 删去 --- 和它之后的内容']],
    [
      'a bracket that is not closed',
      'a: [1, 2\n',
      [expect.stringMatching(/^a\.yaml:2:1：YAML 写法有误（Flow sequence .*） → 检查这一行的缩进、冒号和引号$/)],
    ],
    [
      'a file in GBK',
      `a: 1\nb: x${new TextDecoder().decode(Uint8Array.of(0xbc, 0xec))}\n`,
      ['a.yaml:2:5：这里有读不出的字符，文件不是 UTF-8 编码 → 另存为 UTF-8；Excel 里选“CSV UTF-8（逗号分隔）”'],
    ],
  ])('refuses %s, at its place', (_, source, problems) => {
    expect(said(source)).toEqual(problems)
    expect(readYaml(source, 'a.yaml').data).toBeUndefined()
  })

  it('speaks English as well', () => {
    const { problems } = readYaml('a: &x 1\nb: !t 1\nc: 1\nc: 2\n', 'a.yaml')
    expect(problems.map((problem) => formatProblem(problem, 'en'))).toEqual([
      'a.yaml:1:7: YAML anchors and aliases (& and *) are not supported → write the content out; quote it if it is plain text',
      'a.yaml:2:7: YAML tags (!) are not supported → delete the tag; quote it if it is plain text',
      'a.yaml:4:1: the same key is written twice → rename or delete one of them',
    ])
  })

  it('refuses what is larger than 256 KB without reading it', () => {
    expect(said(`a: ${'字'.repeat(300 * 1024)}`)).toEqual(['a.yaml:1:1：文件超过 256 KB → 把知识内容放进 knowledge 文件夹'])
    expect(said(`a: ${'b'.repeat(250 * 1024)}`)).toEqual([])
  })

  it.each([
    ['[', ']'],
    ['{a: ', '}'],
    ['- ', ''],
  ])('refuses 20,000 levels of %j at once', (open, close) => {
    const started = performance.now()
    expect(said(`${open === '- ' ? '' : 'a: '}${open.repeat(20_000)}x${close.repeat(20_000)}`)).toEqual([
      'a.yaml:1:1：嵌套的层数太多 → 减少层数',
    ])
    expect(performance.now() - started).toBeLessThan(200)
  })

  it('minds no depth that people write, nor brackets that are text', () => {
    expect(said(`a: ${'['.repeat(50)}${']'.repeat(50)}\n`)).toEqual([])
    expect(said(`a: ${'[x] '.repeat(200)}\n`.replace('a: ', 'a: 见 '))).toEqual([])
    expect(said(Array.from({ length: 300 }, (_, level) => `${' '.repeat(level)}k:`).join('\n'))).toEqual([])
  })

  it('counts lines and columns the same with a byte order mark and with Windows line ends', () => {
    const source = 'a: 1\nb:\n  - c: 2\n'
    for (const variant of [
      source,
      `\ufeff${source}`,
      source.replaceAll('\n', '\r\n'),
      `\ufeff${source.replaceAll('\n', '\r\n')}`,
    ]) {
      const yaml = readYaml(variant, 'a.yaml')
      expect(yaml.data).toEqual({ a: 1, b: [{ c: 2 }] })
      expect(yaml.place([])).toEqual({ line: 1, column: 1 })
      expect(yaml.place(['b', 0, 'c'])).toEqual({ line: 3, column: 8 })
      expect(yaml.place(['b', 0, 'c'], true)).toEqual({ line: 3, column: 5 })
      expect(yaml.place(['b', 0, 'missing'])).toEqual({ line: 3, column: 5 })
    }
  })
})
