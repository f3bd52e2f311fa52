import { setTimeout as wait } from 'node:timers/promises'
import { KaiwuError, type ChatModel, type Money } from '@kaiwu/core'
import type { Ledger } from './ledger.ts'
import { meteredChat } from './metered-chat-model.ts'
import { openLedger } from './open-ledger.ts'
import type { LedgerTask, LedgerTaskResult } from './test-ledger.ts'

// No import of values from test-ledger.ts: that one needs vitest.
const { folder, task, budgets, calls, seed } = JSON.parse(process.argv[2]!) as LedgerTask
const ledger = openLedger({ folder, budgets })
const result = { admitted: 0, refused: 0, other: [] as string[] }

function count(error: unknown): void {
  if (KaiwuError.is(error) && error.code === 'BUDGET_EXCEEDED') result.refused++
  else result.other.push(String(error))
}

/** Up to eight calls open at a time, each costing no more than was set aside. */
function spend(): void {
  const open: { id: string; most: number }[] = []
  let state = seed
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  const settle = (): void => {
    const [{ id, most }] = open.splice(Math.floor(random() * open.length), 1) as [{ id: string; most: number }]
    const cost: Money = { micros: Math.floor(most * random()), currency: 'CNY' }
    ledger.settle(id, { outcome: 'ok', usage: { promptTokens: 1, completionTokens: 1, estimated: false }, cost, elapsedMs: 1 })
  }
  for (let made = 0; made < calls; made++) {
    const most = 1 + Math.floor(random() * 1_000)
    const at = Date.now()
    const chargedTo = { user: `用户${Math.floor(random() * 5)}` }
    try {
      const id = ledger.reserve({
        kind: 'chat',
        model: 'a/b',
        chargedTo,
        at,
        deadline: at + 600_000,
        most: { micros: most, currency: 'CNY' },
      })
      open.push({ id, most })
      result.admitted++
    } catch (error) {
      count(error)
    }
    if (open.length >= 8 || (open.length > 0 && random() < 0.5)) settle()
  }
  while (open.length > 0) settle()
}

/** All calls at once through a metered chat model that takes a while. Each may cost 100 micros and does. */
async function chat(own: Ledger): Promise<void> {
  const usage = { promptTokens: 10, completionTokens: 90, estimated: false }
  const end = { finish: 'stop', usage, model: 'a/b', id: 'x' } as const
  const slow: ChatModel = {
    ref: 'a/b',
    async *stream() {
      await wait(200)
      yield { type: 'text', text: '好' }
      yield { type: 'end', ...end }
    },
    async complete() {
      await wait(200)
      return { ...end, text: '好', reasoning: '', toolCalls: [] }
    },
  }
  const model = meteredChat(slow, {
    ledger: own,
    price: () => ({ currency: 'CNY', input: 1, output: 1, asOf: '2026-11-01' }),
    estimatePrompt: () => 10,
    estimateTokens: (text) => text.length,
    maxOutputTokens: 90,
  })
  await Promise.all(
    Array.from({ length: calls }, async () => {
      try {
        await model.complete({ messages: [{ role: 'user', content: '问' }] })
        result.admitted++
      } catch (error) {
        count(error)
      }
    }),
  )
}

/** Sets money aside and never comes back. */
function hold(): void {
  const at = Date.now()
  ledger.reserve({ kind: 'chat', model: 'a/b', chargedTo: {}, at, deadline: at + 60_000, most: { micros: 100, currency: 'CNY' } })
  process.stdout.write('held\n')
  setInterval(() => undefined, 1_000)
}

const began = performance.now()
if (task === 'hold') hold()
else {
  if (task === 'spend') spend()
  else await chat(ledger)
  ledger.close()
  const whole: LedgerTaskResult = { ...result, elapsedMs: performance.now() - began }
  process.stdout.write(JSON.stringify(whole))
}
