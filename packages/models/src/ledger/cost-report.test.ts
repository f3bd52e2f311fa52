import { describe, expect, it } from 'vitest'
import type { Ledger, Reservation, Settlement } from './ledger.ts'
import { callOf, endOf, ledgerWith, micros } from './test-ledger.ts'

const morning = Date.parse('2026-11-22T01:00:00Z')
const night = Date.parse('2026-11-22T16:30:00Z')

function made(ledger: Ledger, call: Partial<Reservation>, end: Partial<Settlement> = {}): void {
  ledger.settle(ledger.reserve(callOf(call)), endOf(end))
}

async function filled(): Promise<Ledger> {
  const ledger = await ledgerWith({ clock: { now: () => night } })
  made(ledger, { at: morning, model: 'deepseek/flash', chargedTo: { case: 'WO-1', user: '张三', step: 'ask' } })
  made(ledger, { at: morning, model: 'deepseek/flash', chargedTo: { case: 'WO-1', user: '张三' } }, { cost: micros(20) })
  made(ledger, { at: night, model: 'qwen/max', chargedTo: { case: 'WO-2', user: '李四' } }, { cost: micros(7, 'USD') })
  made(ledger, { at: night, model: 'qwen/max' }, { outcome: 'saved', saved: micros(9, 'USD') })
  const { most: _, ...unpriced } = callOf({ at: night, model: 'ollama', kind: 'embedding' })
  const { cost: __, ...end } = endOf({ outcome: 'failed' })
  ledger.settle(ledger.reserve(unpriced), end)
  ledger.reserve(callOf({ at: night, model: 'qwen/max', chargedTo: { case: 'WO-2' }, deadline: night + 1e9 }))
  return ledger
}

describe('the report of a ledger', () => {
  it('adds up calls, tokens, cases and money, each currency by itself', async () => {
    const ledger = await filled()
    expect(ledger.report([])).toEqual([
      {
        group: [],
        calls: 6,
        unpriced: 1,
        cases: 2,
        promptTokens: 50,
        cachedTokens: 0,
        completionTokens: 25,
        cost: [micros(100), micros(7, 'USD')],
        saved: [micros(9, 'USD')],
      },
    ])
  })

  it.each([
    [['model'], ['deepseek/flash', 'ollama', 'qwen/max'], [2, 1, 3]],
    [['provider'], ['', 'deepseek', 'qwen'], [1, 2, 3]],
    [['kind'], ['chat', 'embedding'], [5, 1]],
    [['user'], ['', '张三', '李四'], [3, 2, 1]],
    [['case'], ['', 'WO-1', 'WO-2'], [2, 2, 2]],
    [['step'], ['', 'ask'], [5, 1]],
    [['outcome'], ['', 'failed', 'ok', 'saved'], [1, 1, 3, 1]],
    [['day'], ['2026-11-22', '2026-11-23'], [2, 4]],
    [
      ['day', 'user'],
      ['2026-11-22,张三', '2026-11-23,', '2026-11-23,李四'],
      [2, 3, 1],
    ],
  ] as const)('groups by %s', async (by, groups, calls) => {
    const lines = (await filled()).report(by)
    expect(lines.map(({ group }) => group.join(','))).toEqual(groups)
    expect(lines.map((line) => line.calls)).toEqual(calls)
  })

  it('never shows an unpriced call as free', async () => {
    const [, line] = (await filled()).report(['kind'])
    expect(line).toMatchObject({ calls: 1, unpriced: 1, cost: [] })
  })

  it.each([
    [{ from: night }, 4],
    [{ to: night }, 2],
    [{ from: morning, to: morning }, 0],
    [{ user: '张三' }, 2],
    [{ user: '张三', step: 'ask' }, 1],
    [{ model: 'qwen/max' }, 3],
    [{ case: "' OR 1=1 --" }, 0],
  ])('counts only what is asked for: %o', async (filter, calls) => {
    const ledger = await filled()
    expect(ledger.rows(filter)).toHaveLength(calls)
    expect(ledger.report(['model'], filter).reduce((sum, line) => sum + line.calls, 0)).toBe(calls)
    expect(ledger.report([], filter)).toHaveLength(calls === 0 ? 0 : 1)
  })
})
