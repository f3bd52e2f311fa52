import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fakeModelServer, tempFolder, type TempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { deskFiles, deskManifest } from '../test-desk.ts'
import { runKaiwu, runProcess } from '../test-run-kaiwu.ts'

async function desk(files: Readonly<Record<string, string>> = {}): Promise<TempFolder> {
  const folder = await tempFolder({ ...deskFiles, ...files })
  onTestFinished(() => folder.remove())
  return folder
}

const wrongQuestions = [
  {
    id: 'q1',
    question: '水泵轴承多久加注一次锂基脂？',
    sources: [{ document: 'knowledge/valve.md', at: '9.9' }],
    contains: ['800 小时'],
    tags: ['amount'],
  },
  { id: 'q2', question: '今晚食堂吃什么？', refuse: true, tags: ['refuse'] },
]
  .map((row) => JSON.stringify(row))
  .join('\n')

describe('kaiwu eval', () => {
  it('measures, compares with the gates, and passes', async () => {
    const folder = await desk()
    const { code, out } = await runKaiwu(['eval'], { cwd: folder.path })
    expect(code).toBe(0)
    expect(out).toMatchInlineSnapshot(`
      "  指标               达到   门槛      含义
        hit@5              1.000  -         前五段里有正确出处
        citationPrecision  1.000  -         引用中正确的比例
        coverage           1.000  0.900  ✓  应有事实答到的比例
        refusalPrecision   1.000  -         拒答中该拒的比例
        refusalRecall      1.000  -         该拒的题拒答的比例

      答对 2/2 题；模型 local/extractive；费用 ¥0.00，词元 0 入 0 出
      达标
      "
    `)
  })

  it('exits with 1 below a gate, with what was expected and what came', async () => {
    const folder = await desk({ 'evals/questions.jsonl': wrongQuestions })
    const { code, out } = await runProcess(['eval', folder.path, '--lang', 'en'])
    expect(code).toBe(1)
    expect(out).toMatch(
      /^✗ q1 水泵轴承多久加注一次锂基脂？\n {4}expected: cite knowledge\/valve\.md 9\.9, containing "800 小时"\n {4}got: cited knowledge\/pump\.md 1.*; lacks "800 小时"\n/,
    )
    expect(out).toMatch(/^ {2}coverage +0\.000 +0\.900 +✗ /m)
    expect(out).toMatch(/1\/2 right; .*\nBelow the gate: coverage\n$/)
  })

  it('gives everything as one document', async () => {
    const folder = await desk({ 'evals/questions.jsonl': wrongQuestions })
    const { code, out } = await runKaiwu(['eval', folder.path, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      solution: 'desk',
      model: 'local/extractive',
      passed: false,
      measures: { coverage: 0, refusalRecall: 1 },
      gates: { coverage: 0.9 },
      missed: [{ gate: 'coverage', least: 0.9, reached: 0 }],
      total: 2,
      right: 1,
      cost: { micros: { CNY: 0 }, unpriced: 0 },
      questions: [
        {
          id: 'q1',
          right: false,
          expected: { sources: [{ document: 'knowledge/valve.md', at: '9.9' }], contains: ['800 小时'] },
          got: { outcome: 'answered', citations: [{ document: 'knowledge/pump.md' }], missingFacts: ['800 小时'] },
        },
        { id: 'q2', right: true, expected: { refuse: true }, got: { outcome: 'refused', citations: [] } },
      ],
    })
  })

  it('asks only what has the tag, and holds only what was measured against the gates', async () => {
    const folder = await desk({ 'evals/questions.jsonl': wrongQuestions })
    const { code, out } = await runKaiwu(['eval', folder.path, '--only', 'refuse', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ passed: true, total: 1, missed: [], questions: [{ id: 'q2' }] })
    const unknown = await runKaiwu(['eval', folder.path, '--only', 'nosuch', '--lang', 'en'])
    expect(unknown).toEqual({
      code: 2,
      out: '',
      err: 'Error USAGE_INVALID: no question has the tag "nosuch"; there is amount, refuse\n',
    })
  })

  it('keeps what came, to be compared on the page', async () => {
    const folder = await desk()
    const { err } = await runKaiwu(['eval', '--only', 'refuse', '--lang', 'en'], { cwd: folder.path })
    const [, id] = /Kept as evaluation (eval_\w+)\n$/.exec(err) ?? []
    const kept = await readFile(join(folder.path, '.kaiwu/evals', `${id}.jsonl`), 'utf8')
    const [summary, ...questions] = kept
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(summary).toMatchObject({ id, by: { via: 'command-line' }, only: 'refuse', model: 'local/extractive', passed: true })
    expect(questions).toMatchObject([{ right: true, got: { outcome: 'refused' } }])
  })

  it('says what is missing when there are no questions', async () => {
    const none = await desk({ 'solution.yaml': deskManifest() })
    expect(await runKaiwu(['eval', none.path])).toEqual({
      code: 65,
      out: '',
      err: '错误 EVALS_MISSING：“desk”没有评测题；请在 solution.yaml 里写上 evals.questions\n',
    })
    const empty = await desk({ 'evals/questions.jsonl': '\n' })
    expect((await runKaiwu(['eval', empty.path])).code).toBe(65)
  })

  it('adds up what a priced model cost', async () => {
    const server = await fakeModelServer({ answer: '每 500 小时 [1]。', usage: { promptTokens: 1000, completionTokens: 100 } })
    onTestFinished(() => server.close())
    const models = `models:\n  chat: { model: openai-compatible/m, baseUrl: "${server.url}", price: { currency: CNY, input: 2, output: 8, asOf: 2026-11-01 } }`
    const folder = await desk({ 'solution.yaml': deskManifest({ models, evals: 'evals: { questions: evals/questions.jsonl }' }) })
    const { out } = await runKaiwu(['eval', folder.path, '--only', 'amount', '--lang', 'en'])
    expect(out).toContain('1/1 right; model openai-compatible/m; cost ¥0.0028, tokens 1000 in, 100 out\nPassed\n')
  })
})
