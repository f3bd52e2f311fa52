import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { KaiwuError } from '@kaiwu/core'
import type { Reader } from '../reader.ts'
import { docxFile, wordParagraph } from '../test-files.ts'
import { docReader } from './doc.ts'
import { lockedOfficeReader } from './locked-office.ts'
import { cell, docFile, rowEnd } from './test-doc.ts'
import { agileFile } from './test-locked.ts'
import { plainXls } from './test-xls.ts'
import { xlsReader } from './xls.ts'

const long = '主轴过热时应停机，并报告值班长。'.repeat(40)
const doc = docFile({
  body: [
    ...Array.from({ length: 12 }, (_, at) => ({ runs: `${at} ${long}`, style: at % 2 })),
    ...['甲', '乙'].map(cell),
    rowEnd([0, 1_000, 2_000]),
    ...['a', 'b'].map(cell),
    rowEnd([0, 1_000, 2_000]),
  ],
  styles: [{ known: 0 }, { known: 1 }],
  footnotes: [{ runs: '脚注' }],
})
const xls = plainXls(Array.from({ length: 200 }, (_, at) => [`E-${at}`, '停机', 'caf\xe9']))
const locked = agileFile(docxFile(wordParagraph(long)), { password: 'tika', spins: 10 })
const files: readonly (readonly [string, Reader, Uint8Array])[] = [
  ['a.doc', docReader, doc],
  ['a.xls', xlsReader, xls],
  ['locked.docx', lockedOfficeReader, locked],
]

/** The same numbers in every run. */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** The text, or the code of a clean error; anything else thrown fails the test. */
async function outcome(reader: Reader, bytes: Uint8Array): Promise<string> {
  const start = performance.now()
  try {
    return (await reader.read(bytes, 'a', { passwords: ['tika'] })).text
  } catch (error) {
    if (KaiwuError.is(error)) return error.code
    throw error
  } finally {
    expect(performance.now() - start).toBeLessThan(2_000)
  }
}

describe('damaged files', () => {
  it.each(files)('end cleanly when cut: %s', async (_, reader, bytes) => {
    const whole = await outcome(reader, bytes)
    const outcomes = new Set<string>()
    for (let at = 0; at < 50; at++) outcomes.add(await outcome(reader, bytes.subarray(0, Math.floor((bytes.length * at) / 50))))
    // What is cut off the table at the end may be its unused part; then nothing may be missing.
    expect([...outcomes].filter((one) => one !== whole)).toEqual(['FILE_UNREADABLE'])
  })

  it.each(files)('end cleanly or are read when bytes are changed: %s', async (_, reader, bytes) => {
    const random = chance(20_261_123)
    const before = process.memoryUsage.rss()
    const outcomes = new Map<string, number>()
    for (let at = 0; at < 300; at++) {
      const changed = Buffer.from(bytes)
      // Half of the changes fall into the header and the tables, where they do most.
      for (let flips = 1 + random(4); flips > 0; flips--) changed[random(random(2) === 0 ? 512 : changed.length)] = random(256)
      const found = await outcome(reader, changed)
      const result = /^FILE_\w+$/.test(found) ? found : 'text'
      outcomes.set(result, (outcomes.get(result) ?? 0) + 1)
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(200_000_000)
    expect(outcomes.get('text')).toBeGreaterThan(20)
    expect(outcomes.get('FILE_UNREADABLE')).toBeGreaterThan(20)
  })
})

const data = process.env['KAIWU_TEST_DATA']
if (data === undefined) console.log('real .doc and .xls files: skipped, KAIWU_TEST_DATA is not set')

describe.skipIf(data === undefined)('real files', () => {
  const file = (name: string): Uint8Array => readFileSync(join(data ?? '', 'files', name))

  it.each(['chinese-provinces.xls', 'legacy_sample.xls'])('%s holds what the reference holds', async (name) => {
    const manifest = readFileSync(join(data ?? '', 'files', 'manifest.jsonl'), 'utf8')
      .trim()
      .split('\n')
    const entries = manifest.map((line) => JSON.parse(line) as { file: string; reference: { chars: number; cjk: number } })
    const reference = entries.find((entry) => entry.file === name)?.reference
    const { text } = await xlsReader.read(file(name), name)
    expect(text.match(/\p{Script=Han}/gu) ?? []).toHaveLength(reference?.cjk ?? -1)
    expect(text.length).toBeGreaterThan(reference?.chars ?? Number.POSITIVE_INFINITY)
  })

  it('legacy_sample.doc is read with its headings and its table', async () => {
    const { blocks } = await docReader.read(file('legacy_sample.doc'), 'legacy_sample.doc')
    const count = (kind: string): number => blocks.filter((block) => block.kind === kind).length
    expect([count('heading'), count('row'), blocks.length]).toEqual([3, 3, 25])
  })

  it.each(['testWORD_protected_passtika.docx', 'testEXCEL_protected_passtika.xlsx'])('%s opens', async (name) => {
    expect((await lockedOfficeReader.read(file(name), name, { passwords: ['tika'] })).text).toMatch(/encrypted/i)
  })
})
