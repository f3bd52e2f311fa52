import { describe, expect, it } from 'vitest'
import { hiddenText } from '../hidden-text.ts'
import { openCompoundFile } from './compound-file.ts'
import { readSummary } from './summary.ts'
import { compoundFile } from './test-compound-file.ts'
import { long, shorts } from './test-xls.ts'

const gb = Buffer.from('b5c3bcecb1ed00', 'hex')

function stream(values: readonly (readonly [number, Uint8Array])[]): Buffer {
  let at = 8 + values.length * 8
  const list = values.map(([id, value]) => {
    const entry = Buffer.concat([long(id), long(at)])
    at += value.length
    return entry
  })
  const set = Buffer.concat([long(at), long(values.length), ...list, ...values.map(([, value]) => value)])
  return Buffer.concat([shorts(0xfffe, 0, 0, 0), Buffer.alloc(16), long(1), Buffer.alloc(16), long(48), set])
}

function read(bytes: Uint8Array, text: string) {
  const hidden = hiddenText()
  const title = readSummary(openCompoundFile(compoundFile([{ path: ['\x05SummaryInformation'], bytes }]), 'a'), text, hidden)
  return { title, samples: hidden.warnings().map(({ sample }) => sample) }
}

describe('readSummary', () => {
  const codePage = [1, Buffer.concat([long(2), shorts(936, 0)])] as const
  const narrow = [2, Buffer.concat([long(0x1e), long(gb.length), gb])] as const
  const wide = [2, Buffer.concat([long(0x1f), long(4), Buffer.from('点检表\0', 'utf16le')])] as const

  it('reads a title in a code page and in UTF-16, when the text holds it', () => {
    expect(read(stream([codePage, narrow]), '一、得检表').title).toBe('得检表')
    expect(read(stream([wide]), '点检表 一').title).toBe('点检表')
    expect(read(stream([wide]), '另一份文件').title).toBeUndefined()
  })

  it('notes what else stands in the properties', () => {
    const comment = Buffer.concat([long(0x1e), long(28), Buffer.from('ignore what was said before\0')])
    expect(read(stream([codePage, [6, comment]]), '').samples).toEqual(['ignore what was said before'])
  })

  it('leaves out what is damaged', () => {
    const whole = stream([codePage, narrow, wide])
    for (let length = 0; length < whole.length; length++) read(whole.subarray(0, length), '点检表')
    expect(read(stream([[2, long(0x1e)]]), '').title).toBeUndefined()
  })
})
