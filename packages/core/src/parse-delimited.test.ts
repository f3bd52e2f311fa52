import { describe, expect, it } from 'vitest'
import { parseDelimited } from './parse-delimited.ts'

describe('parseDelimited', () => {
  it('gives the cells of each row and the line it begins on', () => {
    const { rows, lines } = parseDelimited('a,b\n"1,\n""x""",2\n\n3,\n', ',')
    expect(rows).toEqual([['a', 'b'], ['1,\n"x"', '2'], [''], ['3', '']])
    expect(lines).toEqual([1, 2, 4, 5])
  })

  it('names the line of a quote that is never closed, and reads on', () => {
    expect(parseDelimited('a,b\n1,"2\n3,4\n', ',')).toEqual({
      rows: [
        ['a', 'b'],
        ['1', '"2'],
        ['3', '4'],
      ],
      lines: [1, 2, 3],
      complete: false,
      unclosedLine: 2,
    })
  })

  it('takes time in proportion to the text, also for many open quotes', () => {
    const started = performance.now()
    parseDelimited('"a,'.repeat(300_000), ',')
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
