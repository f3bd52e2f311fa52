import { describe, expect, it } from 'vitest'
import type { ReadDocument } from './reader.ts'
import { documentBuilder, sliceDocument, type DocumentSlice } from './slice-document.ts'

function through(document: ReadDocument): Readonly<{ slices: readonly DocumentSlice[]; back: ReadDocument }> {
  const builder = documentBuilder()
  const slices: DocumentSlice[] = []
  const source = sliceDocument(document)
  for (;;) {
    const next = source.next()
    if (next.done === true) return { slices, back: builder.finish(structuredClone(next.value)) }
    slices.push(next.value)
    builder.add(structuredClone(next.value))
  }
}

const empty: ReadDocument = { text: '', blocks: [], properties: {}, warnings: [] }
const rows = (count: number, cells: number): ReadDocument => {
  const row = Array.from({ length: cells }, (_, at) => ({ head: `列${at}`, text: '值' }))
  return {
    ...empty,
    text: '值\n'.repeat(count).trimEnd(),
    blocks: Array.from({ length: count }, (_, at) => ({ kind: 'row', start: at * 2, end: at * 2 + 1, cells: row })),
  }
}

describe('sliceDocument and documentBuilder', () => {
  it('give back what went in, in order', () => {
    const document: ReadDocument = {
      text: '甲乙'.repeat(400_000),
      blocks: Array.from({ length: 5_001 }, (_, at) => ({ kind: 'paragraph', start: at, end: at + 1, page: 1 + (at % 7) })),
      title: '规程',
      properties: { version: '2' },
      pages: 7,
      warnings: [{ zh: '一', en: 'one', kind: 'hidden', count: 3 }],
      figures: [1, 2].map((at) => ({
        at,
        mediaType: 'image/png',
        bytes: Uint8Array.from({ length: 2_500_000 }, (_, byte) => (byte * at) % 256),
        page: at,
      })),
    }
    const { slices, back } = through(document)
    expect(back).toEqual(document)
    expect(
      slices.every(
        (slice) =>
          (slice.text?.length ?? 0) <= 500_000 &&
          (slice.blocks?.length ?? 0) <= 2_000 &&
          (slice.figureBytes?.length ?? 0) <= 1_000_000,
      ),
    ).toBe(true)
  })

  it('keep apart no figures and none', () => {
    expect('figures' in through(empty).back).toBe(false)
    expect(through({ ...empty, figures: [] }).back.figures).toEqual([])
  })

  it('weigh rows by their cells', () => {
    const wide = through(rows(400, 1_000)).slices.flatMap((slice) => slice.blocks?.length ?? [])
    expect(Math.max(...wide)).toBeLessThan(20)
    expect(wide.reduce((sum, count) => sum + count, 0)).toBe(400)
  })

  it('take a single row of any width', () => expect(through(rows(1, 100_000)).back.blocks).toHaveLength(1))

  it('freeze the document to its last cell', () => {
    const { back } = through({ ...rows(2, 2), warnings: [{ zh: '一', en: 'one' }] })
    for (const one of [
      back,
      back.blocks,
      back.blocks[0],
      back.blocks[0]?.cells,
      back.blocks[0]?.cells?.[0],
      back.properties,
      back.warnings,
      back.warnings[0],
    ])
      expect(Object.isFrozen(one)).toBe(true)
  })
})
