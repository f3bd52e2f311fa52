import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Money } from '@kaiwu/core'
import { openLedger, type Budget, type ExchangeRate } from '@kaiwu/models'
import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openTerminal } from '../terminal.ts'
import { deskFiles } from '../test-desk.ts'
import { costCommand } from './cost.ts'

const yuan = (amount: number): Money => ({ micros: Math.round(amount * 1_000_000), currency: 'CNY' })
const dollars = (amount: number): Money => ({ micros: amount * 1_000_000, currency: 'USD' })
const rate: ExchangeRate = { from: 'USD', to: 'CNY', rate: 7.2, asOf: '2026-11-01' }
const daily: Budget = { name: '总额', limit: yuan(10), period: 'total', timeZone: 'Asia/Shanghai' }

type Made = Readonly<{
  at?: string
  model?: string
  case?: string
  user?: string
  department?: string
  cost?: Money
  saved?: Money
}>

const calls: readonly Made[] = [
  { at: '2026-11-01T02:00:00Z', case: 'WO-1', user: '张三', department: '检修科', cost: yuan(1) },
  { at: '2026-11-01T15:59:59Z', case: 'WO-1', user: '张三', department: '检修科', cost: yuan(2) },
  { at: '2026-11-01T16:00:00Z', case: 'WO-2', user: '李四', department: '=cmd|calc', cost: yuan(0.5) },
  { at: '2026-11-02T02:00:00Z', cost: yuan(4) },
]

async function desk(made: readonly Made[] = calls): Promise<string> {
  const folder = await tempFolder(deskFiles)
  onTestFinished(() => folder.remove())
  if (made.length === 0) return folder.path
  const ledger = openLedger({ folder: join(folder.path, '.kaiwu') })
  for (const { at = '2026-11-03T02:00:00Z', model = 'deepseek/flash', cost, saved, ...chargedTo } of made) {
    const moment = Date.parse(at)
    const most = cost ? { most: cost } : {}
    const id = ledger.reserve({ kind: 'chat', model, chargedTo, at: moment, deadline: moment + 1e12, ...most })
    const usage = { promptTokens: 1_000, completionTokens: 200, cachedTokens: 100, estimated: false }
    const end = saved ? { outcome: 'saved' as const, saved } : { outcome: 'ok' as const, ...(cost ? { cost } : {}) }
    ledger.settle(id, { ...end, usage, elapsedMs: 900 })
  }
  ledger.close()
  return folder.path
}

type Settings = Readonly<{ budgets?: readonly Budget[]; rates?: readonly ExchangeRate[] }>
type Options = Readonly<Record<string, string | boolean>>

/** Runs the command and gives what it printed. */
async function costOf(
  folder: string,
  options: Options = {},
  {
    budgets = [],
    rates = [],
    language = 'zh' as const,
    json = false,
  }: Settings & { language?: 'zh' | 'en'; json?: boolean } = {},
): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const terminal = openTerminal({
    language,
    languageAsked: true,
    json,
    environment: {},
    signal: new AbortController().signal,
    stdin: {},
    stdout,
    stderr,
  })
  const command = costCommand(() => Promise.resolve({ budgets, rates, currency: 'CNY' }))
  const code = await command.run({ words: [folder], options }, terminal).finally(() => stdout.end())
  expect(code).toBe(0)
  // Not text(): that one takes the byte order mark away.
  return (await buffer(stdout)).toString('utf8')
}

const usage = (reason: RegExp) =>
  expect.objectContaining({ code: 'USAGE_INVALID', details: { reason: expect.stringMatching(reason) } })

describe('kaiwu cost', () => {
  it('shows what each group cost, and what one case cost', async () => {
    expect(`\n${await costOf(await desk(), { by: 'day,user' })}`).toMatchInlineSnapshot(`
      "
        日期        用户  调用  业务单数  输入词元  输出词元   费用  缓存节省  每单费用
        2026-11-01  张三     2         1      2000       400  ¥3.00         -     ¥3.00
        2026-11-02  -        1         0      1000       200  ¥4.00         -         -
        2026-11-02  李四     1         1      1000       200  ¥0.50         -     ¥0.50

      合计：4 次调用，费用 ¥7.50
      "
    `)
  })

  it('speaks English', async () => {
    expect(`\n${await costOf(await desk(), {}, { language: 'en' })}`).toMatchInlineSnapshot(`
      "
        model           calls  cases  tokens in  tokens out   cost  saved by cache  cost per case
        deepseek/flash      4      2       4000         800  ¥7.50               -          ¥1.75

      Total: 4 calls, cost ¥7.50
      "
    `)
  })

  it('counts a case only by the calls made for it', async () => {
    const { lines, total } = JSON.parse(await costOf(await desk(), { by: 'model', format: 'json' })) as {
      lines: { perCase: Money[]; cost: Money[] }[]
      total: { cases: number }
    }
    expect([lines[0]!.cost, lines[0]!.perCase, total.cases]).toEqual([[yuan(7.5)], [yuan(1.75)], 2])
  })

  it('never shows an unpriced call as free', async () => {
    const folder = await desk([
      { model: 'ollama/qwen', case: 'WO-1' },
      { model: 'ollama/qwen', case: 'WO-2', cost: yuan(1) },
      { model: 'x/y' },
    ])
    const table = await costOf(folder)
    expect(table).toMatch(/ollama\/qwen .*¥1\.00 \+ 1 次未定价 .*至少 ¥0\.50/)
    expect(table).toMatch(/x\/y .* 1 次未定价 /)
    expect(table).toContain('未定价的调用不是免费的')
    const csv = await costOf(folder, { format: 'csv' })
    expect(csv.split('\r\n').find((line) => line.startsWith('x/y'))).toBe('x/y,1,1,0,1000,100,200,,,')
  })

  it('keeps currencies apart, and gives one total only where rates are stated', async () => {
    const folder = await desk([{ cost: yuan(1) }, { cost: dollars(1) }, { saved: dollars(2) }])
    const apart = await costOf(folder)
    expect(apart).toContain('合计：3 次调用，费用 ¥1.00 + $1.00\n')
    expect(apart).toContain('各币种不能相加')
    expect(apart).not.toContain('折合')
    expect(apart).toMatch(/ \$2\.00 /)
    const together = await costOf(folder, {}, { rates: [rate] })
    expect(together).toContain('折合 ¥8.20（1 USD = 7.2 CNY, 2026-11-01）')
    const document = JSON.parse(await costOf(folder, {}, { rates: [rate], json: true })) as { total: { inOneCurrency: Money } }
    expect(document.total.inOneCurrency).toEqual(yuan(8.2))
  })

  it.each([
    [{ from: '2026-11-02' }, 2],
    [{ to: '2026-11-01' }, 2],
    [{ from: '2026-11-02', to: '2026-11-02', zone: 'UTC' }, 1],
    [{ user: '张三' }, 2],
    [{ department: '检修科', case: 'WO-1' }, 2],
    [{ model: 'qwen/max' }, 0],
  ])('counts only what is asked for: %o', async (options, count) => {
    const { total } = JSON.parse(await costOf(await desk(), options, { json: true })) as { total?: { calls: number } }
    expect(total?.calls ?? 0).toBe(count)
  })

  it('writes CSV that a spreadsheet opens as it is meant, and runs nothing of it', async () => {
    const csv = await costOf(await desk(), { by: 'department', format: 'csv' })
    expect(csv.startsWith('\ufeff部门,调用,')).toBe(true)
    expect(csv).toContain("\r\n'=cmd|calc,1,0,1,1000,100,200,0.50,0.50\r\n")
    expect(csv).toContain('\r\n检修科,2,0,1,2000,200,400,3.00,3.00\r\n')
  })

  it('shows how budgets stand', async () => {
    const folder = await desk([
      { cost: yuan(4), user: '张三' },
      { cost: dollars(1), user: '李四' },
    ])
    const each: Budget = { ...daily, name: '每人', each: 'user' }
    const settings = { budgets: [daily, each], rates: [rate] }
    expect(`\n${await costOf(folder, { budgets: true }, settings)}`).toMatchInlineSnapshot(`
      "
        预算  属于  起自    上限    已用  已预留    剩余
        总额  -     -     ¥10.00  ¥11.20   ¥0.00  -¥1.20
        每人  张三  -     ¥10.00   ¥4.00   ¥0.00   ¥6.00
        每人  李四  -     ¥10.00   ¥7.20   ¥0.00   ¥2.80
      "
    `)
    expect(await costOf(folder, { budgets: true, format: 'csv' }, settings)).toContain(
      '\r\n每人,李四,,CNY,10.00,7.20,0.00,2.80\r\n',
    )
    const document = JSON.parse(await costOf(folder, { budgets: true }, { ...settings, json: true })) as unknown
    expect(document).toMatchObject({ budgets: [{ name: '总额', spent: yuan(11.2) }, { of: '张三' }, { of: '李四' }] })
    expect(await costOf(folder, { budgets: true })).toContain('没有预算')
  })

  it('says so when there is nothing yet, and makes no ledger', async () => {
    const folder = await desk([])
    expect(await costOf(folder)).toBe('账本还是空的：还没有通过开物调用过模型服务。\n')
    expect(JSON.parse(await costOf(folder, {}, { json: true }))).toEqual({ by: ['model'], timeZone: 'Asia/Shanghai', lines: [] })
    expect(await costOf(folder, { format: 'csv' })).toBe('\ufeff模型,调用,未定价,业务单数,输入词元,其中缓存,输出词元\r\n')
    expect(existsSync(join(folder, '.kaiwu'))).toBe(false)
  })

  it.each([
    [{ by: 'model,weather' }, /不能按“weather”汇总；可用：model、/],
    [{ by: 'toString' }, /不能按“toString”汇总/],
    [{ by: '' }, /不能按“”汇总/],
    [{ from: '2026-02-30' }, /--from 要写成日期/],
    [{ to: 'gestern' }, /--to 要写成日期/],
    [{ format: 'xlsx' }, /没有“xlsx”这种格式/],
    [{ zone: 'Mars/Base' }, /没有“Mars\/Base”这个时区/],
  ])('refuses what it does not understand: %o', async (options, reason) => {
    await expect(costOf(await desk([]), options)).rejects.toThrow(usage(reason))
  })
})
