import { describe, expect, it } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

const now = Date.parse('2026-11-21T12:00:00Z')
const read = (headers: Record<string, string>) => retryAfterMs(headers, now)

describe('retryAfterMs', () => {
  it.each([
    ['1', 1_000],
    ['0', 0],
    ['1.5', 1_500],
    ['0.0001', 1],
    [' 20 ', 20_000],
    ['3600', 3_600_000],
    ['1, 3', 3_000],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['Saturday, 21-Nov-26 12:00:30 GMT', 30_000],
    ['Sat Nov 21 12:00:30 2026', 30_000],
    ['Sun Nov  1 12:00:00 2026', 0],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ])('reads Retry-After: %s as %i ms', (value, ms) => {
    expect(read({ 'retry-after': value })).toBe(ms)
  })

  it.each([
    '',
    ' ',
    'abc',
    'abc 1',
    '-5',
    '+5',
    '1e3',
    '0x10',
    '5s',
    'NaN',
    'Infinity',
    '1,',
    '，1',
    '２',
    '2026-11-21',
    '21 Nov 2026',
    'Sat, 31 Feb 2026 12:00:30 GMT',
    'Sat, 21 Xyz 2026 12:00:30 GMT',
    'Sat, 21 Nov 2026 25:00:30 GMT',
    'Sat, 21 Nov 2026 12:00:30 +0800',
    'Sat, 21 Nov 2026 12:00:30 GMT and more',
  ])('does not take %j for a time', (value) => {
    expect(read({ 'retry-after': value })).toBeUndefined()
  })

  it('goes by the milliseconds where both are given', () => {
    expect(read({ 'retry-after-ms': '250', 'retry-after': '1' })).toBe(250)
    expect(read({ 'retry-after-ms': 'soon', 'retry-after': '1' })).toBe(1_000)
  })

  it.each([
    ['1s', 1_000],
    ['6m0s', 360_000],
    ['20ms', 20],
    ['1h2m3.5s', 3_723_500],
    ['0s', 0],
    ['2', 2_000],
    ['1795262430', 30_000],
    ['1795262430000', 30_000],
  ])('reads a limit that is reset in %s', (value, ms) => {
    expect(read({ 'x-ratelimit-reset-requests': value })).toBe(ms)
  })

  it.each(['', 's', '6m 0s', '-1s', 'soon', '1y', '6m0'])('does not take a reset of %j for a time', (value) => {
    expect(read({ 'x-ratelimit-reset-requests': value })).toBeUndefined()
  })

  it('waits for the limit that is used up, not for the one that is not', () => {
    const headers = { 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-reset-tokens': '6m0s' }
    expect(read({ ...headers, 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-remaining-tokens': '900' })).toBe(1_000)
    expect(read({ ...headers, 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-remaining-tokens': '0' })).toBe(360_000)
    expect(read(headers)).toBe(1_000)
    expect(read({ ...headers, 'retry-after': '2' })).toBe(2_000)
  })

  it('says nothing when the service says nothing', () => {
    expect(read({})).toBeUndefined()
    expect(read({ 'content-type': 'application/json', 'x-ratelimit-remaining': '0' })).toBeUndefined()
  })
})
