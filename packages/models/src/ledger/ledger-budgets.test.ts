import { KaiwuError } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import type { Budget, ExchangeRate, Ledger, Reservation } from './ledger.ts'
import { openLedger } from './open-ledger.ts'
import { budgetOf, callOf, endOf, ledgerFolder, ledgerWith, micros } from './test-ledger.ts'

const exceeded = expect.objectContaining({ code: 'BUDGET_EXCEEDED' })

/** Why a call is refused; fails when it is not. */
function refusal(ledger: Ledger, call: Reservation): KaiwuError {
  try {
    ledger.reserve(call)
  } catch (error) {
    if (KaiwuError.is(error)) return error
    throw error
  }
  throw new Error('the call was admitted')
}

/** Sets aside and spends an amount at a moment. */
function spend(ledger: Ledger, amount: number, changes: Partial<Reservation> = {}): void {
  ledger.settle(ledger.reserve(callOf({ most: micros(amount), ...changes })), endOf({ cost: micros(amount) }))
}

describe('budgets', () => {
  it('admit a call that just fits, refuse the next, and say how they stand', async () => {
    const ledger = await ledgerWith({ budgets: [budgetOf({ limit: micros(1_000_000) })] })
    spend(ledger, 600_000)
    ledger.reserve(callOf({ most: micros(400_000) }))
    const error = refusal(ledger, callOf({ most: micros(1) }))
    expect([error.code, error.details]).toEqual([
      'BUDGET_EXCEEDED',
      { budget: '总额', of: '', limit: '¥1.00', spent: '¥0.60', reserved: '¥0.40', amount: '¥0.000001' },
    ])
    expect(error.text('zh')).toContain('预算“总额”不够这次调用：上限 ¥1.00')
  })

  it('let what costs nothing pass even when they are spent', async () => {
    const ledger = await ledgerWith({ budgets: [budgetOf({ limit: micros(0) })] })
    expect(() => ledger.reserve(callOf())).toThrow(exceeded)
    expect(ledger.reserve(callOf({ most: micros(0) }))).toBe('1')
  })

  // BG-02
  it('write down what a call cost beyond its reservation and refuse the next one: overshoot is at most one call', async () => {
    const ledger = await ledgerWith({ budgets: [budgetOf()] })
    spend(ledger, 900)
    const id = ledger.reserve(callOf({ most: micros(100) }))
    ledger.settle(id, endOf({ cost: micros(350) }))
    expect(ledger.standings(Date.now())[0]).toMatchObject({ spent: micros(1_250), reserved: micros(0) })
    expect(() => ledger.reserve(callOf({ most: micros(1) }))).toThrow(exceeded)
  })

  // BG-05
  it('count each user, key and department by itself, and leave calls without such a name to the others', async () => {
    const ledger = await ledgerWith({
      budgets: [
        budgetOf({ name: '每人', limit: micros(200), each: 'user' }),
        budgetOf({ name: '检修科', limit: micros(300), only: { department: '检修科' } }),
        budgetOf({ name: '总额', limit: micros(10_000) }),
      ],
    })
    spend(ledger, 200, { chargedTo: { user: '张三', department: '检修科' } })
    expect(refusal(ledger, callOf({ chargedTo: { user: '张三' } })).details).toMatchObject({ budget: '每人', of: '张三' })
    spend(ledger, 100, { chargedTo: { user: '李四', department: '检修科' } })
    expect(refusal(ledger, callOf({ chargedTo: { user: '王五', department: '检修科' } })).details['budget']).toBe('检修科')
    for (let round = 0; round < 5; round++) spend(ledger, 200)
    spend(ledger, 200, { chargedTo: { user: '王五', department: '客服科' } })
    const standings = ledger.standings(Date.now()).map(({ budget, of, spent }) => [budget.name, of, spent.micros])
    expect(standings).toEqual([
      ['每人', '张三', 200],
      ['每人', '李四', 100],
      ['每人', '王五', 200],
      ['检修科', '', 300],
      ['总额', '', 1_500],
    ])
  })

  it('name the tightest of several that are in the way', async () => {
    const loose = budgetOf({ name: '宽', limit: micros(950) })
    const tight = budgetOf({ name: '紧', limit: micros(910), only: { user: '张三' } })
    for (const budgets of [
      [loose, tight],
      [tight, loose],
    ]) {
      const ledger = await ledgerWith({ budgets })
      spend(ledger, 900, { chargedTo: { user: '张三' } })
      expect(refusal(ledger, callOf({ chargedTo: { user: '张三' } })).details['budget']).toBe('紧')
    }
  })

  it.each([
    ['Shanghai midnight', 'day', 'Asia/Shanghai', '2026-11-22T15:59:59.999Z', '2026-11-22T16:00:00Z', '2026-11-23'],
    ['UTC midnight is nothing in Shanghai', 'day', 'Asia/Shanghai', '2026-11-22T23:59:59Z', '2026-11-23T00:00:00Z', undefined],
    ['the day with 25 hours, its end', 'day', 'America/New_York', '2026-11-02T04:59:59Z', '2026-11-02T05:00:00Z', '2026-11-02'],
    [
      'the day with 25 hours, its second one o’clock',
      'day',
      'America/New_York',
      '2026-11-01T05:30:00Z',
      '2026-11-01T06:30:00Z',
      undefined,
    ],
    ['the day with 23 hours, its end', 'day', 'Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['a zone off the hour', 'day', 'Asia/Kathmandu', '2026-11-22T18:14:59Z', '2026-11-22T18:15:00Z', '2026-11-23'],
    ['the month in Shanghai', 'month', 'Asia/Shanghai', '2026-11-30T15:59:59Z', '2026-11-30T16:00:00Z', '2026-12-01'],
    ['days within a month', 'month', 'Asia/Shanghai', '2026-11-10T16:00:00Z', '2026-11-29T16:00:00Z', undefined],
  ] as const)('begin anew where their own time zone says: %s', async (_, period, timeZone, before, after, since) => {
    const ledger = await ledgerWith({ budgets: [budgetOf({ period, timeZone, limit: micros(100) })] })
    spend(ledger, 100, { at: Date.parse(before) })
    expect(() => ledger.reserve(callOf({ at: Date.parse(before) }))).toThrow(exceeded)
    const next = callOf({ at: Date.parse(after) })
    if (since === undefined) expect(() => ledger.reserve(next)).toThrow(exceeded)
    else {
      ledger.reserve(next)
      expect(ledger.standings(next.at)[0]).toMatchObject({ since, reserved: micros(100), spent: micros(0) })
    }
  })

  it('book a call that ends after midnight on the day it began', async () => {
    const at = Date.parse('2026-11-22T15:59:00Z')
    const ledger = await ledgerWith({ budgets: [budgetOf({ period: 'day' })], clock: { now: () => at + 3_600_000 } })
    ledger.settle(ledger.reserve(callOf({ at, deadline: at + 9_000_000 })), endOf())
    expect(ledger.standings(at)[0]!.spent).toEqual(micros(80))
    expect(ledger.standings(at + 3_600_000)[0]!.spent).toEqual(micros(0))
  })

  // BG-06
  it.each([
    ['no price', {}, undefined],
    ['a negative price', {}, micros(-5)],
    ['a broken price', {}, micros(Number.NaN)],
    ['a fraction of a micro', {}, micros(0.5)],
  ])('refuse a call with %s: it is not free', async (_, changes, most) => {
    const { most: _given, ...call } = callOf(changes)
    const ledger = await ledgerWith({ budgets: [budgetOf()] })
    expect(() => ledger.reserve({ ...call, ...(most ? { most } : {}) })).toThrow(
      expect.objectContaining({ code: 'MODEL_UNPRICED' }),
    )
    expect(ledger.rows()).toEqual([])
  })

  it('say nothing of an unpriced call that they do not count', async () => {
    const { most: _, ...unpriced } = callOf({ chargedTo: { user: '李四' } })
    const ledger = await ledgerWith({ budgets: [budgetOf({ only: { user: '张三' } })] })
    ledger.reserve(unpriced)
    expect(ledger.rows()[0]).not.toHaveProperty('reserved')
  })
})

describe('budgets in another currency', () => {
  const rates: readonly ExchangeRate[] = [
    { from: 'USD', to: 'CNY', rate: 7, asOf: '2025-01-01' },
    { from: 'USD', to: 'CNY', rate: 7.2, asOf: '2026-11-01' },
  ]
  const dollars: Partial<Reservation> = { most: micros(100, 'USD') }

  it('are converted at the newest stated rate, rounded up', async () => {
    const ledger = await ledgerWith({ rates, budgets: [budgetOf({ limit: micros(1_448) })] })
    ledger.reserve(callOf(dollars))
    ledger.settle(ledger.reserve(callOf(dollars)), endOf({ cost: micros(101, 'USD') }))
    // 201 × 7.2 = 1,447.2, so that one micro is not there any more.
    expect(() => ledger.reserve(callOf({ most: micros(1) }))).toThrow(exceeded)
    expect(ledger.standings(Date.now())[0]).toMatchObject({ spent: micros(728), reserved: micros(720) })
  })

  it('take a rate the other way round', async () => {
    const ledger = await ledgerWith({ rates, budgets: [budgetOf({ limit: micros(14, 'USD') })] })
    ledger.reserve(callOf({ most: micros(100) }))
    expect(ledger.standings(Date.now())[0]!.reserved).toEqual(micros(14, 'USD'))
    expect(() => ledger.reserve(callOf({ most: micros(1) }))).toThrow(exceeded)
  })

  it('refuse where nobody has stated a rate, also for what was spent before', async () => {
    const folder = await ledgerFolder()
    const unlimited = await ledgerWith({ folder })
    unlimited.settle(unlimited.reserve(callOf(dollars)), endOf({ cost: micros(5, 'USD') }))
    const ledger = await ledgerWith({ folder, budgets: [budgetOf()] })
    const missing = expect.objectContaining({ code: 'CURRENCY_RATE_MISSING', details: { from: 'USD', to: 'CNY' } })
    expect(() => ledger.reserve(callOf(dollars))).toThrow(missing)
    expect(() => ledger.reserve(callOf())).toThrow(missing)
    expect(() => ledger.standings(Date.now())).toThrow(missing)
    const withRate = await ledgerWith({ folder, budgets: [budgetOf()], rates })
    withRate.reserve(callOf())
    expect(withRate.standings(Date.now())[0]!.spent).toEqual(micros(36))
  })

  it('keep whole micros in sums that no float can hold', async () => {
    const large = 4_000_000_000_000_001
    const ledger = await ledgerWith({ budgets: [budgetOf({ limit: micros(Number.MAX_SAFE_INTEGER) })] })
    spend(ledger, large)
    spend(ledger, large)
    expect(ledger.standings(Date.now())[0]!.spent.micros).toBe(8_000_000_000_000_002)
    expect(() => ledger.reserve(callOf({ most: micros(Number.MAX_SAFE_INTEGER - 2 * large + 1) }))).toThrow(exceeded)
    ledger.reserve(callOf({ most: micros(Number.MAX_SAFE_INTEGER - 2 * large) }))
  })
})

describe('budgets that change between runs', () => {
  async function after(first: readonly Budget[], second: readonly Budget[]): Promise<Ledger> {
    const folder = await ledgerFolder()
    const ledger = openLedger({ folder, budgets: first })
    spend(ledger, 300, { chargedTo: { user: '张三' } })
    spend(ledger, 200, { chargedTo: { user: '李四' } })
    ledger.reserve(callOf({ chargedTo: { user: '张三' } }))
    ledger.close()
    return ledgerWith({ folder, budgets: second })
  }

  it('begin with what the rows say, not with nothing', async () => {
    const ledger = await after([], [budgetOf(), budgetOf({ name: '每人', period: 'month', each: 'user' })])
    expect(ledger.standings(Date.now()).map(({ of, spent, reserved }) => [of, spent.micros, reserved.micros])).toEqual([
      ['', 500, 100],
      ['张三', 300, 100],
      ['李四', 200, 0],
    ])
    ledger.settle('3', endOf({ cost: micros(40) }))
    expect(ledger.standings(Date.now())[0]).toMatchObject({ spent: micros(540), reserved: micros(0) })
  })

  it('keep what was spent when the limit, the name or the currency changes', async () => {
    const ledger = await after([budgetOf()], [budgetOf({ name: '新', limit: micros(650) })])
    expect(refusal(ledger, callOf()).details).toMatchObject({ budget: '新', spent: '¥0.0005', reserved: '¥0.0001' })
    ledger.reserve(callOf({ most: micros(50) }))
  })

  it('come back after they were taken out, with what was spent in between', async () => {
    const folder = await ledgerFolder()
    for (const [budgets, spent] of [
      [[budgetOf()], 100],
      [[], 200],
      [[budgetOf()], 300],
    ] as const) {
      const ledger = openLedger({ folder, budgets })
      spend(ledger, 100)
      expect(ledger.standings(Date.now()).map((one) => one.spent.micros)).toEqual(budgets.length > 0 ? [spent] : [])
      ledger.close()
    }
  })

  it('are forgotten when nobody asks for them for long, and found again', async () => {
    const folder = await ledgerFolder()
    const start = Date.parse('2026-01-01T00:00:00Z')
    const days = (count: number) => ({ now: () => start + count * 86_400_000 })
    const server = await ledgerWith({ folder, budgets: [budgetOf({ limit: micros(250) })], clock: days(0) })
    spend(server, 100)
    openLedger({ folder, clock: days(101) }).close()
    spend(server, 100)
    expect(() => server.reserve(callOf())).toThrow(exceeded)
    expect(server.standings(start)[0]!.spent).toEqual(micros(200))
  })

  it('are refused when they make no sense', async () => {
    const budgets = [budgetOf({ timeZone: 'Mars/Base' }), budgetOf({ limit: micros(-1) })]
    const folder = await ledgerFolder()
    const rates: ExchangeRate[] = [{ from: 'USD', to: 'CNY', rate: 0, asOf: '2026-11-01' }]
    expect(() => openLedger({ folder, budgets, rates })).toThrow(
      expect.objectContaining({ code: 'MODEL_SETTINGS_INVALID', details: expect.objectContaining({ count: 3 }) }),
    )
  })
})
