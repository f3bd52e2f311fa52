import { formatProblem } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { parseGlossary } from './glossary-file.ts'

const said = (source: string): string[] =>
  parseGlossary(source, 'glossary.csv').problems.map((problem) => formatProblem(problem, 'zh'))

describe('parseGlossary', () => {
  it.each([
    ['as a person writes it', 'term,synonyms,note\n租房补贴,租房补助|房补,口语\n滚珠丝杠,丝杆,\n'],
    [
      'as Excel writes it: mark of the encoding, CRLF, quoted cells',
      '\ufeffterm,synonyms,note\r\n租房补贴,"租房补助|房补","口语，\r\n常用"\r\n\r\n滚珠丝杠,丝杆,\r\n',
    ],
  ])('reads a file %s', (_, source) => {
    expect(parseGlossary(source, 'glossary.csv')).toEqual({
      rows: [
        ['租房补贴', '租房补助', '房补'],
        ['滚珠丝杠', '丝杆'],
      ],
      problems: [],
    })
  })

  it('reads a quote within a cell, and drops empty synonyms', () => {
    expect(parseGlossary('term,synonyms\n主轴,"spindle|""主轴头""||"\n', 'glossary.csv').rows).toEqual([
      ['主轴', 'spindle', '"主轴头"'],
    ])
  })

  it.each([
    ['an empty file', '', ['glossary.csv:1:1：第一行应为 term,synonyms,note → 补上表头']],
    ['no heads', '租房补贴,房补\n', ['glossary.csv:1:1：第一行应为 term,synonyms,note → 补上表头']],
    ['heads below a blank line', '\n\n词,同义词\n', ['glossary.csv:3:1：第一行应为 term,synonyms,note → 补上表头']],
    [
      'a row without synonyms, after a cell of three lines',
      'term,synonyms,note\n甲,乙,"一\n二\n三"\n丙,,\n',
      ['glossary.csv:5:1：这一行没有同义词 → 在第二列写上同义词，用 | 分隔，或删去这一行'],
    ],
    [
      'a row without a term',
      'term,synonyms\n,乙|丙\n',
      ['glossary.csv:2:1：这一行没有同义词 → 在第二列写上同义词，用 | 分隔，或删去这一行'],
    ],
    [
      'only bars for synonyms',
      'term,synonyms\n甲,| |\n',
      ['glossary.csv:2:1：这一行没有同义词 → 在第二列写上同义词，用 | 分隔，或删去这一行'],
    ],
    [
      'a quote that is never closed, on the third line',
      'term,synonyms\n甲,乙\n丙,"丁\n戊,己\n',
      ['glossary.csv:3:1：引号没有成对 → 在单元格末尾补上引号'],
    ],
    [
      'a quote never closed after a cell of two lines',
      'term,synonyms\n"甲\n",乙,"丁\n',
      ['glossary.csv:3:1：引号没有成对 → 在单元格末尾补上引号'],
    ],
  ])('names the line of %s', (_, source, problems) => {
    expect(said(source)).toEqual(problems)
  })

  it('speaks English as well', () => {
    expect(parseGlossary('term,synonyms\n甲,\n', 'glossary.csv').problems.map((problem) => formatProblem(problem, 'en'))).toEqual(
      ['glossary.csv:2:1: this row has no synonym → write synonyms into the second column, joined by |, or delete the row'],
    )
  })
})
