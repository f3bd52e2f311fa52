import { describe, expect, it } from 'vitest'
import { KaiwuError } from '@kaiwu/core'
import type { IndexFile } from '../../passages/index-file.ts'
import { openFlatIndex } from '../flat-index.ts'
import { clusteredVectors, randomNumbers } from '../test-vectors.ts'
import { FlatEncoder } from './flat-encoder.ts'
import { flatFile, flatFileParts } from './flat-file.ts'
import { FlatSlots } from './flat-slots.ts'
import { scanPlan } from './recall-check.ts'

const dimension = 32
const space = { model: 'test/space', dimension }
const all = clusteredVectors(600, dimension, 10)

/** A file of 600 vectors, of which 10 are removed, to be spoilt. */
function parts(): Uint8Array[] {
  const slots = new FlatSlots(dimension)
  const encoder = new FlatEncoder(slots)
  slots.reserve(all.length)
  for (const [at, one] of all.entries()) {
    encoder.stage(one, 0)
    encoder.append(at)
  }
  slots.publish()
  slots.highest = 599
  slots.remove(20, 30)
  return flatFileParts({ slots, encoder, plan: scanPlan }).map((part) => part.slice())
}

const fileOf = (own: readonly Uint8Array[], head: Readonly<{ kind: string; form: number }> = flatFile): IndexFile => ({
  head: { ...head, meta: {} },
  parts: own,
})

function withSettings(change: Readonly<Record<string, unknown>>): Uint8Array[] {
  const [settings, ...rest] = parts() as [Uint8Array, ...Uint8Array[]]
  const changed = { ...(JSON.parse(new TextDecoder().decode(settings)) as object), ...change }
  return [new TextEncoder().encode(JSON.stringify(changed)), ...rest]
}

/** The file with some 32-bit numbers of its chunk written over. */
function withNumbers(
  part: 'scalesAt' | 'normsAt' | 'numbersAt',
  slot: number,
  value: number,
  kind: 'float' | 'word',
): Uint8Array[] {
  const own = parts()
  const { layout } = new FlatSlots(dimension)
  const view = new DataView(own[4]!.buffer, own[4]!.byteOffset)
  if (kind === 'float') view.setFloat32(layout[part] + slot * 4, value, true)
  else view.setUint32(layout[part] + slot * 4, value, true)
  return own
}

const spoilt: Readonly<Record<string, () => IndexFile>> = {
  'no parts': () => fileOf([]),
  'a part too few': () => fileOf(parts().slice(0, 4)),
  'a part cut': () => fileOf(parts().map((part, at) => (at === 4 ? part.slice(0, -1) : part))),
  'a part of nothing': () => fileOf(parts().map((part, at) => (at === 3 ? new Uint8Array(0) : part))),
  'another kind': () => fileOf(parts(), { ...flatFile, kind: 'hnsw' }),
  'another form': () => fileOf(parts(), { ...flatFile, form: 2 }),
  'settings that are no JSON': () => fileOf([new Uint8Array([123, 0, 255]), ...parts().slice(1)]),
  'settings that are nothing': () => fileOf([new TextEncoder().encode('null'), ...parts().slice(1)]),
  'another dimension': () => fileOf(withSettings({ dimension: 33 })),
  'a count beyond the chunks': () => fileOf(withSettings({ count: 5000 })),
  'a huge count': () => fileOf(withSettings({ count: 2 ** 40 })),
  'a count below nothing': () => fileOf(withSettings({ count: -1 })),
  'a count that is no number': () => fileOf(withSettings({ count: '600' })),
  'a count without its bits': () => fileOf(withSettings({ count: 400 })),
  'a highest number below the last': () => fileOf(withSettings({ highest: 598 })),
  'an unknown level': () => fileOf(withSettings({ plan: { ...scanPlan, level: 1e9 } })),
  'an unknown way to search': () => fileOf(withSettings({ plan: { ...scanPlan, search: 'guess' } })),
  'no plan': () => fileOf(withSettings({ plan: null })),
  'numbers that do not rise': () => fileOf(withNumbers('numbersAt', 300, 299, 'word')),
  'a number beyond the highest': () => fileOf(withNumbers('numbersAt', 599, 2 ** 31, 'word')),
  'a scale that is no number': () => fileOf(withNumbers('scalesAt', 7, Number.NaN, 'float')),
  'a scale below nothing': () => fileOf(withNumbers('scalesAt', 7, -1, 'float')),
  'a norm without end': () => fileOf(withNumbers('normsAt', 7, Number.POSITIVE_INFINITY, 'float')),
  'a centre that is no number': () => {
    const own = parts()
    new DataView(own[1]!.buffer, own[1]!.byteOffset).setFloat32(8, Number.NaN, true)
    return fileOf(own)
  },
  'life behind the end': () => {
    const own = parts()
    own[3]![79] = 255
    return fileOf(own)
  },
}

describe('a flat index file', () => {
  it('holds what was saved', async () => {
    const index = openFlatIndex(fileOf(parts()), space)
    expect([index.size, index.describe().removed]).toEqual([590, 10])
    expect((await index.search(all[100]!, 1))[0]!.passage).toBe(100)
    expect((await index.search(all[25]!, 600)).map(({ passage }) => passage)).not.toContain(25)
  })

  it.each(Object.entries(spoilt))('is refused with %s', (_, file) => {
    const wrong = file()
    expect(() => openFlatIndex(wrong, space)).toThrow(expect.objectContaining({ code: 'INDEX_FILE_UNUSABLE' }))
  })

  it('with any byte changed is refused, or searched without harm', async () => {
    const next = randomNumbers(3)
    let refused = 0
    for (let round = 0; round < 150; round++) {
      const own = parts()
      // The chunk is most of the file; the others get their share of the rounds.
      const part = own[round % own.length]!
      for (let change = 0; change < 3; change++) part[Math.floor(next() * part.length)] = Math.floor(next() * 256)
      try {
        const index = openFlatIndex(fileOf(own), space)
        const hits = await index.search(all[round]!, 10)
        expect(hits.length).toBe(10)
        expect(hits.every(({ passage, score }) => Number.isInteger(passage) && Math.abs(score) <= 1)).toBe(true)
        await index.add(10_000_000, all[0]!)
        await index.close()
      } catch (error) {
        if (!KaiwuError.is(error)) throw error
        expect(error.code).toBe('INDEX_FILE_UNUSABLE')
        refused++
      }
    }
    expect(refused).toBeGreaterThan(10)
  })
})
