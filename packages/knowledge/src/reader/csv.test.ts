import { describe, expect, it } from 'vitest'
import { csvReader } from './csv.ts'
import { codeOf } from './test-code-of.ts'

async function read(text: string | Uint8Array, name = 'a.csv') {
  return csvReader.read(typeof text === 'string' ? Buffer.from(text) : text, name)
}

describe('csvReader', () => {
  it('reads one record a row, with heads', async () => {
    const { text, blocks } = await read('\ufeff代码,处理\r\nE-203,停机\r\n\r\nE-204,\r\n')
    expect(text).toBe('代码：E-203；处理：停机\n代码：E-204')
    expect(blocks.every((block) => block.kind === 'row')).toBe(true)
  })

  it.each([
    ['semicolon', ';'],
    ['tab', '\t'],
    ['bar', '|'],
    ['comma', ','],
  ])('finds the %s', async (_, delimiter) => {
    const rows = [
      ['name', 'note'],
      ['pump 1', 'checked, ok'],
      ['pump 2', 'new; seal'],
    ]
    const quoted = rows
      .map((row) => row.map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell)).join(delimiter))
      .join('\n')
    expect((await read(quoted)).text).toBe('name: pump 1; note: checked, ok\nname: pump 2; note: new; seal')
  })

  it('obeys the sep= line of Excel', async () => expect((await read('sep=;\na;b\n1;2,5')).text).toBe('a: 1; b: 2,5'))

  it('reads cells of several lines and doubled quotes', async () => {
    expect((await read('代码,处理\nE-203,"先""停机""\n再检查"\n')).text).toBe('代码：E-203；处理：先"停机" 再检查')
  })

  it('survives a quote that is never closed, and says so', async () => {
    const { text, warnings } = await read('a,b\n1,"open\n2,two\n3,three\n')
    expect(text.split('\n')).toEqual(['a: 1; b: "open', 'a: 2; b: two', 'a: 3; b: three'])
    expect(warnings).toHaveLength(1)
  })

  it('reads GB18030 without mojibake', async () => {
    const gb = Buffer.from('b4fac2eb2cb4a6c0ed0a452d3230332ccda3bbfa0a', 'hex')
    expect((await read(gb)).text).toBe('代码：E-203；处理：停机')
  })

  it('takes lone cells above the head for a title', async () => {
    const { blocks } = await read('报警代码表,,\n代码,处理,级别\nE-203,停机,高\n')
    expect(blocks.map((block) => block.kind)).toEqual(['paragraph', 'row'])
  })

  it('keeps cells beyond the heads, and a file that is a head only', async () => {
    expect((await read('a,b\n1,2,3\n')).text).toBe('a: 1; b: 2; 3')
    expect((await read('代码,处理\n')).text).toBe('代码　处理')
  })

  it('keeps the heads of a form that nobody filled in', async () => {
    expect((await read('序号,姓名,电话,备注\n1,,,\n2,,,\n')).text).toBe('姓名　电话　备注\n序号：1\n序号：2')
    expect((await read('代码,处理,备注\nE-203,停机,\n')).text).toBe('代码：E-203；处理：停机')
  })

  it('refuses more rows than it can hold', async () => {
    expect(await codeOf(read(`a,b\n${'1,2\n'.repeat(200_001)}`))).toBe('FILE_TOO_LARGE')
  })
})
