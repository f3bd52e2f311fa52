/**
 * A knowledge of one table, one manual and one repealed table, as the tests of tables share it.
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock } from '@kaiwu/core'
import { knowledgeMigrations, openKnowledge, type Knowledge } from '@kaiwu/knowledge'
import { openDatabase } from '@kaiwu/store'
import { onTestFinished } from 'vitest'

/** The day on which the tests ask. */
export const testDay = '2026-11-22'

/** Repair orders. */
export const orders = `工单号,报修日期,机型,报警代码,停机分钟,班组
W-01,2026-01-05,HX-630,E-206,65,早班
W-02,2026-01-08,HX-500,E-203,80,早班
W-03,2026-02-14,HX-630,E-417,310,夜班
W-04,2026-02-20,HX-630,E-203,1145,早班
`
const manual = '# 主轴规程\n\n第一条 主轴温度超过 75 ℃ 时，应当停机检查。\n'

/** Opens a knowledge that holds {@link orders} as `records/orders.csv`, and a manual. */
export async function tableKnowledge(more: Readonly<Record<string, string>> = {}): Promise<Knowledge> {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-tables-'))
  const database = await openDatabase({ folder, migrations: knowledgeMigrations })
  const knowledge = await openKnowledge({ database, clock: fixedClock(testDay) })
  onTestFinished(async () => {
    await knowledge.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const texts = { 'records/orders.csv': orders, 'manual.md': manual, ...more }
  const files = Object.entries(texts).map(([path, text]) => ({
    path,
    read: () => Promise.resolve(new TextEncoder().encode(text)),
  }))
  const report = await knowledge.sync('records', files)
  if (report.failed.length > 0) throw report.failed[0]!.error
  return knowledge
}
