import { createHash } from 'node:crypto'
import { guardedCell, parseDelimited, contentHash } from '@kaiwu/core'
import type { Database, StoreValue } from '@kaiwu/store'
import { describe, expect, it } from 'vitest'
import { appendLog } from './append-log.ts'
import { canonicalJson, type JsonObject } from './canonical-json.ts'
import { exportLog } from './export-log.ts'
import { logExportEntry, logReadEntry, logVerifyEntry } from './log-events.ts'
import { readLog, type LogPageRequest } from './read-log.ts'
import { entryOf, fill, logBases, startMs } from './test-log-base.ts'
import { verifyLog } from './verify-log.ts'

const bases = logBases()

async function pages(database: Database, request: LogPageRequest): Promise<number[]> {
  const seqs: number[] = []
  for (let after: number | undefined; ;) {
    const { rows, next } = await readLog(database, { ...request, after })
    seqs.push(...rows.map(({ seq }) => seq))
    if (next === undefined) return seqs
    expect(rows).toHaveLength(request.limit!)
    after = next
  }
}

async function exported(database: Database, format: 'csv' | 'jsonl', filter = {}) {
  const result = await exportLog(database, filter, format)
  expect(() => result.summary()).toThrow(/not been read/)
  const chunks: Uint8Array[] = []
  for await (const chunk of result.chunks) chunks.push(chunk)
  return { file: Buffer.concat(chunks), chunks: chunks.length, summary: result.summary() }
}

describe.each(bases.kinds)('reading a log on %s', (kind) => {
  it('gives pages of what was asked for, each row once, in both directions', async () => {
    const database = await bases.open(kind)
    const entries = Array.from({ length: 300 }, (_, index) => {
      // The clock was put back by an hour in the middle.
      const atMs = startMs + index * 1_000 - (index >= 150 ? 3_600_000 : 0)
      return entryOf(index + 1, { atMs, result: index % 10 === 0 ? 'refused' : 'done' })
    })
    await database.transaction((inside) => appendLog(inside, entries))
    const all = entries.map((entry, index) => ({ ...entry, seq: index + 1 }))
    const requests: [LogPageRequest, (row: (typeof all)[number]) => boolean][] = [
      [{}, () => true],
      [{ caseId: 'case_3' }, ({ caseId }) => caseId === 'case_3'],
      [{ actorId: 'p_2', action: 'case.act' }, ({ actorId, action }) => actorId === 'p_2' && action === 'case.act'],
      [{ result: 'refused' }, ({ result }) => result === 'refused'],
      [{ fromMs: startMs, toMs: startMs + 20_000 }, ({ atMs }) => atMs >= startMs && atMs < startMs + 20_000],
      [
        { fromMs: startMs - 3_500_000, caseId: 'case_1' },
        ({ atMs, caseId }) => atMs >= startMs - 3_500_000 && caseId === 'case_1',
      ],
      [{ actorId: `' OR 1=1 --` }, () => false],
    ]
    for (const [request, holds] of requests) {
      const byTime = request.fromMs !== undefined
      const expected = all
        .filter(holds)
        .sort((a, b) => (byTime ? a.atMs - b.atMs : 0) || a.seq - b.seq)
        .map(({ seq }) => seq)
      for (const limit of [1, 7, 500]) {
        expect(await pages(database, { ...request, limit, order: 'oldest' })).toEqual(expected)
        expect(await pages(database, { ...request, limit })).toEqual(expected.toReversed())
      }
    }
    expect((await readLog(database)).rows).toHaveLength(50)
    expect((await readLog(database, { limit: 0 })).rows).toHaveLength(1)
  })

  // AUD-07
  it('exports lines whose hashes anybody can check, and the hash of the file', async () => {
    const database = await bases.open(kind)
    await fill(database, 450)
    const { file, chunks, summary } = await exported(database, 'jsonl')
    const lines = file.toString('utf8').trimEnd().split('\n')
    expect([lines.length, chunks]).toEqual([450, 3])
    expect(summary).toEqual({
      rows: 450,
      bytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
      lastSeq: 450,
    })
    let previous: unknown
    for (const line of lines) {
      const { hash, ...row } = JSON.parse(line) as JsonObject
      expect(contentHash(canonicalJson(row))).toBe(hash)
      if (previous !== undefined) expect(row['prevHash']).toBe(previous)
      previous = hash
    }
    const some = await exported(database, 'jsonl', { caseId: 'case_3' })
    expect(some.summary).toMatchObject({ rows: 41, lastSeq: 450 })
    expect((await exported(await bases.open(kind), 'jsonl')).summary).toMatchObject({ rows: 0, bytes: 0 })
  })

  // IN-25
  it('exports tables that Excel reads and does not run', async () => {
    const database = await bases.open(kind)
    const names = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1', `'x`, 'a,b', 'a"b', 'a\nb', '王工', ' =1', '']
    const entries = names.map((actorName, index) => entryOf(index, { actorName, detail: { text: actorName } }))
    await database.transaction((inside) => appendLog(inside, entries))
    const { file, summary } = await exported(database, 'csv')
    const text = file.toString('utf8')
    expect([text.startsWith('\uFEFFtime,seq,atMs,actorKind'), summary.rows]).toEqual([true, names.length])
    for (const cell of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1', `'x`]) expect(text).toContain(`,'${cell},`)
    expect(text).toContain('2026-11-23T00:00:01.000Z,2,')
    expect(text).toContain(',"a""b",')
    expect(text.split('\r\n')).toHaveLength(names.length + 2)
    expect(text).not.toMatch(/(?:^|,|\r\n)"?[=+\-@\t＝]/)
  })

  it('has entries for whoever reads, exports and verifies', async () => {
    const database = await bases.open(kind)
    await fill(database, 5)
    const who = {
      atMs: startMs,
      actorKind: 'person' as const,
      actorId: 'p_auditor',
      actorRole: 'auditor',
      baseId: 'b',
      ip: '10.0.0.9',
    }
    const request = { caseId: 'case_1', after: undefined, limit: 20 }
    const { summary } = await exported(database, 'csv')
    const entries = [
      logReadEntry(who, request),
      logExportEntry(who, request, 'csv', summary),
      logVerifyEntry(who, await verifyLog(database)),
    ]
    await database.transaction((inside) => appendLog(inside, entries))
    const { rows } = await readLog(database, { actorId: 'p_auditor', order: 'oldest' })
    expect(rows.map(({ action, detail }) => [action, detail])).toEqual([
      ['log.read', { caseId: 'case_1', limit: 20 }],
      ['log.export', { caseId: 'case_1', limit: 20, format: 'csv', ...summary }],
      ['log.verify', expect.objectContaining({ sound: true, lastSeq: 5, problems: [] })],
    ])
  })
})

describe('reading a log', () => {
  it('looks up what it is asked for, and does not look through all', async () => {
    const database = await bases.open('sqlite')
    const plan = async (request: LogPageRequest) => {
      let steps: { detail: string }[] = []
      const all = async <Row>(sql: string, ...values: StoreValue[]): Promise<Row[]> => {
        steps = await database.all(`EXPLAIN QUERY PLAN ${sql}`, ...values)
        return []
      }
      await readLog({ all }, request)
      return steps.map(({ detail }) => detail).filter((detail) => /\blog\b|SORT|B-TREE/.test(detail))
    }
    expect(await plan({ caseId: 'x', after: 5 })).toEqual([
      expect.stringMatching(/^SEARCH log USING INDEX logByCase \(caseId=\? AND rowid/),
    ])
    expect(await plan({ actorId: 'x' })).toEqual([
      expect.stringMatching(/^SEARCH log USING INDEX logByActor \(actorId=\? AND rowid/),
    ])
    expect(await plan({ action: 'x', order: 'oldest' })).toEqual([
      expect.stringMatching(/^SEARCH log USING INDEX logByAction \(action=\?/),
    ])
    expect(await plan({ fromMs: 1, toMs: 9 })).toEqual([
      expect.stringMatching(/^SEARCH log USING INDEX logByTime \(atMs>\? AND atMs<\?/),
    ])
    expect(await plan({})).toEqual([expect.stringMatching(/^SEARCH log USING INTEGER PRIMARY KEY/)])
  })
})

describe('guardedCell', () => {
  it('can be undone', () => {
    const cells = ['=1', `'=1`, `''`, '', 'plain', '\r\n', 'a,"b"', '-']
    const [row] = parseDelimited(`${cells.map(guardedCell).join(',')}\n`, ',').rows
    expect(row!.map((cell) => cell.replace(/^'/, ''))).toEqual(cells)
    expect([guardedCell(-1), guardedCell(null)]).toEqual(['-1', ''])
  })
})
