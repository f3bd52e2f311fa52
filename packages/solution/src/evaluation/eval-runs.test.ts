import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { EvalRun } from './eval-run.ts'
import { mostEvalRuns, openEvalRuns, type EvalRuns } from './eval-runs.ts'

const start = Date.parse('2026-11-23T08:00:00Z')

function run(minute: number, more: Partial<EvalRun> = {}): Omit<EvalRun, 'id'> {
  const question = {
    ...{ id: 'q1', question: '多久加一次油？\u2028', tags: ['amount'], right: true, hit: true },
    expected: { sources: [{ document: 'a.md', at: '第三条' }], contains: ['500 小时'] },
    got: {
      outcome: 'answered',
      citations: [{ document: 'a.md', at: '第三条' }],
      missingFacts: [],
      text: '每 500 小时。\n',
      elapsedMs: 3,
    },
  } as const
  return {
    ...{ atMs: start + minute * 60_000, elapsedMs: 10, by: { name: '管理员', via: 'page' } },
    versions: { prompts: { 'prompts/a.md': 'abc' }, questions: 'def', knowledge: { digest: '0', documents: 1 } },
    ...{ solution: 'desk', model: 'local/extractive', passed: true, measures: { coverage: 1 }, gates: {}, missed: [] },
    ...{ total: 1, right: 1, promptTokens: 0, completionTokens: 0, cost: { micros: {}, unpriced: 0 }, questions: [question] },
    ...more,
  }
}

async function runs(): Promise<{ runs: EvalRuns; folder: string }> {
  const folder = await tempFolder()
  onTestFinished(() => folder.remove())
  const kept = join(folder.path, 'evals')
  return { runs: openEvalRuns(kept), folder: kept }
}

describe('kept evaluations', () => {
  it('come back as they were, and are listed the newest first without their questions', async () => {
    const { runs: kept } = await runs()
    expect(await kept.list()).toEqual({ runs: [], unreadable: 0 })
    const made = [await kept.keep(run(2)), await kept.keep(run(1)), await kept.keep(run(3))]
    for (const one of made) expect(await kept.read(one.id)).toEqual(one)
    const { runs: listed } = await kept.list()
    expect(listed.map(({ atMs }) => (atMs - start) / 60_000)).toEqual([3, 2, 1])
    expect(listed.some((one) => 'questions' in one)).toBe(false)
  })

  it('are bounded: the oldest go', async () => {
    const { runs: kept, folder } = await runs()
    for (let minute = 0; minute < mostEvalRuns + 3; minute++) await kept.keep(run(minute))
    const { runs: listed } = await kept.list()
    expect([listed.length, (await readdir(folder)).length]).toEqual([mostEvalRuns, mostEvalRuns])
    expect(listed.at(-1)!.atMs).toBe(start + 3 * 60_000)
  })

  it('that are damaged are counted and not shown, and hide no other', async () => {
    const { runs: kept, folder } = await runs()
    const { id } = await kept.keep(run(1))
    const [half, foreign, empty] = ['a', 'b', 'c'].map((end) => `eval_2026112308000000${end.charCodeAt(0) % 10}_00000${end}`)
    await writeFile(join(folder, `${half}.jsonl`), '{"kept":1,"atMs":')
    await writeFile(join(folder, `${foreign}.jsonl`), '{"kept":2}\n')
    await writeFile(join(folder, `${empty}.jsonl`), '')
    await writeFile(join(folder, 'notes.txt'), 'not ours')
    const { runs: listed, unreadable } = await kept.list()
    expect([listed.map((one) => one.id), unreadable]).toEqual([[id], 3])
    for (const one of [half, foreign, empty]) await expect(kept.read(one!)).rejects.toMatchObject({ code: 'EVAL_RUN_NOT_FOUND' })
  })

  it.each(['', '../secret', 'eval_20261123080000000_00000a', '__proto__', 'eval_1/../../x', '\0'])(
    'has none named %j',
    async (id) => {
      const { runs: kept } = await runs()
      await kept.keep(run(1))
      await expect(kept.read(id)).rejects.toMatchObject({ code: 'EVAL_RUN_NOT_FOUND' })
    },
  )

  it('says so where nothing can be kept', async () => {
    const { folder } = await runs()
    await writeFile(folder, 'a file where the folder should be')
    await expect(openEvalRuns(folder).keep(run(1))).rejects.toMatchObject({ code: 'PATH_UNUSABLE' })
  })
})
