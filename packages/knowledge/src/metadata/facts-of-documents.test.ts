import { factNames } from '@kaiwu/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeReaders } from '../reader/isolated-reader.ts'
import type { StatedFacts } from './document-facts.ts'
import { compareFacts, expectedDocuments, statedIn, type FieldMeasure } from './test-documents.ts'

const floor = 0.97
const expected = expectedDocuments()
const stated = new Map<string, StatedFacts & { text: string }>()
const measures = new Map<string, FieldMeasure>()

beforeAll(async () => {
  for (const document of expected) {
    const found = await statedIn(document.path)
    stated.set(document.path, found)
    compareFacts(measures, document, found)
  }
})
afterAll(closeReaders)

/** What the text says of a fact, without space and brackets: enough to see that the evidence points at it. */
const bare = (text: string): string => text.replace(/[\s\u3000《》〈〉〔〕[\]（）()]/g, '')

describe('facts of documents in the true form', () => {
  it('has at least 60 documents, of which 15 are of a plant', () => {
    expect(expected.length).toBeGreaterThanOrEqual(60)
    expect(expected.filter(({ path }) => path.startsWith('m')).length).toBeGreaterThanOrEqual(15)
  })

  it.each([...factNames, 'endedBy', 'ending', 'access', 'unsure', 'repeals', 'amends'])(
    'takes %s right where it takes one, and leaves few out',
    (field) => {
      const { found, right, stated: all, wrong, missed } = measures.get(field)!
      expect(right / found, wrong.join('\n')).toBeGreaterThanOrEqual(floor)
      expect(right / all, missed.join('\n')).toBeGreaterThanOrEqual(0.95)
    },
  )

  it('is sure of nothing that is wrong', () => {
    for (const { path, facts } of expected) {
      const found = stated.get(path)!
      const wrong = found.evidence.filter(({ fact, value, sure }) => {
        const right = facts[fact]
        return sure && value !== (typeof right === 'string' ? right : right?.join('、'))
      })
      expect(wrong, path).toEqual([])
    }
  })

  it('shows where in the text each fact was read', () => {
    for (const [path, { evidence, facts, text }] of stated) {
      for (const { fact, value, start, end } of evidence) {
        expect(start, path).toBeGreaterThanOrEqual(0)
        expect(end, path).toBeGreaterThan(start)
        expect(end, path).toBeLessThanOrEqual(text.length)
        const quoted = bare(text.slice(start, end))
        if (fact === 'title') expect(bare(value), path).toBe(quoted)
        if (fact === 'written' || fact === 'issued') expect(quoted, path).toMatch(/\d|[〇一二三四五六七八九十]/)
        if (fact === 'number' && !facts.unsure?.includes('number')) expect(quoted, path).toBe(bare(value))
      }
    }
  })
})
