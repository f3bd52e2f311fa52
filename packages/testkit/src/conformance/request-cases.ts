import assert from 'node:assert/strict'
import type { ChatRequest } from '@kaiwu/core'
import { inner, promptText } from '../vendors/demand.ts'
import { chatCase, chatOf, lastBody, question, type ChatBench, type ChatCase } from './chat-case.ts'

const schema = Object.freeze({
  type: 'object',
  properties: { dailyLimit: { type: 'number' }, currency: { type: 'string' } },
  required: ['dailyLimit', 'currency'],
  additionalProperties: false,
})

async function told(bench: ChatBench, request: ChatRequest, answer = '好。'): Promise<void> {
  bench.api.play({ answer })
  assert.equal((await bench.model.complete(request)).text, answer)
}

/** Whether the vendor refuses or fixes a sampling option of this model. */
function samplingIsFixed({ form, subject }: ChatBench): boolean {
  const call = { path: '', body: { messages: [], temperature: 0.3 }, model: subject.model, key: '', serial: 0, requestId: '' }
  return chatOf(form).demands.some((demand) => demand.name === 'fixed-sampling' && demand.refuses(call) !== undefined)
}

/** Cases about what is sent. */
export const requestCases: readonly ChatCase[] = Object.freeze([
  chatCase('request/system', 'what the system message says reaches the model', ['no-system-role'], async (bench) => {
    await told(bench, { messages: [{ role: 'system', content: '只依据资料作答。' }, ...question.messages] })
    const prompt = promptText(lastBody(bench))
    assert.ok(prompt.includes('只依据资料作答。') && prompt.includes('出差住宿费'), prompt)
  }),
  chatCase(
    'request/json-object',
    'a JSON answer is asked for as the vendor wants it',
    ['json-word', 'no-json-when-thinking', 'no-system-role'],
    async (bench) => {
      await told(bench, { ...question, format: { type: 'json_object' } }, '{"dailyLimit":800}')
      const body = lastBody(bench)
      if (chatOf(bench.form).structuredOutput(bench.subject.model) === 'none')
        assert.match(promptText(body), /json/i, 'where no format is known, words must ask for JSON')
    },
  ),
  chatCase(
    'request/json-schema',
    'a schema reaches the model, as a format or in words',
    ['no-json-when-thinking', 'no-system-role'],
    async (bench) => {
      await told(
        bench,
        { ...question, format: { type: 'json_schema', name: 'limit', schema, strict: true } },
        '{"dailyLimit":800}',
      )
      const body = lastBody(bench)
      if (bench.subject.capabilities.structuredOutput === 'json_schema') {
        assert.equal(inner(body, 'response_format', 'type'), 'json_schema')
        const format = inner(body, 'response_format', 'json_schema') as Readonly<Record<string, unknown>>
        assert.deepEqual([format['name'], format['schema']], ['limit', schema])
      } else assert.ok(promptText(body).includes('dailyLimit'), `the schema is nowhere: ${JSON.stringify(body)}`)
    },
  ),
  chatCase(
    'request/sampling',
    'sampling options are sent, or left out where they are fixed',
    ['fixed-sampling'],
    async (bench) => {
      await told(bench, { ...question, temperature: 0.3, topP: 0.9 })
      const { temperature, top_p: topP } = lastBody(bench)
      if (!samplingIsFixed(bench)) assert.deepEqual([temperature, topP], [0.3, 0.9])
    },
  ),
  chatCase(
    'request/temperature-zero',
    'temperature 0 is accepted by every vendor',
    ['fixed-sampling', 'positive-temperature'],
    async (bench) => {
      await told(bench, { ...question, temperature: 0 })
    },
  ),
  chatCase(
    'request/max-tokens',
    'the limit of an answer is sent under the name the vendor knows',
    ['max-completion-tokens'],
    async (bench) => {
      await told(bench, { ...question, maxTokens: 321 })
      const { max_tokens: old, max_completion_tokens: current } = lastBody(bench)
      assert.equal(old ?? current, 321)
    },
  ),
  chatCase('request/stop-and-seed', 'stop sequences and a seed are sent', [], async (bench) => {
    await told(bench, { ...question, stop: ['\n\n'], seed: 7 })
    const { stop, seed } = lastBody(bench)
    assert.deepEqual([stop, seed], [['\n\n'], 7])
  }),
  chatCase('request/names', 'names on messages do no harm', ['no-message-names'], async (bench) => {
    await told(bench, {
      messages: [
        { role: 'user', content: '你好', name: 'wang' },
        { role: 'assistant', content: '您好', name: 'model' },
        ...question.messages,
      ],
    })
  }),
  chatCase('request/extra', 'further fields are sent as they are', [], async (bench) => {
    await told(bench, { ...question, extra: { user: 'u-17' } })
    assert.equal(lastBody(bench)['user'], 'u-17')
  }),
  chatCase('request/conversation', 'earlier turns are sent in order', [], async (bench) => {
    await told(bench, {
      messages: [
        { role: 'user', content: '甲问' },
        { role: 'assistant', content: '甲答' },
        { role: 'user', content: '乙问' },
      ],
    })
    assert.match(promptText(lastBody(bench)), /甲问[^]*甲答[^]*乙问/)
  }),
  chatCase('request/model', 'the model is called by the id the service knows', [], async (bench) => {
    await told(bench, question)
    assert.equal(lastBody(bench)['model'], bench.subject.model)
  }),
])
