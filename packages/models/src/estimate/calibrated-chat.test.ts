import type { ChatModel, ChatRequest } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { calibratedChat } from './calibrated-chat.ts'
import { openCalibration } from './calibration.ts'
import { estimatePrompt } from './estimate-tokens.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: '主轴轴承温度超过七十五度时停机检查。'.repeat(20) }] }

/** A service whose tokenizer makes half as many tokens of everything. */
function halving(estimated: boolean): ChatModel {
  const usage = { promptTokens: Math.round(estimatePrompt(request) / 2), completionTokens: 1, estimated }
  const end = { finish: 'stop', usage, model: 'a/x', id: '1' } as const
  return {
    ref: 'a/x',
    async *stream() {
      yield { type: 'end', ...end }
    },
    complete: async () => ({ ...end, text: '好', reasoning: '', toolCalls: [] }),
  }
}

describe('calibratedChat', () => {
  it('brings the estimate near to what a service reports', async () => {
    const calibration = openCalibration()
    const model = calibratedChat(halving(false), calibration)
    for (let call = 0; call < 10; call++) await model.complete(request)
    for await (const event of model.stream(request)) expect(event.type).toBe('end')
    expect(calibration.ratio('a/x')).toBeLessThan(0.65)
    expect(calibration.ratio('a/y')).toBe(1)
  })

  it('learns nothing from its own estimates', async () => {
    const calibration = openCalibration()
    await calibratedChat(halving(true), calibration).complete(request)
    expect(calibration.ratio('a/x')).toBe(1)
  })
})
