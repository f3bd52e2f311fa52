import assert from 'node:assert/strict'
import type { ChatRequest, Thinking } from '@kaiwu/core'
import type { VendorCall } from '../vendors/vendor-form.ts'
import {
  chatCase,
  chatOf,
  lastBody,
  needsSwitch,
  needsThoughts,
  needsTools,
  question,
  type ChatBench,
  type ChatCase,
} from './chat-case.ts'
import { collect } from './collect.ts'
import { weather } from './tool-cases.ts'

const thought = '先看第八条：一线城市 < 800 元。\n再看附件。'
const thinking: ChatRequest = { ...question, thinking: 'on' }
const apart = ['reasoning-field', 'think-tags']

/** Whether the last request lets the model think, as the vendor reads it. */
function letsThink(bench: ChatBench): boolean {
  const body = lastBody(bench)
  const call: VendorCall = { path: '', body, model: String(body['model']), key: '', serial: 0, requestId: '' }
  return chatOf(bench.form).thinks(call)
}

const both = (subject: Parameters<typeof needsTools>[0], form: Parameters<typeof needsTools>[1]): string | undefined =>
  needsTools(subject, form) ?? needsThoughts(subject, form)

async function toolLoop({ api, model }: ChatBench, reasoning: string): Promise<void> {
  api.play({ reasoning, toolCalls: [{ name: 'weather', arguments: { city: '北京' } }], answer: '晴。' })
  const first = await model.complete({ ...thinking, tools: [weather] })
  assert.equal(first.reasoning.trim(), reasoning)
  assert.equal(first.toolCalls.length, 1)
  const turn: ChatRequest = {
    ...thinking,
    tools: [weather],
    messages: [
      ...question.messages,
      { role: 'assistant', content: first.text, toolCalls: first.toolCalls, reasoning: first.reasoning },
      { role: 'tool', content: '晴', toolCallId: first.toolCalls[0]!.id },
    ],
  }
  assert.equal((await model.complete(turn)).text.trim(), '晴。')
  assert.equal((await collect(model.stream(turn))).text.trim(), '晴。')
}

async function accepts(bench: ChatBench, value: Thinking, thinks?: boolean): Promise<void> {
  bench.api.play({ answer: '好。' })
  assert.equal((await bench.model.complete({ ...question, thinking: value })).text.trim(), '好。')
  if (thinks !== undefined)
    assert.equal(letsThink(bench), thinks, `thinking ${JSON.stringify(value)}: ${JSON.stringify(lastBody(bench))}`)
}

/** Cases about what is thought. */
export const reasoningCases: readonly ChatCase[] = Object.freeze([
  chatCase(
    'reasoning/stream',
    'streamed thoughts come apart from the text',
    apart,
    async ({ api, model }) => {
      for (const pieceLength of [1, 5]) {
        api.play({ reasoning: thought, answer: '八百元 <。', pieceLength })
        const { text, reasoning, events } = await collect(model.stream(thinking))
        assert.deepEqual({ text: text.trim(), reasoning: reasoning.trim() }, { text: '八百元 <。', reasoning: thought })
        const kinds = events.map(({ type }) => type)
        assert.ok(kinds.lastIndexOf('reasoning') < kinds.indexOf('text'), 'thoughts come first')
      }
    },
    needsThoughts,
  ),
  chatCase(
    'reasoning/whole',
    'whole thoughts come apart from the text',
    apart,
    async ({ api, model }) => {
      api.play({ reasoning: thought, answer: '八百元。' })
      const { text, reasoning } = await model.complete(thinking)
      assert.deepEqual({ text: text.trim(), reasoning: reasoning.trim() }, { text: '八百元。', reasoning: thought })
    },
    needsThoughts,
  ),
  chatCase(
    'reasoning/replay',
    'a loop of two turns with a tool is accepted, thoughts and all',
    ['replay-reasoning', ...apart],
    (bench) => toolLoop(bench, '要查天气'),
    both,
  ),
  chatCase(
    'reasoning/replay-empty',
    'a turn without a thought is accepted too',
    ['replay-reasoning'],
    (bench) => toolLoop(bench, ''),
    both,
  ),
  chatCase(
    'thinking/off',
    'thinking is switched off in the way of the vendor',
    [],
    (bench) => accepts(bench, 'off', false),
    needsSwitch,
  ),
  chatCase(
    'thinking/on',
    'thinking is switched on in the way of the vendor',
    [],
    (bench) => accepts(bench, 'on', true),
    needsSwitch,
  ),
  chatCase('thinking/accepted', 'every way to ask for thinking is accepted by the vendor', [], async (bench) => {
    for (const value of ['on', 'off', 'low', 'medium', 'high', { budgetTokens: 1024 }] as const) await accepts(bench, value)
  }),
])
