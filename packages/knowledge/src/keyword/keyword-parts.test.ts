import { describe, expect, it } from 'vitest'
import type { IndexFile } from '../passages/index-file.ts'
import { keywordFile, partsOfIndex } from './keyword-parts.ts'
import { SegmentBuilder } from './segment-builder.ts'
import { openKeywordIndex } from './segmented-keyword-index.ts'
import { TermDictionary } from './term-dictionary.ts'
import { chanceOf, queryOf, randomPassage, randomQuery } from './test-passages.ts'

/** The parts of an index of two segments, each a copy. */
function goodParts(): Uint8Array[] {
  const chance = chanceOf(1)
  const dictionary = new TermDictionary()
  const builder = new SegmentBuilder(dictionary)
  const segments = [0, 500].map((first) => {
    for (let at = 0; at < 300; at++) builder.add(first + at + Math.floor(at / 100), randomPassage(chance))
    return builder.seal()
  })
  segments[0]!.remove(20, 40)
  return partsOfIndex(dictionary, segments).map((part) => part.slice())
}
const fileOf = (parts: readonly Uint8Array[]): IndexFile => ({ head: { ...keywordFile, meta: {} }, parts })

/** Opens a file that may be wrong, and uses all of it: either it is refused, or it can be searched. */
function tryParts(parts: readonly Uint8Array[]): 'refused' | 'usable' {
  let index
  try {
    index = openKeywordIndex(fileOf(parts))
  } catch (error) {
    expect(error).toMatchObject({ code: 'INDEX_FILE_UNFIT' })
    return 'refused'
  }
  const chance = chanceOf(2)
  for (let round = 0; round < 2; round++) {
    for (const { passage, score } of index.search(randomQuery(chance), 50)) {
      expect(Number.isFinite(score)).toBe(true)
      index.explainer(queryOf('主轴 pump'))(passage)
    }
  }
  return 'usable'
}

describe('openKeywordIndex', () => {
  it('opens what was written', () => {
    expect(tryParts(goodParts())).toBe('usable')
    expect(openKeywordIndex(fileOf(goodParts())).size).toBe(580)
  })

  it('opens parts that lie at any place in memory', () => {
    const shifted = goodParts().map((part) => {
      const moved = new Uint8Array(part.length + 1).subarray(1)
      moved.set(part)
      return moved
    })
    expect(openKeywordIndex(fileOf(shifted)).size).toBe(580)
  })

  it('refuses a file with parts too few, too many or cut short', () => {
    const good = goodParts()
    for (let count = 0; count < good.length + 2; count++) {
      const parts = count <= good.length ? good.slice(0, count) : [...good, new Uint8Array(8)]
      expect(tryParts(parts), String(count)).toBe((count - 3) % 8 === 0 && count <= good.length ? 'usable' : 'refused')
    }
    for (const [at, part] of good.entries())
      for (const length of [0, 1, 4, part.length - 4, part.length - 1])
        if (length >= 0 && length < part.length)
          expect(tryParts(good.with(at, part.slice(0, length))), `${at}: ${length}`).toBe('refused')
  })

  it.each(Array.from({ length: 19 }, (_, part) => part))('never hangs or gives no number for a damaged part %i', (part) => {
    const good = goodParts()
    const chance = chanceOf(part + 77)
    let refused = 0
    for (let round = 0; round < 30; round++) {
      const damaged = good[part]!.slice()
      for (let times = 1 + chance(3); times > 0; times--) damaged[chance(damaged.length)] = chance(2) === 0 ? chance(256) : 255
      if (tryParts(good.with(part, damaged)) === 'refused') refused++
    }
    // A changed length or a letter of a term is as good as another; what leads somewhere is not.
    const harmless = [2, 7, 10, 15, 18]
    if (!harmless.includes(part)) expect(refused).toBeGreaterThan(10)
  })
})
