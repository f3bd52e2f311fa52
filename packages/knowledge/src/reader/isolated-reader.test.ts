import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { codeOf } from './test-code-of.ts'
import { closeReaders, readIsolated } from './isolated-reader.ts'
import { docxFile, latinLine, pdfFile, wordParagraph } from './test-files.ts'

afterAll(closeReaders)

const small = docxFile(wordParagraph('主轴'))
const large = docxFile(Array.from({ length: 60_000 }, (_, at) => wordParagraph(`第${at}段`)).join(''))
const tells = existsSync('/proc/self/statm')

/** Ids of the processes this one has started. */
function children(): readonly number[] {
  return readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
}

describe('readIsolated', () => {
  it('answers calls made at once, each with its own document', async () => {
    const texts = Array.from({ length: 8 }, (_, at) => `文件${at}`)
    const documents = await Promise.all(texts.map((text) => readIsolated('docx', docxFile(wordParagraph(text)), 'a.docx')))
    expect(documents.map((document) => document.text)).toEqual(texts)
  })

  it('stops a reading that takes too long, and reads the next file', async () => {
    const slow = readIsolated('docx', large, 'a.docx', { timeLimitMs: 20 })
    const next = readIsolated('docx', small, 'b.docx')
    expect(await codeOf(slow)).toBe('FILE_READ_TIMEOUT')
    expect((await next).text).toBe('主轴')
  })

  it.runIf(tells)('stops a reading that takes too much memory, and reads the next file', async () => {
    expect(await codeOf(readIsolated('docx', large, 'a.docx', { memoryLimitBytes: 10_000_000 }))).toBe('FILE_UNREADABLE')
    expect((await readIsolated('docx', small, 'b.docx')).text).toBe('主轴')
  })

  it.runIf(tells)('answers when the child is killed, and reads the next file', async () => {
    await readIsolated('docx', small, 'a.docx')
    const before = children()
    const reading = codeOf(readIsolated('docx', large, 'a.docx'))
    for (const id of before) process.kill(id, 'SIGKILL')
    expect(await reading).toBe('FILE_UNREADABLE')
    expect((await readIsolated('docx', small, 'b.docx')).text).toBe('主轴')
  })

  it('hands on the errors of the reader', async () => {
    expect(await codeOf(readIsolated('docx', Buffer.from('PK'), 'a.docx'))).toBe('FILE_UNREADABLE')
    expect(await codeOf(readIsolated('no such reader', small, 'a.docx'))).toBe('FILE_UNREADABLE')
  })

  it('hands passwords on', async () => {
    const locked = pdfFile(
      [latinLine('a', 72, 700)],
      `/ID [<${'00'.repeat(16)}><${'00'.repeat(16)}>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >>`,
    )
    expect(await codeOf(readIsolated('pdf', locked, 'a.pdf'))).toBe('FILE_ENCRYPTED')
    expect(await codeOf(readIsolated('pdf', locked, 'a.pdf', { passwords: ['wrong'] }))).toBe('FILE_PASSWORD_WRONG')
  })

  it('takes a file and gives a document larger than one message, and lets other work between', async () => {
    const paragraphs = 40_000
    const file = docxFile(Array.from({ length: paragraphs }, (_, at) => wordParagraph(`第${at}段${'字'.repeat(60)}`)).join(''))
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    const document = await readIsolated('docx', file, 'a.docx')
    delay.disable()
    expect(document.blocks).toHaveLength(paragraphs)
    expect(document.text.slice(document.blocks.at(-1)?.start)).toBe(`第${paragraphs - 1}段${'字'.repeat(60)}`)
    expect(Object.isFrozen(document) && Object.isFrozen(document.blocks[9_999])).toBe(true)
    expect(delay.percentile(90) / 1e6).toBeLessThan(100)
  })

  it('tells how much memory the reading took, also when it fails', async () => {
    const seen: number[] = []
    const onMemory = (bytes: number): void => void seen.push(bytes)
    await readIsolated('docx', small, 'a.docx', { onMemory })
    await codeOf(readIsolated('docx', Buffer.from('PK'), 'a.docx', { onMemory }))
    expect(seen).toHaveLength(2)
    expect(Math.min(...seen)).toBeGreaterThan(20_000_000)
  })

  it('reads an empty file to a clean error', async () =>
    expect(await codeOf(readIsolated('pdf', new Uint8Array(), 'a.pdf'))).toBe('FILE_UNREADABLE'))

  it('can be closed and used again', async () => {
    await closeReaders()
    await closeReaders()
    expect((await readIsolated('docx', small, 'a.docx')).text).toBe('主轴')
    if (tells) {
      await closeReaders()
      expect(children()).toEqual([])
    }
  })

  it('does not keep a program alive that has nothing else to do', async () => {
    const script = `
      import { readIsolated } from ${JSON.stringify(new URL('./isolated-reader.ts', import.meta.url).href)}
      const document = await readIsolated('docx', Buffer.from('${Buffer.from(small).toString('base64')}', 'base64'), 'a.docx')
      console.log(document.text)`
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=kaiwu-src', '--input-type=module', '-e', script],
      { timeout: 15_000 },
    )
    expect(stdout.trim()).toBe('主轴')
  })

  it.runIf(tells)('gives the child none of the environment, and no right to write', async () => {
    await readIsolated('docx', small, 'a.docx')
    const [id] = children()
    expect(readFileSync(`/proc/${id}/environ`, 'utf8')).not.toMatch(/PATH=|HOME=|KEY/)
    expect(readFileSync(`/proc/${id}/cmdline`, 'utf8')).toContain('--permission')
  })
})
