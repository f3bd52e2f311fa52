import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fakeModelServer, promptOf, tempFolder, type ModelRequest, thorough } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runKaiwu } from '../packages/kaiwu/src/test-run-kaiwu.ts'
import { repository } from './source-files.ts'

/** A block of code of the guide, and the words since the one before. */
type Block = Readonly<{ kind: string; text: string; words: string; line: number }>

const guides = { zh: 'docs/consultants-hour.zh-CN.md', en: 'docs/consultants-hour.md' } as const

function blocksOf(file: string): readonly Block[] {
  const text = readFileSync(join(repository, file), 'utf8')
  let end = 0
  return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map((match) => {
    const words = text.slice(end, match.index)
    end = match.index + match[0].length
    return { kind: match[1]!, text: match[2]!, words, line: text.slice(0, match.index).split('\n').length }
  })
}

/** What a reader does with a block of a file's lines, by the words before it: the last of these. */
const doings = [
  [/找到|\bfind\b/gi, 'find'],
  [/改成|\bchange (?:it|that|them)\b/gi, 'change'],
  [/下面加|\badd below\b/gi, 'add'],
] as const

function doingOf({ words, line }: Block): (typeof doings)[number][1] {
  const last = doings
    .map(([pattern, doing]) => [[...words.matchAll(pattern)].at(-1)?.index ?? -1, doing] as const)
    .toSorted(([one], [other]) => other - one)[0]!
  if (last[0] < 0) throw new Error(`line ${line}: the words before it do not say what to do with it`)
  return last[1]
}

/** How Excel saves, by the name of the form in its list: on Chinese Windows in GBK, or in UTF-8 with a mark. */
const excelForms = [
  [/CSV（逗号分隔）|CSV \(Comma delimited\)/, (text: string) => inGbk(text)],
  [/CSV UTF-8/, (text: string) => Buffer.from(`\ufeff${text}`)],
] as const

const gbkBytes = new Map<string, readonly [number, number]>()

function inGbk(text: string): Buffer {
  const decoder = new TextDecoder('gbk')
  if (gbkBytes.size === 0)
    for (let high = 0x81; high < 0xff; high++)
      for (let low = 0x40; low < 0xff; low++) gbkBytes.set(decoder.decode(Uint8Array.of(high, low)), [high, low])
  return Buffer.from([...text].flatMap((one) => (one < '\u0080' ? [one.charCodeAt(0)] : [...gbkBytes.get(one)!])))
}

function linesOfFile(path: string): string {
  const bytes = readFileSync(path)
  const encoding = path.endsWith('.csv') && bytes[0] !== 0xef ? 'gbk' : 'utf-8'
  return new TextDecoder(encoding, { fatal: true }).decode(bytes).replaceAll('\r\n', '\n')
}

/** The words of a command line. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"((?:\\.|[^"\\])*)"|(\S+)/g)].map(([, quoted, bare]) => quoted?.replaceAll('\\"', '"') ?? bare!)
}

/** A line of what is seen, `…` for anything. */
function pattern(line: string): RegExp {
  return new RegExp(
    line
      .trim()
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\s+/g, '\\s+'))
      .join('.*'),
  )
}

/** A build may have left older templates beside the command line: puts those of the repository in their place. */
function refreshed(project: string): void {
  const filter = (path: string): boolean => !/(?:solution\.yaml|\.kaiwu)$/.test(path)
  cpSync(join(repository, 'templates/government'), project, { recursive: true, filter })
}

/** Somebody who does what the guide says, word for word, in a folder of their own. */
class Consultant {
  private at: string
  private file = ''
  private found = ''
  private output = ''
  private caseNo = ''
  private readonly language: 'zh' | 'en'
  private readonly model: string

  constructor(folder: string, language: 'zh' | 'en', model: string) {
    this.at = folder
    this.language = language
    this.model = model
  }

  async does(block: Block): Promise<void> {
    const named = [...block.words.matchAll(/`((?:cases|tables|prompts)\/[\w.-]+|solution\.yaml)`/g)].at(-1)?.[1]
    this.file = named ?? this.file
    if (block.kind === 'sh') return this.runs(block.text)
    if (block.kind === 'text') return this.sees(block)
    this.edits(block)
  }

  private async runs(text: string): Promise<void> {
    this.output = ''
    for (const line of text.trim().split('\n')) {
      const [program, ...words] = wordsOf(line.replaceAll(/RX-\d{8}-\d{4}/g, this.caseNo))
      const [first = '', second = ''] = words
      if (program === 'cd') this.at = resolve(this.at, first)
      else if (program === 'cp') this.copies(words)
      else if (program === 'npx' && first === 'kaiwu') {
        // The one password that is asked for at the terminal.
        const password = second === 'people' && words[2] === 'init' ? { KAIWU_ADMIN_PASSWORD: '开物成务 tian-gong 7' } : undefined
        const env = { KAIWU_LANG: this.language, ...password }
        const { out, err } = await runKaiwu(words.slice(1), { cwd: this.at, env })
        if (second === 'create') refreshed(join(this.at, words[2]!))
        this.output += `${out}${err}`
        this.caseNo ||= /RX-\d{8}-\d{4}/.exec(out)?.[0] ?? ''
      } else throw new Error(`nobody can run ${line}`)
    }
  }

  private copies(words: readonly string[]): void {
    const [from, to] = words.filter((word) => word !== '-r').map((word) => resolve(this.at, word))
    cpSync(from!, to!, { recursive: words[0] === '-r' })
  }

  private edits(block: Block): void {
    const path = join(this.at, this.file)
    const [before, text] = [linesOfFile(path), block.text.replace('http://10.0.8.20:8000/v1', this.model)]
    const doing = doingOf(block)
    if (doing === 'find') {
      this.found = text
      // Where there are two of them nobody knows which is meant.
      expect([this.file, block.line, before.split(text).length - 1]).toEqual([this.file, block.line, 1])
      return
    }
    const after = before.replace(this.found, () => (doing === 'add' ? `${this.found}${text}` : text))
    expect([block.line, after === before]).toEqual([block.line, false])
    const excel = excelForms.find(([name]) => name.test(block.words))?.[1]
    writeFileSync(path, path.endsWith('.csv') ? excel!(after.replaceAll('\n', '\r\n')) : after)
  }

  private sees({ text, line }: Block): void {
    let rest = this.output
    for (const one of text
      .trim()
      .split('\n')
      .filter((part) => part.trim() !== '…')) {
      const seen = pattern(one).exec(rest)
      expect([line, one, seen === null ? this.output : '']).toEqual([line, one, ''])
      rest = rest.slice(seen!.index + seen![0].length)
    }
  }

  /** How many questions were answered rightly, of an evaluation whose output is at hand. */
  get right(): number | undefined {
    const found = /(?:答对 (\d+)|(\d+))\/\d+ (?:题|right)/.exec(this.output)
    return found ? Number(found[1] ?? found[2]) : undefined
  }
}

/** A model that copies the passages, with their marks, only where its prompt says so much. */
function attentive(request: ModelRequest): string {
  const prompt = promptOf(request)
  if (!prompt.includes('电话和窗口号放在第一句')) return '请到窗口问一问。'
  const passages = [...prompt.matchAll(/^\[(\d+)\] [^\n]*\n+([^]*?)(?=\n\[\d+\] |\n---|$(?![^]))/gm)]
  return passages.map(([, mark, text]) => `${text!.trim().replaceAll('\n', '')} [${mark}]`).join('\n')
}

/** In both languages on a release's day; what is typed is the same. */
const walked = Object.entries(guides).filter(([language]) => thorough || language === 'zh') as ['zh' | 'en', string][]

describe.each(walked)("the consultant's hour, %s", (language, file) => {
  it('does what it says, word for word, and sees what it shows', { timeout: 400_000 }, async () => {
    const folder = await tempFolder()
    onTestFinished(() => folder.remove())
    const model = await fakeModelServer({ answer: attentive })
    onTestFinished(() => model.close())
    const consultant = new Consultant(folder.path, language, model.url)
    const began = performance.now()
    const measured: number[] = []
    for (const block of blocksOf(file)) {
      await consultant.does(block)
      if (block.kind === 'sh' && consultant.right !== undefined) measured.push(consultant.right)
    }
    // By the files alone, by the model before, by the model with the other prompt.
    expect(measured.length).toBe(3)
    expect(measured[2]).toBeGreaterThan(measured[1]!)
    console.log(
      `${file}: ${blocksOf(file).length} blocks in ${Math.round((performance.now() - began) / 1000)} s, right ${measured.join(', ')}`,
    )
  })
})

describe('both guides', () => {
  it('say the same to type', () => {
    const typed = (file: string) =>
      blocksOf(file).flatMap(({ kind, text }) => (kind === 'text' ? [] : [`${kind}\n${text.replaceAll(' --lang en', '')}`]))
    expect(typed(guides.en)).toEqual(typed(guides.zh))
  })
})
