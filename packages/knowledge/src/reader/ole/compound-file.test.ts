import { describe, expect, it } from 'vitest'
import { KaiwuError } from '@kaiwu/core'
import { openCompoundFile } from './compound-file.ts'
import { compoundFile } from './test-compound-file.ts'

const long = Buffer.from(Array.from({ length: 9_000 }, (_, at) => at % 251))
const short = Buffer.from('短流')
const streams = [
  { path: ['WordDocument'], bytes: long },
  { path: ['ObjectPool', '_1', 'Data'], bytes: short },
  { path: ['\x05SummaryInformation'], bytes: Buffer.alloc(4_095, 7) },
  { path: ['Empty'], bytes: Buffer.alloc(0) },
]

/** The code of what is thrown; 'fine' when nothing is. */
function outcome(act: () => unknown): string {
  try {
    act()
    return 'fine'
  } catch (error) {
    if (KaiwuError.is(error)) return error.code
    throw error
  }
}

function readAll(bytes: Uint8Array): readonly (Buffer | undefined)[] {
  const file = openCompoundFile(bytes, 'a.doc')
  return streams.map(({ path }) => file.stream(...path))
}

function changed(change: (bytes: Buffer) => void): Uint8Array {
  const bytes = Buffer.from(compoundFile(streams))
  change(bytes)
  return bytes
}

/** Offset of a directory entry. */
function entryOf(bytes: Buffer, name: string): number {
  return bytes.indexOf(Buffer.from(name, 'utf16le'))
}

describe('openCompoundFile', () => {
  it.each([512, 4096] as const)('reads long, small and empty streams in sectors of %i', (size) => {
    const file = openCompoundFile(compoundFile(streams, size), 'a.doc')
    expect(file.names).toEqual(['WordDocument', 'ObjectPool', '\x05SummaryInformation', 'Empty'])
    expect(file.stream('worddocument')?.equals(long)).toBe(true)
    expect(file.stream('ObjectPool', '_1', 'Data')?.equals(short)).toBe(true)
    expect(file.stream('\x05SummaryInformation')).toHaveLength(4_095)
    expect(file.stream('Empty')).toHaveLength(0)
  })

  it('reads a file of 8 MB, whose sector table needs a chain of its own', () => {
    const big = Buffer.alloc(8_000_000, 'x')
    expect(
      openCompoundFile(compoundFile([{ path: ['Big'], bytes: big }]), 'a')
        .stream('Big')
        ?.equals(big),
    ).toBe(true)
  })

  it('knows what is no stream', () => {
    const file = openCompoundFile(compoundFile(streams), 'a.doc')
    expect([file.stream('None'), file.stream('ObjectPool'), file.stream('WordDocument', 'x')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect([file.has('ObjectPool', '_1'), file.has('objectpool', '_2')]).toEqual([true, false])
  })

  it.each([
    ['no mark', (bytes: Buffer) => bytes.fill(0, 0, 8)],
    ['an unknown sector size', (bytes: Buffer) => bytes.writeUInt16LE(31, 30)],
    ['a directory that is not there', (bytes: Buffer) => bytes.writeUInt32LE(0xffff, 48)],
    ['a sector table that is not there', (bytes: Buffer) => bytes.writeUInt32LE(0xffff, 76)],
    ['a sector table named twice', (bytes: Buffer) => bytes.writeUInt32LE(bytes.readUInt32LE(76), 80)],
    ['a table chain that is not there', (bytes: Buffer) => bytes.writeUInt32LE(0xffff, 68)],
    ['a stream longer than the file', (bytes: Buffer) => bytes.writeUInt32LE(0x7fffffff, entryOf(bytes, 'WordDocument') + 120)],
    ['a stream longer than its chain', (bytes: Buffer) => bytes.writeUInt32LE(12_000, entryOf(bytes, 'WordDocument') + 120)],
    ['a stream outside the file', (bytes: Buffer) => bytes.writeUInt32LE(0xfffff, entryOf(bytes, 'WordDocument') + 116)],
    ['siblings in a ring', (bytes: Buffer) => bytes.writeUInt32LE(1, entryOf(bytes, 'ObjectPool') + 68)],
    ['a chain in a ring', (bytes: Buffer) => bytes.writeUInt32LE(0, (bytes.readUInt32LE(76) + 1) * 512 + 4)],
  ])('refuses %s', (_, change) => expect(outcome(() => readAll(changed(change)))).toBe('FILE_UNREADABLE'))

  it('ends cleanly wherever the file is cut', () => {
    const whole = compoundFile(streams)
    const outcomes = Array.from({ length: 60 }, (_, at) =>
      outcome(() => readAll(whole.subarray(0, Math.floor((whole.length * at) / 61)))),
    )
    expect(new Set(outcomes)).toEqual(new Set(['FILE_UNREADABLE']))
  })
})
