import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ChatRequest } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { estimatePrompt, estimateTokens } from './estimate-tokens.ts'

const folder = join(import.meta.dirname, '../../../../test/bench/estimate-samples')
// What o200k_base makes of each sample, recorded by test/bench/estimate.ts --learn.
const recorded = JSON.parse(readFileSync(join(folder, 'o200k-counts.json'), 'utf8')) as Record<string, number>

type HeldOut = Readonly<{ name: string; text: string; tokens: number }>

/** The samples that were not learnt from: of each class the first, the third, the fifth. */
const heldOut: readonly (readonly [kind: string, samples: readonly HeldOut[]])[] = globSync(join(folder, '*.txt'))
  .toSorted()
  .map((file) => {
    const kind = basename(file, '.txt')
    const sections = readFileSync(file, 'utf8')
      .split(/^%%%% (?=.)/m)
      .slice(1)
    const samples = sections
      .filter((_, index) => index % 2 === 0)
      .map((section) => {
        const end = section.indexOf('\n')
        const name = section.slice(0, end)
        return { name, text: section.slice(end + 1), tokens: recorded[`${kind}/${name}`] ?? Number.NaN }
      })
    return [kind, samples] as const
  })

const error = (estimated: number, tokens: number): number => Math.abs(estimated - tokens) / tokens

describe('estimateTokens', () => {
  it('is held to samples of every class', () => {
    expect(heldOut.map(([kind]) => kind)).toEqual(
      expect.arrayContaining([
        'chinese-technical',
        'code',
        'digits',
        'emoji',
        'encoded',
        'english',
        'japanese',
        'json',
        'mixed',
        'punctuation',
        'table',
        'traditional',
      ]),
    )
    expect(heldOut.reduce((sum, [, samples]) => sum + samples.length, 0)).toBeGreaterThanOrEqual(40)
  })

  it.each(heldOut)('is within 10 %% of o200k_base on %s, and within 15 %% on each sample', (_, samples) => {
    const total = samples.reduce((sum, { tokens }) => sum + tokens, 0)
    const estimated = samples.reduce((sum, { text }) => sum + estimateTokens(text), 0)
    expect(error(estimated, total)).toBeLessThanOrEqual(0.1)
    expect(samples.filter(({ text, tokens }) => !(error(estimateTokens(text), tokens) <= 0.15)).map(({ name }) => name)).toEqual(
      [],
    )
  })

  it('counts nothing for nothing and at least one for something', () => {
    expect(estimateTokens('')).toBe(0)
    for (const text of ['a', ' ', '\n', '。', '鬱', '😀', '\ud83d', '7', '\t'])
      expect(estimateTokens(text)).toBeGreaterThanOrEqual(1)
  })

  it('takes whatever is not text as text', () => {
    for (const text of ['\ud800\ud800', '\udc00', '\0\0\0', '\uffff', '𠮷𠮷𠮷', 'ﷺ', '\u200d'.repeat(9)]) {
      expect(Number.isFinite(estimateTokens(text))).toBe(true)
      expect(estimateTokens(text)).toBeLessThanOrEqual(4 * text.length)
    }
  })

  it('grows with the text', () => {
    const paragraph = '主轴过热时先停机，再检查冷却液。The spindle stops first.\n'
    const one = estimateTokens(paragraph)
    expect(estimateTokens(paragraph.repeat(100))).toBeGreaterThan(95 * one)
    expect(estimateTokens(paragraph.repeat(100))).toBeLessThan(105 * one)
  })

  it('takes time in proportion to a text, also of one character alone', () => {
    const start = performance.now()
    for (const character of ['a', 'A', ' ', '\n', '中', '-', '1', '。', '😀', 'あ']) estimateTokens(character.repeat(200_000))
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})

describe('estimatePrompt', () => {
  const hello: ChatRequest = { messages: [{ role: 'user', content: '主轴过热怎么处理？' }] }
  const with_ = (more: Partial<ChatRequest>): ChatRequest => ({ ...hello, ...more })

  it('counts more than the text: every message has its frame', () => {
    expect(estimatePrompt(hello)).toBeGreaterThan(estimateTokens('主轴过热怎么处理？'))
    const split: ChatRequest = { messages: [...'主轴过热怎么处理？'].map((content) => ({ role: 'user', content }) as const) }
    expect(estimatePrompt(split)).toBeGreaterThan(estimatePrompt(hello) + 24)
  })

  it('counts tools, the form of the answer, calls of tools, what was thought, and images', () => {
    const parameters = { type: 'object', properties: { code: { type: 'string', description: 'The alarm code on the panel' } } }
    const base = estimatePrompt(hello)
    expect(estimatePrompt(with_({ tools: [{ name: 'find_alarm', description: 'Finds an alarm', parameters }] }))).toBeGreaterThan(
      base + 20,
    )
    expect(estimatePrompt(with_({ format: { type: 'json_schema', name: 'a', schema: parameters } }))).toBeGreaterThan(base + 15)
    const call = { id: '1', name: 'find_alarm', arguments: '{"code":"E-203"}' }
    const turns = (reasoning?: string): ChatRequest => ({
      messages: [...hello.messages, { role: 'assistant', content: '', toolCalls: [call], ...(reasoning ? { reasoning } : {}) }],
    })
    expect(estimatePrompt(turns())).toBeGreaterThan(base + 10)
    expect(estimatePrompt(turns('先查报警代码，再看冷却液流量。'))).toBeGreaterThan(estimatePrompt(turns()) + 10)
    const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(400_000)}` } } as const
    const seen = estimatePrompt({ messages: [{ role: 'user', content: [{ type: 'text', text: '这是什么？' }, image] }] })
    expect(seen).toBeGreaterThan(500)
    // The bytes of an image are not text.
    expect(seen).toBeLessThan(2_000)
  })
})
