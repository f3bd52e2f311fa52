import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifyWebhook, webhookSignature } from './webhook-signature.ts'

const secret = '密钥-0123456789'
const now = Date.UTC(2026, 10, 23)
const timestamp = now / 1_000
const body = '{"part":"轴承"}'
const signed = { 'x-kaiwu-timestamp': String(timestamp), 'x-kaiwu-signature': webhookSignature(timestamp, body, secret) }

describe('verifyWebhook', () => {
  it('is the HMAC that the documentation says', () => {
    const wanted = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
    expect(signed['x-kaiwu-signature']).toBe(`v1=${wanted}`)
  })

  it('lets through what is signed, however headers and body are handed over', () => {
    expect(verifyWebhook(signed, body, secret, now)).toEqual({ valid: true })
    expect(verifyWebhook(new Headers(signed), Buffer.from(body), secret, now + 299_000)).toEqual({ valid: true })
    const both = {
      'X-Kaiwu-Timestamp': [signed['x-kaiwu-timestamp']],
      'X-Kaiwu-Signature': `v1=00, ${signed['x-kaiwu-signature']}`,
    }
    expect(verifyWebhook(both, body, secret, now - 299_000)).toEqual({ valid: true })
  })

  it.each([
    ['another body', signed, `${body} `, secret, now, 'wrong signature'],
    ['another secret', signed, body, 'another', now, 'wrong signature'],
    ['another time', { ...signed, 'x-kaiwu-timestamp': String(timestamp + 1) }, body, secret, now, 'wrong signature'],
    ['an old one', signed, body, secret, now + 301_000, 'too old or too new'],
    ['one of the future', signed, body, secret, now - 301_000, 'too old or too new'],
    ['no signature', { 'x-kaiwu-timestamp': String(timestamp) }, body, secret, now, 'missing headers'],
    ['no timestamp', { 'x-kaiwu-signature': 'v1=00' }, body, secret, now, 'missing headers'],
    ['no secret', signed, body, '', now, 'missing headers'],
    ['a timestamp that is none', { ...signed, 'x-kaiwu-timestamp': '1e9' }, body, secret, now, 'missing headers'],
    ['an empty signature', { ...signed, 'x-kaiwu-signature': '' }, body, secret, now, 'wrong signature'],
  ])('holds up %s', (_, headers, given, key, at, reason) => {
    expect(verifyWebhook(headers, given, key, at)).toEqual({ valid: false, reason })
  })
})
