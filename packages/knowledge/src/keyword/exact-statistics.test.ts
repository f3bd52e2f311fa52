import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openIndexFile } from '../passages/open-index-file.ts'
import { PassageSet } from '../passages/passage-set.ts'
import type { KeywordIndex } from './keyword-index.ts'
import { keywordFile } from './keyword-parts.ts'
import { keywordIndex, openKeywordIndex } from './segmented-keyword-index.ts'
import { PlainIndex } from './test-plain-index.ts'
import { chanceOf, randomPassage, randomQuery, rounded } from './test-passages.ts'

const settings = { k1: 1.2, b: 0.75, titleWeight: 0.6, pathWeight: 0.4 }
const folder = mkdtempSync(join(tmpdir(), 'keyword-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function reopened(index: KeywordIndex): Promise<KeywordIndex> {
  const path = join(folder, 'keyword.idx')
  await index.save(path, { of: 'a test' })
  const { file } = await openIndexFile(path, keywordFile)
  expect(file!.head.meta).toEqual({ of: 'a test' })
  return openKeywordIndex(file!, settings)
}

/** All hits of both are the same, and the best of them in the same order. */
function expectAlike(index: KeywordIndex, plain: PlainIndex, chance: (below: number) => number, limit: number): void {
  expect(index.size).toBe(plain.size)
  const groups = randomQuery(chance)
  const { term } = groups[0]!.variants[0]![0]!
  expect(index.documentFrequency(term)).toBe(plain.documentFrequency(term))
  const all = plain.search(groups, Infinity)
  expect(rounded(index.search(groups, Infinity))).toEqual(rounded(all))
  const top = 1 + chance(30)
  const best = index.search(groups, top)
  expect(best).toHaveLength(Math.min(top, all.length))
  for (const [at, { score }] of best.entries()) expect(Math.abs(score - all[at]!.score)).toBeLessThan(1e-9)
  const allowed = new PassageSet(limit)
  for (let left = chance(20); left > 0; left--) allowed.add(chance(limit), 1 + chance(limit >>> 3))
  const some = all.filter(({ passage }) => allowed.has(passage))
  expect(rounded(index.search(groups, Infinity, allowed))).toEqual(rounded(some))
  for (const [at, { score }] of index.search(groups, top, allowed).entries())
    expect(Math.abs(score - some[at]!.score)).toBeLessThan(1e-9)
  for (const { passage, score } of best.slice(0, 3)) {
    const parts = index.explainer(groups)(passage)
    expect(Math.abs(parts.reduce((sum, { weight }) => sum + weight, 0) - score)).toBeLessThan(1e-9)
  }
}

describe('statistics', () => {
  it.each(Array.from({ length: 25 }, (_, seed) => seed))(
    'are those of the passages that are there, whatever was added, removed, joined and saved (%i)',
    async (seed) => {
      const chance = chanceOf(seed * 7919 + 1)
      const plain = new PlainIndex(settings)
      let index = keywordIndex(settings)
      let next = 0
      for (let step = 0; step < 60; step++) {
        const doing = chance(20)
        if (doing < 10) {
          next += chance(2) * chance(5)
          const passages = Array.from({ length: 1 + chance(25) }, () => randomPassage(chance))
          index.add(next, passages)
          plain.add(next, passages)
          next += passages.length
        } else if (doing < 15) {
          const [first, count] = [chance(next + 1), chance(60)]
          index.remove(first, count)
          plain.remove(first, count)
        } else if (doing < 17) await index.merge()
        else if (doing === 17) index = await reopened(index)
        else expectAlike(index, plain, chance, next + 1)
      }
      await index.merge()
      expectAlike(index, plain, chance, next + 1)
      expectAlike(await reopened(index), plain, chance, next + 1)
    },
  )

  it('stay exact over many windows and blocks, where windows and terms are passed by', async () => {
    const chance = chanceOf(5)
    const plain = new PlainIndex(settings)
    const index = keywordIndex(settings)
    const passages = Array.from({ length: 10_000 }, () => randomPassage(chance))
    index.add(0, passages)
    plain.add(0, passages)
    await index.merge()
    for (let round = 0; round < 12; round++) expectAlike(index, plain, chance, 10_000)
    for (let round = 0; round < 40; round++) {
      const first = chance(10_000)
      index.remove(first, 100)
      plain.remove(first, 100)
    }
    for (let round = 0; round < 6; round++) expectAlike(index, plain, chance, 10_000)
    await index.merge()
    for (let round = 0; round < 6; round++) expectAlike(index, plain, chance, 10_000)
  }, 60_000)

  it('hold while joining goes on, with adds, removals and searches in between', async () => {
    const chance = chanceOf(11)
    const plain = new PlainIndex(settings)
    const index = keywordIndex(settings)
    let next = 0
    const add = (count: number): void => {
      const passages = Array.from({ length: count }, () => randomPassage(chance))
      index.add(next, passages)
      plain.add(next, passages)
      next += count
      // Makes a segment of them.
      index.documentFrequency('主轴')
    }
    for (let round = 0; round < 30; round++) add(600)
    let merged = false
    const merging = index.merge().then(() => (merged = true))
    let between = 0
    while (!merged) {
      await new Promise((resolve) => setImmediate(resolve))
      if (between++ % 3 !== 0) continue
      const [first, count] = [chance(next), chance(50)]
      index.remove(first, count)
      plain.remove(first, count)
      if (between < 60) add(5)
      if (between % 9 === 1) expectAlike(index, plain, chance, next)
    }
    await merging
    expect(between).toBeGreaterThan(0)
    expectAlike(index, plain, chance, next)
  }, 60_000)

  it('leave out what is added ahead until it is revealed, while joining goes on', async () => {
    const chance = chanceOf(17)
    const plain = new PlainIndex(settings)
    const index = keywordIndex(settings)
    let next = 0
    for (let round = 0; round < 40; round++) {
      const passages = Array.from({ length: 1 + chance(40) }, () => randomPassage(chance))
      index.addAhead(next, passages)
      const joining = round % 3 === 0 ? index.join() : undefined
      expect(index.size).toBe(next)
      expectAlike(index, plain, chance, Math.max(1, next))
      index.reveal()
      plain.add(next, passages)
      next += passages.length
      expect(index.size).toBe(next)
      expectAlike(index, plain, chance, next)
      await joining
    }
    // Behind what is revealed and has not been searched yet, it may count at once; behind what was searched, not.
    index.addAhead(next, [randomPassage(chance)])
    index.add(next + 1, [{ body: '主轴', title: '', path: '' }])
    expect(index.size).toBe(next + 2)
  }, 60_000)

  it('hold when words that nobody uses any more are left out, and when they come back', async () => {
    const chance = chanceOf(21)
    const plain = new PlainIndex(settings)
    let index = keywordIndex(settings)
    const add = (first: number, body: string): void => {
      index.add(first, [{ body, title: '', path: '' }])
      plain.add(first, [{ body, title: '', path: '' }])
    }
    add(0, '主轴过热 pump E-203')
    add(1, Array.from({ length: 20_000 }, (_, at) => `gone${at}`).join(' '))
    add(2, '轴承漏油 valve')
    await index.merge()
    const before = index.bytes
    index.remove(1, 1)
    plain.remove(1, 1)
    await index.merge()
    expect(index.bytes).toBeLessThan(before / 2)
    expect(index.documentFrequency('gone7')).toBe(0)
    add(3, 'gone7 主轴')
    for (let at = 4; at < 60; at++) add(at, randomPassage(chance).body)
    expect(index.documentFrequency('gone7')).toBe(1)
    for (let round = 0; round < 10; round++) expectAlike(index, plain, chance, 60)
    index = await reopened(index)
    for (let round = 0; round < 5; round++) expectAlike(index, plain, chance, 60)
  })

  it('follow settings that changed since the file was written', async () => {
    const chance = chanceOf(3)
    const other = { k1: 0.9, b: 0.4, titleWeight: 2, pathWeight: 0 }
    const passages = Array.from({ length: 300 }, () => randomPassage(chance))
    const index = keywordIndex(settings)
    index.add(0, passages)
    const path = join(folder, 'other.idx')
    await index.save(path, {})
    const { file } = await openIndexFile(path, keywordFile)
    const plain = new PlainIndex(other)
    plain.add(0, passages)
    expectAlike(openKeywordIndex(file!, other), plain, chance, 300)
  })
})
