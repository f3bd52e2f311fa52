import { describe, expect, it } from 'vitest'
import { expectNoSecret } from './expect-no-secret.ts'
import { fakeKey } from './token-api/fake-token-api.ts'

describe('expectNoSecret', () => {
  it('passes over what holds none', () => {
    const round: Record<string, unknown> = { a: 1 }
    round['self'] = round
    expectNoSecret({ log: 'all is well', error: new Error('no', { cause: round }), none: undefined }, fakeKey)
  })

  it.each([
    ['as it is', `Bearer ${fakeKey}`],
    ['in base64', Buffer.from(fakeKey).toString('base64')],
    ['by its end', `***${fakeKey.slice(-12)}`],
    ['in the cause of an error', new Error('refused', { cause: { headers: { authorization: fakeKey } } })],
    ['in a hidden field', Object.defineProperty({}, 'key', { value: fakeKey, enumerable: false })],
    ['in bytes', Buffer.from(`x${fakeKey}`)],
    ['deep down', { a: [{ b: { c: { d: { e: [fakeKey] } } } }] }],
  ])('finds it %s, and does not repeat it', (_, value) => {
    let said = ''
    try {
      expectNoSecret({ ledger: value }, fakeKey)
    } catch (error) {
      said = String(error)
    }
    expect(said).toContain('the secret is in ledger')
    expect(said).not.toContain(fakeKey)
  })

  it('refuses a secret that is found everywhere', () => {
    expect(() => expectNoSecret([''], 'sk')).toThrow('shorter than 12')
  })
})
