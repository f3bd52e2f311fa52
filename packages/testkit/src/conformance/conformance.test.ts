import { describe, expect, it } from 'vitest'
import { vendorForms } from '../vendors/all-vendors.ts'
import { chatCases } from './chat-cases.ts'
import { reasonToSkip, runCase } from './conformance-case.ts'
import { describeChatModel } from './describe-conformance.ts'
import { embeddingCases } from './embedding-cases.ts'
import { rerankCases } from './rerank-cases.ts'
import type { ChatSubject } from './subject.ts'
import { referenceModel, type Habit } from './test-reference-model.ts'

const subject = (habits: readonly Habit[] = []): ChatSubject => ({
  name: 'reference/any',
  vendor: 'openai-compatible',
  model: 'any',
  capabilities: { tools: true, structuredOutput: 'json_schema', thinking: 'always' },
  open: (at) => referenceModel(at, habits),
})

describe('a model that holds to its port', () => describeChatModel(subject()))

/** Those of the cases that a model with a bad habit passes all the same. */
async function passing(habit: Habit, ids: readonly string[]): Promise<string[]> {
  const passed: string[] = []
  for (const id of ids) {
    const one = chatCases.find((known) => known.id === id)!
    await runCase(one, subject([habit]), 3000).then(
      () => passed.push(id),
      () => undefined,
    )
  }
  return passed
}

describe('the suite finds', () => {
  it.each<[Habit, readonly string[]]>([
    [
      'no-cut-off',
      ['stream/end-without-finish', 'stream/done-without-finish', 'finish/length', 'finish/filtered', 'finish/tool-calls'],
    ],
    ['echoes-key', ['errors/auth', 'errors/wrong-key', 'errors/key-echoed']],
    ['keeps-connection', ['cancel/whole']],
    [
      'swallows-errors',
      ['errors/at-200', 'errors/code-at-200', 'errors/mid-stream', 'errors/malformed', 'errors/truncated', 'errors/html'],
    ],
    ['collects-first', ['text/as-it-comes', 'cancel/abort', 'cancel/break']],
    ['forgets-usage', ['usage/stream', 'usage/whole']],
    ['drops-tools', ['tools/stream', 'tools/whole', 'tools/parallel', 'tools/result', 'tools/forced']],
    ['eager', ['cancel/unread']],
    ['joins-bytes', ['stream/split-utf8']],
  ])('%s', { timeout: 60_000 }, async (habit, cases) => {
    expect(await passing(habit, cases)).toEqual([])
  })
})

describe('the cases', () => {
  it('have ids of their own, titles, and reasons to be left out', async () => {
    for (const cases of [chatCases, embeddingCases, rerankCases]) {
      const ids = cases.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(cases.every(({ id, title }) => /^[a-z]+\/[a-z0-9-]+$/.test(id) && title !== '')).toBe(true)
    }
    expect(chatCases.length).toBeGreaterThanOrEqual(45)
    const skipping = { ...subject(), skip: { 'text/whole': 'no whole answers' } }
    expect(
      reasonToSkip(
        chatCases.find(({ id }) => id === 'text/whole')!,
        skipping,
      ),
    ).toBe('no whole answers')
    const open = (): never => {
      throw new Error('a case that is left out opens nothing')
    }
    await runCase(
      chatCases.find(({ id }) => id === 'text/whole')!,
      { ...skipping, open },
    )
  })

  it('that do not concern a vendor say why', () => {
    const spark = { ...subject(), vendor: vendorForms.spark }
    const reasons = chatCases.map((one) => reasonToSkip(one, spark)).filter((reason) => reason !== undefined)
    expect(reasons).toContain('the vendor sends no reason to stop')
    expect(reasons.every((reason) => reason.length > 10)).toBe(true)
  })

  it('that are skipped must exist', () => {
    expect(() => describeChatModel({ ...subject(), skip: { 'text/none': 'x' } })).toThrow(
      'reference/any skips what is no case: text/none',
    )
  })
})
