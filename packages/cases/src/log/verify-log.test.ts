import type { Database } from '@kaiwu/store'
import fc from 'fast-check'
import { often, thorough } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import { logColumns, type StoredRow } from './log-row.ts'
import { fill, logBases, loosen, tried } from './test-log-base.ts'
import { change, cut, insert, otherValue, remove, rewrite, swap, type Tampering } from './test-log-tampering.ts'
import { verifyLog } from './verify-log.ts'

const bases = logBases()
const rows = 1_000

async function filled(kind: 'sqlite' | 'postgres', count = rows): Promise<Database> {
  const database = await bases.open(kind)
  await fill(database, count)
  await loosen(database)
  return database
}

/** What a verification says after something was done, which is taken back. */
const after = (database: Database, ...doings: Tampering[]) =>
  tried(database, async (inside) => {
    for (const doing of doings) await doing(inside)
    const { problems, sound, notes, lastSeq } = await verifyLog(inside)
    return { sound, notes, lastSeq, found: problems.map(({ kind, seq }) => `${kind} ${seq}`) }
  })

describe.each(bases.kinds)('verifying a log on %s', (kind) => {
  // All on a release's day and at night; otherwise some, with both ends and both sides of a page's.
  const all = Array.from({ length: rows }, (_, index) => index + 1)
  const every = kind === 'sqlite' ? 29 : 97
  const seqs =
    thorough && kind === 'sqlite'
      ? all
      : all.filter((seq) => seq < 4 || seq > rows - 3 || /^20[0-2]$/.test(`${seq}`) || seq % every === 0)

  it('says what it cannot know', async () => {
    const database = await filled(kind, 30)
    const { sound, problems, notes, firstSeq, lastSeq, anchoredTo } = await verifyLog(database)
    expect({ sound, problems, firstSeq, lastSeq, anchoredTo }).toEqual({
      sound: true,
      problems: [],
      firstSeq: 1,
      lastSeq: 30,
      anchoredTo: 0,
    })
    expect(notes).toEqual([expect.objectContaining({ en: expect.stringMatching(/^not anchored after seq 0: /) })])
    // Neither of these leaves a trace where nothing was kept elsewhere.
    expect(await after(database, cut(20))).toMatchObject({ sound: true, lastSeq: 20 })
    expect(await after(database, rewrite(5, 30))).toMatchObject({ sound: true, lastSeq: 30 })
    expect(await verifyLog(await bases.open(kind))).toMatchObject({ sound: true, lastSeq: 0 })
  })

  // AUD-02
  it('names every row that was changed, in whatever column', { timeout: 120_000 }, async () => {
    const database = await filled(kind)
    const stored = await database.all<StoredRow>('SELECT * FROM log ORDER BY seq')
    for (const seq of seqs) {
      const some = seq % 100 === 0 ? logColumns : [logColumns[seq % logColumns.length]!]
      for (const column of some) {
        const value = otherValue(column, stored[seq - 1]![column], Math.floor(seq / logColumns.length) + seq)
        const expected = column === 'seq' ? `missing ${seq}` : `changed ${seq}`
        expect((await after(database, change(seq, column, value))).found, `${column} of ${seq}`).toEqual([expected])
      }
      if (seq % 10 > 0 && seq > 3) continue
      expect((await after(database, rewrite(seq, seq))).found, `rehashed ${seq}`).toEqual(seq === rows ? [] : [`relinked ${seq}`])
    }
    // The last row and the head together are a chain of their own; without the head it shows.
    const alone = [
      rewrite(rows, rows),
      async (inside) => void (await inside.run('UPDATE logHead SET hash = ?', stored.at(-1)!.hash)),
    ] satisfies Tampering[]
    expect((await after(database, ...alone)).found).toEqual([`relinked ${rows}`])
  })

  it('names every row that was deleted', { timeout: 120_000 }, async () => {
    const database = await filled(kind)
    for (const seq of seqs) {
      const closing = seq % 2 === 0 && seq < rows
      expect((await after(database, remove(seq, { closing }))).found, `${seq}`).toEqual([`missing ${seq}`])
    }
    expect((await after(database, remove(7), remove(8), remove(9))).found).toEqual(['missing 7'])
    expect((await after(database, ...all.map((seq) => remove(seq)))).found).toEqual(['missing 1'])
  })

  it('names every row that was inserted', { timeout: 120_000 }, async () => {
    const database = await filled(kind)
    for (const seq of seqs) {
      const form = [{}, { hashed: true }, { copied: true }][seq % 3]!
      if (seq === 1 && 'hashed' in form) continue
      const found = (await after(database, insert(seq, form))).found
      // A copy of a row can stand before or after what it copies.
      expect(found, `${seq} ${JSON.stringify(form)}`).toEqual([`inserted ${seq}`])
    }
    expect((await after(database, insert(rows + 1, { head: false }))).found).toEqual([`inserted ${rows + 1}`])
    expect((await after(database, change(5, 'seq', -5), change(6, 'seq', 5))).found).toEqual(['inserted 0'])
  })

  it('names every row that was swapped with the next', { timeout: 120_000 }, async () => {
    const database = await filled(kind)
    for (const seq of seqs) {
      if (seq === rows) continue
      expect((await after(database, swap(seq, seq + 1))).found, `${seq}`).toEqual([`swapped ${seq}`])
    }
    expect((await after(database, swap(10, 500))).found).toEqual(['changed 10'])
  })

  it('is not fooled by a detail that says what another column says', async () => {
    const database = await filled(kind, 30)
    const { detail } = (await database.get<{ detail: string }>('SELECT detail FROM log WHERE seq = 7'))!
    // The same bytes would be hashed: what was in the column now stands at the end of the detail.
    const absorbed: Tampering = async (inside) => {
      await inside.run('UPDATE log SET ip = NULL, detail = ? WHERE seq = 7', `${detail},"ip":"10.0.0.7"`)
    }
    expect((await after(database, absorbed)).found).toEqual(['changed 7'])
    // Whoever makes all hashes anew may not write a value in two ways: others could not check its hash.
    const spaced: Tampering = async (inside) => {
      await inside.run('UPDATE log SET detail = ? WHERE seq = 7', detail.replace(':', ': '))
    }
    expect((await after(database, spaced, rewrite(7, 30))).found).toEqual(['changed 7'])
  })

  it('sees when the head does not agree', async () => {
    const database = await filled(kind, 450)
    const head =
      (sql: string, ...values: (string | number | bigint)[]): Tampering =>
      async (inside) =>
        void (await inside.run(sql, ...values))
    const { hash } = (await database.get<{ hash: string }>('SELECT hash FROM log WHERE seq = 440'))!
    expect((await after(database, head('UPDATE logHead SET seq = 440, hash = ?', hash))).found).toEqual(['head 440'])
    expect((await after(database, head('UPDATE logHead SET seq = 440'))).found).toEqual(['head 440'])
    expect((await after(database, head('UPDATE logHead SET seq = 460'))).found).toEqual(['head 450'])
    expect((await after(database, head(`UPDATE logHead SET hash = 'x'`))).found).toEqual(['relinked 450'])
    expect((await after(database, head('UPDATE logHead SET seq = ?', 9_007_199_254_740_993n))).found).toEqual(['head 450'])
    expect((await after(database, head('UPDATE logHead SET seq = -1'))).found).toEqual(['head 450'])
    expect((await after(database, head('DELETE FROM logHead'))).sound).toBe(false)
    expect((await after(database, head(`UPDATE logHead SET baseId = 'another'`))).found).toEqual(['unlinked 1'])
  })

  it('finds the first of any number of random changes', { timeout: 120_000 }, async () => {
    const count = 60
    const database = await filled(kind, count)
    const original = await database.all<StoredRow>('SELECT * FROM log ORDER BY seq')
    const seq = fc.integer({ min: 1, max: count })
    const doing = fc.oneof(
      fc.record({ do: fc.constant('change' as const), seq, column: fc.constantFrom(...logColumns), number: fc.nat(50) }),
      fc.record({ do: fc.constant('remove' as const), seq, closing: fc.boolean() }),
      fc.record({ do: fc.constant('insert' as const), seq, copied: fc.boolean() }),
      fc.record({ do: fc.constant('swap' as const), seq, other: seq }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(doing, { minLength: 1, maxLength: 4 }), async (doings) => {
        const { first, found } = await tried(database, async (inside) => {
          for (const one of doings) await tamper(one)(inside)
          const now = await inside.all<StoredRow>(
            'SELECT seq, CAST(atMs AS TEXT) AS atMs, actorKind, actorId, actorName, actorRole, action, objectKind, objectId, caseId, result, requestId, ip, detail, prevHash, hash FROM log ORDER BY seq',
          )
          return { first: firstDifference(original, now), found: (await verifyLog(inside)).problems[0]?.seq }
        })
        expect(found).toBe(first)
      }),
      { numRuns: often(kind === 'sqlite' ? 1_500 : 150) },
    )
    function tamper(one: {
      do: string
      seq: number
      column?: string
      number?: number
      closing?: boolean
      copied?: boolean
      other?: number
    }): Tampering {
      return async (inside) => {
        const row = (of: number) => inside.get<{ hash: string }>('SELECT hash FROM log WHERE seq = ?', of)
        // What an earlier step has taken away cannot be changed any more.
        if (!(await row(one.seq))) return
        if (one.do === 'change') {
          const value = otherValue(one.column!, original[one.seq - 1]![one.column as keyof StoredRow], one.number!)
          if (one.column === 'seq' && (await row(Number(value)))) return
          await change(one.seq, one.column!, value)(inside)
        } else if (one.do === 'remove')
          await remove(one.seq, { closing: one.closing! && (await row(one.seq + 1)) !== undefined })(inside)
        else if (one.do === 'insert') {
          if (one.seq > 1 && (await row(one.seq - 1))) await insert(one.seq, { copied: one.copied! })(inside)
        } else if (one.seq !== one.other && (await row(one.other!))) await swap(one.seq, one.other!)(inside)
      }
    }
  })
})

/** The number of the first row that is not what it was; nothing where all are. */
function firstDifference(original: readonly StoredRow[], now: readonly StoredRow[]): number | undefined {
  const key = (row: StoredRow | undefined) => row && JSON.stringify(logColumns.map((column) => String(row[column])))
  const length = Math.max(original.length, now.length)
  for (let index = 0; index < length; index++) {
    if (key(original[index]) !== key(now[index])) return index + 1
  }
  return undefined
}
