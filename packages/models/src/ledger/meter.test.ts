import { KaiwuError, type TokenPrice } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import type { Ledger } from './ledger.ts'
import { openMeter, type Meter } from './meter.ts'
import { budgetOf, ledgerWith, micros } from './test-ledger.ts'

const price: TokenPrice = { currency: 'CNY', input: 2, output: 0, asOf: '2026-11-01' }
const call = { kind: 'embedding', model: 'a/vectors', promptTokens: 99.5, chargedTo: { step: 'ingest' } } as const

async function meterOn(budget = 1_000): Promise<{ ledger: Ledger; meter: Meter }> {
  const ledger = await ledgerWith({ budgets: [budgetOf({ limit: micros(budget) })] })
  return { ledger, meter: openMeter({ ledger, price: (model) => (model === 'a/vectors' ? price : undefined) }) }
}

describe('openMeter', () => {
  it('books what the service reports, and the estimate where it reports nothing', async () => {
    const { ledger, meter } = await meterOn()
    const reported = { promptTokens: 120, completionTokens: 0, estimated: false }
    const result = await meter.run(call, (report) => {
      report({ usage: reported })
      report({ requestId: 'req-1' })
      return Promise.resolve('vectors')
    })
    await meter.run(call, () => Promise.resolve())
    expect(result).toBe('vectors')
    const [first, second] = ledger.rows()
    expect(first).toMatchObject({ kind: 'embedding', outcome: 'ok', usage: reported, cost: micros(240), requestId: 'req-1' })
    expect(first).toMatchObject({ reserved: micros(200), chargedTo: { step: 'ingest' } })
    expect(second).toMatchObject({ usage: { promptTokens: 100, completionTokens: 0, estimated: true }, cost: micros(200) })
  })

  it('refuses before it runs', async () => {
    const { ledger, meter } = await meterOn(199)
    let ran = false
    const work = (): Promise<void> => Promise.resolve(void (ran = true))
    await expect(meter.run(call, work)).rejects.toThrow(expect.objectContaining({ code: 'BUDGET_EXCEEDED' }))
    await expect(meter.run({ ...call, model: 'a/other' }, work)).rejects.toThrow(
      expect.objectContaining({ code: 'MODEL_UNPRICED' }),
    )
    await expect(meter.run({ ...call, signal: AbortSignal.abort() }, work)).rejects.toThrow(
      expect.objectContaining({ code: 'CANCELLED' }),
    )
    expect([ran, ledger.rows()]).toEqual([false, []])
  })

  it.each([
    ['no', 0, 0],
    ['maybe', 100, 200],
  ])('books a failure, billed: %s', async (billed, promptTokens, cost) => {
    const { ledger, meter } = await meterOn()
    const error = new KaiwuError('MODEL_FAILED', { url: 'https://a', status: 500, reason: 'x', billed })
    await expect(meter.run(call, () => Promise.reject(error))).rejects.toBe(error)
    expect(ledger.rows()[0]).toMatchObject({ outcome: 'failed', cost: micros(cost), usage: { promptTokens } })
  })

  it('books a call its caller left, and keeps what was reported until then', async () => {
    const { ledger, meter } = await meterOn()
    const leaving = new AbortController()
    const running = meter.run({ ...call, signal: leaving.signal }, (report) => {
      report({ usage: { promptTokens: 7, completionTokens: 0, estimated: false } })
      leaving.abort()
      return Promise.reject(new Error('aborted'))
    })
    await expect(running).rejects.toThrow('aborted')
    expect(ledger.rows()[0]).toMatchObject({ outcome: 'cancelled', cost: micros(14) })
  })

  it('closes a call once', async () => {
    const { ledger, meter } = await meterOn()
    const open = meter.open(call)
    const usage = { promptTokens: 1, completionTokens: 0, estimated: false }
    expect([
      open.close({ outcome: 'ok', usage }),
      open.close({ outcome: 'failed', usage: { ...usage, promptTokens: 9 } }),
    ]).toEqual([micros(2), micros(2)])
    expect(ledger.rows()).toMatchObject([{ outcome: 'ok', cost: micros(2) }])
  })

  it('counts an answer from the cache as saved, also when the budget is spent and the price unknown', async () => {
    const { ledger, meter } = await meterOn(0)
    const usage = { promptTokens: 50, completionTokens: 5, estimated: false }
    expect(meter.saved(call, usage)).toEqual(micros(100))
    expect(meter.saved({ ...call, model: 'a/other' }, usage)).toBeUndefined()
    expect(ledger.report(['outcome'])[0]).toMatchObject({
      group: ['saved'],
      calls: 2,
      unpriced: 0,
      cost: [micros(0)],
      saved: [micros(100)],
    })
  })
})
