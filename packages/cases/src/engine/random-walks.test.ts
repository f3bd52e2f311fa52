import { thorough } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import { chance } from './test-random-cases.ts'
import { randomDefinitions, Walk } from './test-walk.ts'
import { wrongWith } from './test-wrong-walks.ts'

const walks = thorough ? 10_000 : 2_000

describe('cases walked by chance', () => {
  it('come to no state without a way, pass no approval unsigned, and are what their events come to', { timeout: 120_000 }, () => {
    const types = randomDefinitions(100)
    const wrong: string[] = []
    let [ended, refused, happened] = [0, 0, 0]
    for (let seed = 1; seed <= walks; seed++) {
      const definition = types[seed % types.length]!
      const below = chance(seed * 7919)
      const walk = new Walk(definition, below)
      for (let step = 0; step < 30 && walk.record.endedAtMs === undefined; step++) walk.step()
      wrong.push(...wrongWith(walk, definition).map((what) => `${seed}: ${what}`))
      if (walk.record.endedAtMs !== undefined) ended++
      refused += walk.refused
      happened += walk.events.length
    }
    expect(wrong).toEqual([])
    // A walk where nothing happens proves nothing.
    expect(ended).toBeGreaterThan(walks / 10)
    expect(refused).toBeGreaterThan(walks)
    console.log(`${walks} walks: ${happened} events, ${refused} refusals, ${ended} cases ended`)
  })
})
