import { describe, expect, it } from 'vitest'
import { UsageLineFilter } from './usage-line-filter.ts'

function filtered(pieces: readonly string[]): string {
  const filter = new UsageLineFilter()
  const taken = pieces.map((piece) => filter.take(Buffer.from(piece))?.toString() ?? '')
  return taken.join('') + (filter.rest()?.toString() ?? '')
}

const text = 'data: {"choices":[{"delta":{"content":"甲"}}],"usage":null}\n\n'
const usage = 'data: {"id":"c","choices":[],"usage":{"prompt_tokens":1}}\n'

describe('UsageLineFilter', () => {
  it('withholds the event that tells usage alone, however the bytes are cut', () => {
    const all = `${text}${usage}\ndata: [DONE]\n\n`
    for (let at = 0; at <= all.length; at++) expect(filtered([all.slice(0, at), all.slice(at)])).toBe(`${text}\ndata: [DONE]\n\n`)
  })

  it.each([
    ['usage beside text', 'data: {"choices":[{"delta":{}}],"usage":{"prompt_tokens":1}}\n\n'],
    ['usage that is null', 'data: {"choices":[],"usage":null}\n\n'],
    ['the word in a text', 'data: {"choices":[{"delta":{"content":"\\"usage\\":{"}}]}\n\n'],
    ['an event without choices', 'data: {"usage":{"prompt_tokens":1}}\n\n'],
    ['what is no JSON', 'data: {"choices":[],"usage":{\n\n'],
    ['a comment', ': "usage": {}\n\n'],
    ['an error', 'data: {"error":{"message":"\\"usage\\""},"choices":[]}\n\n'],
  ])('passes %s', (_, all) => expect(filtered([all])).toBe(all))

  it('knows the blanks that other writers of JSON put in', () => {
    expect(filtered(['data: {"choices": [], "usage" : {"prompt_tokens": 1}}\r\n\r\n'])).toBe('\r\n')
  })

  it('holds back no more than a line that may still become one', () => {
    const filter = new UsageLineFilter()
    expect(filter.take(Buffer.from('data: {"cho'))).toBeUndefined()
    const long = 'x'.repeat(70_000)
    expect(filter.take(Buffer.from(long))?.length).toBe(70_011)
  })
})
