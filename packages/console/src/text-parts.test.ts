import { describe, expect, it } from 'vitest'
import { type Span, splitSpans } from './text-parts.ts'

const text = '一线城市补贴'

function highlightedIn(spans: readonly Span[]): readonly string[] {
  return splitSpans(text, spans)
    .filter((part) => part.highlighted)
    .map((part) => part.text)
}

describe('splitSpans', () => {
  it('cuts at the spans', () => {
    expect(
      splitSpans(text, [
        [0, 2],
        [4, 6],
      ]),
    ).toEqual([
      { text: '一线', highlighted: true },
      { text: '城市', highlighted: false },
      { text: '补贴', highlighted: true },
    ])
  })

  it('joins spans that overlap or touch, in any order', () => {
    expect(
      highlightedIn([
        [3, 5],
        [1, 4],
      ]),
    ).toEqual(['线城市补'])
    expect(
      highlightedIn([
        [2, 4],
        [0, 2],
      ]),
    ).toEqual(['一线城市'])
    expect(
      highlightedIn([
        [0, 6],
        [2, 3],
      ]),
    ).toEqual([text])
  })

  it('takes no harm from empty, reversed and outside spans', () => {
    expect(
      highlightedIn([
        [2, 2],
        [4, 1],
        [9, 12],
        [-5, 0],
      ]),
    ).toEqual([])
    expect(
      highlightedIn([
        [-3, 1],
        [5, 99],
      ]),
    ).toEqual(['一', '贴'])
    expect(splitSpans('', [[0, 4]])).toEqual([])
  })

  it('always joins back to the text', () => {
    for (let start = -2; start < 9; start += 1) {
      for (let end = -2; end < 9; end += 1) {
        expect(
          splitSpans(text, [
            [start, end],
            [2, 4],
          ])
            .map((part) => part.text)
            .join(''),
        ).toBe(text)
      }
    }
  })
})
