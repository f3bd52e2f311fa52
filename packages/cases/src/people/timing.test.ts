import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { openDatabase, type Database } from '@kaiwu/store'
import { seededRandom, often } from '@kaiwu/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPeople, type People } from './open-people.ts'
import { systemActor } from './people-event.ts'
import { peopleTables } from './people-tables.ts'
import { scryptPasswords } from './scrypt-passwords.ts'
import { newApiKey } from './secret-token.ts'

// As in AU-03: beyond this, two populations of times are not one.
const limit = 4.5
const folder = mkdtempSync(`${tmpdir()}/kaiwu-timing-`)
let database: Database
let people: People
let key: string
let now = Date.parse('2026-11-23T08:00:00Z')
beforeAll(async () => {
  const tables = (sql: string) => [{ name: 'people', sql }]
  const migrations = { sqlite: tables(peopleTables.sqlite), postgres: tables(peopleTables.postgres) }
  database = await openDatabase({ folder, migrations })
  const clock = { now: () => now, today: () => '2026-11-23' }
  const passwords = scryptPasswords({ N: 1_024, r: 8, p: 1 })
  people = openPeople(database, { clock, passwords, record: async () => undefined })
  const add = (login: string) => people.add({ login, name: '某', password: 'a password of theirs' }, systemActor)
  const { id } = await add('known')
  key = (await people.makeKey({ label: 'k', personId: id, scopes: ['answer.ask'] }, systemActor)).key
  await people.disable((await add('gone')).id, systemActor)
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

type Work = () => unknown

/** Times of two pieces of work, taken in random order. Each makes what it works on before it is timed. */
async function timesOf(rounds: number, one: () => Work, other: () => Work): Promise<readonly [number[], number[]]> {
  const times: [number[], number[]] = [[], []]
  const next = seededRandom(rounds)
  while (times[0].length < rounds || times[1].length < rounds) {
    const which = next() < 0.5 ? 0 : 1
    if (times[which].length >= rounds) continue
    const work = which === 0 ? one() : other()
    const begun = process.hrtime.bigint()
    await work()
    times[which].push(Number(process.hrtime.bigint() - begun))
  }
  return times
}

/** Welch's t of two populations, without the slowest tenth, which is other programs' doing. */
function welch([one, other]: readonly [number[], number[]]): number {
  const cut = [...one, ...other].sort((a, b) => a - b)[Math.floor((one.length + other.length) * 0.9)]!
  const [left, right] = [one, other].map((times) => {
    const kept = times.filter((time) => time <= cut)
    const mean = kept.reduce((sum, time) => sum + time, 0) / kept.length
    const variance = kept.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (kept.length - 1)
    return { mean, share: variance / kept.length }
  })
  return (left!.mean - right!.mean) / Math.sqrt(left!.share + right!.share)
}

/** The smallest of three: noise passes, a leak does not. */
async function smallestOf(measure: () => Promise<readonly [number[], number[]]>): Promise<number> {
  let smallest = Number.POSITIVE_INFINITY
  for (let round = 0; round < 3 && smallest >= limit; round++) smallest = Math.min(smallest, Math.abs(welch(await measure())))
  return smallest
}

describe('time', () => {
  it('tells nothing of how much of a key was right', { timeout: 120_000 }, async () => {
    const almost = () => `${key.slice(0, 50)}${newApiKey().slice(-5)}`
    const measure = () =>
      timesOf(
        20_000,
        () => {
          const given = almost()
          return () => people.subjectOf({ key: given })
        },
        () => {
          const given = newApiKey()
          return () => people.subjectOf({ key: given })
        },
      )
    const t = await smallestOf(measure)
    console.log(`AU-03: almost the right key against any other, 2 × 20,000: |t| = ${t.toFixed(2)}`)
    expect(t).toBeLessThan(limit)
  })

  it('would be seen to tell, where a comparison ends at the first difference', { timeout: 60_000 }, async () => {
    const leaky = (given: string): boolean => {
      for (let at = 0; at < key.length; at++) if (given.charCodeAt(at) !== key.charCodeAt(at)) return false
      return true
    }
    const repeatedly = (given: string) => () => {
      let same = 0
      for (let n = 0; n < 20; n++) if (leaky(given)) same++
      return same
    }
    const t = Math.abs(
      welch(
        await timesOf(
          20_000,
          () => repeatedly(`${key.slice(0, 50)}00000`),
          () => repeatedly(`xx${key.slice(2)}`),
        ),
      ),
    )
    console.log(`a comparison that leaks: |t| = ${t.toFixed(2)}`)
    expect(t).toBeGreaterThan(limit)
  })

  it('tells nothing of whether a login is known, or disabled', { timeout: 120_000 }, async () => {
    const tries = (login: string) => () => {
      // Each in a minute of its own, so that none is refused for being one too many.
      now += 61_000
      return () => people.signIn({ login, password: 'a password of theirs?', address: '10.0.0.1' })
    }
    for (const [other, called] of [
      ['known', 'a wrong password'],
      ['gone', 'somebody disabled'],
    ] as const) {
      const t = await smallestOf(() => timesOf(often(400), tries('nobody'), tries(other)))
      console.log(`AU-06: an unknown login against ${called}, 2 × ${often(400)}: |t| = ${t.toFixed(2)}`)
      expect(t).toBeLessThan(limit)
    }
  })
})
