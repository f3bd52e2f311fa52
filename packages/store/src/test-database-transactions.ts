import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Database, Queries } from './database.ts'
import type { DatabaseCases } from './test-describe-database.ts'

const put = (queries: Queries, id: number) => queries.run('INSERT INTO notes (id, text) VALUES (?, ?)', id, '甲')
const count = async (queries: Queries): Promise<number> =>
  (await queries.get<{ count: number }>('SELECT COUNT(*) AS count FROM notes'))!.count

/** Reads a counter and writes one more, with time in between for others to do the same. */
const raise = (database: Database): Promise<void> =>
  database.transaction(async (inside) => {
    const { value } = (await inside.get<{ value: number }>("SELECT value FROM counters WHERE name = 'calls'"))!
    await wait(Math.random() * 5)
    await inside.run("UPDATE counters SET value = ? WHERE name = 'calls'", value + 1)
  })

/** Transactions. */
export const transactionCases: DatabaseCases = {
  'keeps all of a transaction or nothing': async (base) => {
    const database = await base.open()
    const kept = await database.transaction(async (inside) => {
      await put(inside, 1)
      expect(await count(inside)).toBe(1)
      return 'kept'
    })
    expect(kept).toBe('kept')
    const stopped = database.transaction(async (inside) => {
      await put(inside, 2)
      throw new Error('stop')
    })
    await expect(stopped).rejects.toThrow('stop')
    expect(await database.all('SELECT id FROM notes')).toEqual([{ id: 1 }])
  },

  'keeps nothing when a statement has failed, whoever caught its error': async (base) => {
    const database = await base.open()
    const work = database.transaction(async (inside) => {
      await put(inside, 1)
      const failed = await put(inside, 1).catch((error: Error) => error)
      expect(failed).toBeInstanceOf(Error)
      await put(inside, 2).catch(() => undefined)
    })
    await expect(work).rejects.toThrow(/unique/i)
    expect(await count(database)).toBe(0)
    await database.transaction((inside) => put(inside, 3))
    expect(await count(database)).toBe(1)
  },

  'keeps nothing when the commit fails, and goes on': async (base) => {
    const database = await base.open()
    const work = database.transaction(async (inside) => {
      await put(inside, 1)
      await inside.run('INSERT INTO later (note) VALUES (99)')
    })
    await expect(work).rejects.toThrow(/foreign key/i)
    expect(await count(database)).toBe(0)
    await database.transaction((inside) => put(inside, 1))
    expect(await count(database)).toBe(1)
  },

  'shows nobody half a transaction': async (base) => {
    const database = await base.open()
    const reader = await base.open({ access: 'read' })
    const seen: number[] = []
    let done = false
    const look = async (queries: Queries) => {
      while (!done) {
        seen.push(await count(queries))
        await wait(2)
      }
    }
    const looks = [look(database), look(reader)]
    for (let round = 0; round < 10; round++) {
      await database.transaction(async (inside) => {
        for (let one = 0; one < 5; one++) {
          await put(inside, round * 5 + one)
          await wait(2)
        }
      })
    }
    done = true
    await Promise.all(looks)
    expect(seen.length).toBeGreaterThan(5)
    expect(seen.filter((one) => one % 5 !== 0)).toEqual([])
    expect(await count(reader)).toBe(50)
  },

  'lets itself be read inside of a transaction': async (base) => {
    const database = await base.open()
    await put(database, 1)
    const seen = await database.transaction(async (inside) => {
      await put(inside, 2)
      return [await count(inside), await count(database)]
    })
    expect(seen).toEqual([2, 1])
  },

  'loses none of many transactions at once': async (base) => {
    const database = await base.open()
    await database.run("INSERT INTO counters (name, value) VALUES ('calls', 0)")
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let one = 0; one < 5; one++) await raise(database)
      }),
    )
    expect(await database.get('SELECT value FROM counters')).toEqual({ value: 40 })
  },

  'loses none of many transactions of two servers': async (base) => {
    const both = [await base.open(), await base.open()] as const
    await both[0].run("INSERT INTO counters (name, value) VALUES ('calls', 0)")
    await Promise.all(
      Array.from({ length: 8 }, async (_, worker) => {
        for (let one = 0; one < 5; one++) await raise(both[(worker % 2) as 0 | 1])
      }),
    )
    for (const database of both) expect(await database.get('SELECT value FROM counters')).toEqual({ value: 40 })
  },

  'tells a programmer what would wait for itself': async (base) => {
    const database = await base.open()
    for (const wrong of [() => put(database, 2), () => database.transaction(async () => undefined), () => database.close()]) {
      const work = database.transaction(async (inside) => {
        await put(inside, 1)
        await wrong()
      })
      await expect(work).rejects.toThrow(/inside a transaction/)
    }
    expect(await count(database)).toBe(0)
    // What a transaction only set off, and what runs after its end, is no part of it.
    const setOff = await database.transaction(async () => ({ later: wait(20).then(() => put(database, 3)) }))
    await setOff.later
    expect(await count(database)).toBe(1)
  },

  'ends the statements with the transaction': async (base) => {
    const database = await base.open()
    const kept = await database.transaction(async (inside) => inside)
    await expect(put(kept, 1)).rejects.toThrow('has ended')
    expect(await count(database)).toBe(0)
  },

  'waits at its close for what runs, and refuses what comes later': async (base) => {
    const database = await base.open()
    const work = database.transaction(async (inside) => {
      await put(inside, 1)
      await wait(50)
      await put(inside, 2)
    })
    const closed = database.close()
    const late = expect.objectContaining({
      code: expect.stringMatching(/_UNUSABLE$/),
      message: expect.stringContaining('closed'),
    })
    await expect(put(database, 3)).rejects.toThrow(late)
    await expect(count(database)).rejects.toThrow(late)
    await Promise.all([work, closed, database.close()])
    await expect(database.transaction((inside) => put(inside, 4))).rejects.toThrow(late)
    expect(await count(await base.open())).toBe(2)
  },
}
