import { describe, expect, it } from 'vitest'
import { KaiwuError } from './kaiwu-error.ts'
import { withoutAddress } from './without-address.ts'

const text = (reason: string, model?: string): string =>
  withoutAddress(
    new KaiwuError('MODEL_UNREACHABLE', { url: 'http://10.0.0.8:8000/v1', reason, ...(model ? { model } : {}) }),
  ).text('en')

describe('withoutAddress', () => {
  it.each([
    ['connect ECONNREFUSED 10.0.0.8:8000', 'connect ECONNREFUSED …'],
    ['getaddrinfo ENOTFOUND llm.plant.internal', 'getaddrinfo ENOTFOUND …'],
    ['connect ECONNREFUSED [::1]:8000', 'connect ECONNREFUSED …'],
    ['redirect to https://portal.plant.internal/login?x=1', 'redirect to …'],
  ])('leaves out where a service is: %s', (reason, told) => {
    expect(text(reason, 'vllm/qwen3')).toBe(`The model service vllm/qwen3 cannot be reached: ${told}`)
    expect(text(reason)).not.toMatch(/10\.0|plant/)
  })

  it('keeps what says what to do, and errors that name no address', () => {
    expect(text('HTTP 429: Requests per minute 60, retry in 1.5 s', 'a/b')).toContain('Requests per minute 60, retry in 1.5 s')
    const other = new KaiwuError('FILE_EMPTY', { name: 'a.md' })
    expect(withoutAddress(other)).toBe(other)
  })
})
