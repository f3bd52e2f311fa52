import assert from 'node:assert/strict'
import { promptText } from '../vendors/demand.ts'
import { chatCase, question, type ChatCase } from './chat-case.ts'
import { collect } from './collect.ts'

/** Text that breaks what counts bytes, UTF-16 units or tags. */
const odd = '一线城市每天不超过800元（含税）。\n\n| 甲 | 乙 |\n"引号" \\反斜杠\\ 👨‍👩‍👧‍👦 𠮷野家 é  a < b > c <thin\u2028行 <'

/** Cases about what is said. */
export const textCases: readonly ChatCase[] = Object.freeze([
  chatCase('text/stream', 'a streamed text is exact, whatever its pieces', [], async ({ api, model }) => {
    for (const pieceLength of [1, 3, 1000]) {
      api.play({ answer: odd, pieceLength })
      const { text, end } = await collect(model.stream(question))
      assert.equal(text, odd)
      assert.equal(end.model, model.ref)
    }
  }),
  chatCase('text/whole', 'a whole text is exact', [], async ({ api, model }) => {
    api.play({ answer: odd })
    const { text, reasoning, toolCalls, model: answered } = await model.complete(question)
    assert.deepEqual({ text, reasoning, toolCalls, answered }, { text: odd, reasoning: '', toolCalls: [], answered: model.ref })
  }),
  chatCase('text/as-it-comes', 'the first piece is handed on before the last was sent', [], async ({ api, model }) => {
    api.play({ answer: '一二三四五六七八', pieceLength: 1, pieceDelayMs: 15 })
    let sentAtFirst: number | undefined
    for await (const event of model.stream(question)) if (event.type === 'text') sentAtFirst ??= api.tokensSent
    assert.ok((sentAtFirst ?? 8) < 8, 'the answer was held back until it was complete')
  }),
  chatCase('text/side-by-side', 'calls at the same time do not mix', [], async ({ api, model }) => {
    api.play({ answer: ({ body }) => `答：${promptText(body)}`, pieceLength: 1, pieceDelayMs: 1 })
    const asked = ['甲'.repeat(12), '乙'.repeat(12), '丙'.repeat(12)]
    const told = await Promise.all(
      asked.map(async (content) => (await collect(model.stream({ messages: [{ role: 'user', content }] }))).text),
    )
    assert.deepEqual(
      told.map((text, index) => text.endsWith(asked[index]!)),
      [true, true, true],
      told.join(' / '),
    )
  }),
  chatCase('text/keep-alive', 'comments before the answer are no answer', [], async ({ api, model }) => {
    api.play({ answer: '八百元。', keepAlives: 5, fault: 'comments-between' })
    assert.equal((await collect(model.stream(question))).text, '八百元。')
  }),
])
