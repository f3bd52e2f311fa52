import assert from 'node:assert/strict'
import type { ChatRequest, ChatTool, ToolCall } from '@kaiwu/core'
import { chatCase, lastBody, needsTools, question, type ChatCase } from './chat-case.ts'
import { collect } from './collect.ts'

const parameters = Object.freeze({
  type: 'object',
  properties: { city: { type: 'string', description: '城市' } },
  required: ['city'],
  additionalProperties: false,
})

/** A tool every vendor takes. */
export const weather: ChatTool = Object.freeze({ name: 'weather', description: '某地天气', parameters })

/** The same as a schema library writes it, `$schema` and `title` and all. */
const written: ChatTool = Object.freeze({
  ...weather,
  parameters: { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Weather', ...parameters },
})

const asks: ChatRequest = { ...question, tools: [weather] }
const one = [{ name: 'weather', arguments: { city: '北京', note: '“引号” \\ 👋' } }] as const
const two = [
  { name: 'weather', arguments: { city: '北京' } },
  { name: 'weather', arguments: { city: '上海' } },
] as const

function holds(calls: readonly ToolCall[], expected: readonly Readonly<{ name: string; arguments: object }>[]): void {
  const read = calls.map((call) => ({ name: call.name, arguments: JSON.parse(call.arguments) as object }))
  assert.deepEqual(read, expected)
  const ids = calls.map(({ id }) => id)
  assert.ok(
    ids.every((id) => id !== ''),
    'a tool call has no id',
  )
  assert.equal(new Set(ids).size, ids.length, `ids repeat: ${ids.join(', ')}`)
}

const shape = ['tool-arguments-object']

/** Cases about tools. */
export const toolCases: readonly ChatCase[] = Object.freeze([
  chatCase(
    'tools/stream',
    'a streamed call has its name, an id, and arguments that are JSON',
    shape,
    async ({ api, model }) => {
      api.play({ toolCalls: one })
      const { toolCalls, text } = await collect(model.stream(asks))
      holds(toolCalls, one)
      assert.equal(text, '')
    },
    needsTools,
  ),
  chatCase(
    'tools/whole',
    'so has a whole one',
    shape,
    async ({ api, model }) => {
      api.play({ toolCalls: one })
      holds((await model.complete(asks)).toolCalls, one)
    },
    needsTools,
  ),
  chatCase(
    'tools/parallel',
    'two calls at once stay two',
    shape,
    async ({ api, model }) => {
      api.play({ toolCalls: two })
      holds((await collect(model.stream(asks))).toolCalls, two)
      holds((await model.complete(asks)).toolCalls, two)
    },
    needsTools,
  ),
  chatCase(
    'tools/result',
    'the result of a tool goes back, and the answer comes',
    ['replay-reasoning'],
    async ({ api, model }) => {
      api.play({ toolCalls: two, answer: '都晴。' })
      const first = await collect(model.stream(asks))
      const request: ChatRequest = {
        ...asks,
        messages: [
          ...question.messages,
          { role: 'assistant', content: first.text, toolCalls: first.toolCalls, reasoning: first.reasoning },
          ...first.toolCalls.map(({ id }) => ({ role: 'tool' as const, content: '晴', toolCallId: id })),
        ],
      }
      assert.equal((await model.complete(request)).text, '都晴。')
    },
    needsTools,
  ),
  chatCase(
    'tools/forced',
    'a tool can be forced, also where the vendor refuses that of a model that thinks',
    ['no-forced-tool-when-thinking', ...shape],
    async ({ api, model, subject }) => {
      api.play({ toolCalls: one })
      const thinking = subject.capabilities.thinking === 'switchable' ? ({ thinking: 'on' } as const) : {}
      for (const toolChoice of ['required', { name: 'weather' }] as const) {
        holds((await model.complete({ ...asks, ...thinking, toolChoice })).toolCalls, one)
        holds((await model.complete({ ...asks, toolChoice })).toolCalls, one)
      }
    },
    needsTools,
  ),
  chatCase(
    'tools/schema',
    'name, description and fields of a tool reach the vendor, however bare it wants the schema',
    ['plain-tool-schemas'],
    async (bench) => {
      bench.api.play({ answer: '好。' })
      await bench.model.complete({ ...asks, tools: [written] })
      const [tool] = (lastBody(bench)['tools'] ?? []) as readonly Readonly<{ function: Record<string, unknown> }>[]
      const { name, description, parameters: sent } = tool?.function ?? {}
      assert.deepEqual([name, description], ['weather', '某地天气'])
      assert.deepEqual((sent as Record<string, unknown>)['properties'], parameters.properties)
    },
    needsTools,
  ),
  chatCase(
    'finish/tool-calls',
    'an answer that calls tools says so',
    ['no-finish-reason'],
    async ({ api, model }) => {
      api.play({ toolCalls: one })
      assert.equal((await collect(model.stream(asks))).end.finish, 'tool-calls')
      assert.equal((await model.complete(asks)).finish, 'tool-calls')
    },
    needsTools,
  ),
  chatCase(
    'tools/none',
    'without tools none is called',
    [],
    async ({ api, model }) => {
      api.play({ toolCalls: one, answer: '好。' })
      assert.deepEqual((await model.complete({ ...asks, toolChoice: 'none' })).toolCalls, [])
    },
    needsTools,
  ),
])
