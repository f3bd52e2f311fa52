/**
 * Prints how well structure is found: articles of statutes re-wrapped as official documents are (28 characters a line, a first line two
 * characters in), and hard lines of manuals and official letters.
 *
 *   npm run bench -- articles --data DIR          a table
 *   npm run bench -- articles --data DIR --json   one JSON object
 *
 * DIR holds a corpus.jsonl of articles ({id, title, text}; the title ends in 第X条), or a folder that does, or statute texts (*.md, *.txt
 * with paragraphs that start with 第X条). Exits with 1 when a floor is missed: at most 1 false heading in 10,000 articles, none missed,
 * precision and recall of the hard lines 0.98.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readDocument, splitDocument } from '@kaiwu/knowledge'

type Law = Readonly<{ title: string; paragraphs: readonly string[]; articles: readonly string[] }>
type Score = Readonly<{ precision: number; recall: number }>
type LineScore = Score & Readonly<{ lines: number; wrong: readonly string[] }>
type HardLine = Readonly<{ text: string; before?: string; after?: string; heading: boolean; why: string }>

const width = 28
const articleStart = /^第[零〇一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?(?=[\s\u3000]|$)/
const floors = { falsePer10000: 1, missed: 0, precision: 0.98, recall: 0.98 }

/** The laws of a corpus of articles, each with its articles in order. */
function lawsOfCorpus(file: string): Law[] {
  const laws = new Map<string, { number: string; value: number; text: string }[]>()
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const { title, text } = JSON.parse(line) as { title: string; text: string }
    const found = /^(.*?)(第([零〇一二三四五六七八九十百千\d]+)条(?:之([一二三四五六七八九十]+))?)$/.exec(title)
    if (!found) continue
    const [, law = '', number = '', count = '', after] = found
    const articles = laws.get(law) ?? []
    articles.push({ number, value: valueOf(count) + (after ? valueOf(after) / 100 : 0), text })
    laws.set(law, articles)
  }
  return [...laws].map(([title, articles]) => {
    articles.sort((one, other) => one.value - other.value)
    const paragraphs = articles.flatMap(({ number, text }) => {
      const [first = '', ...rest] = text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean)
      return [`${number}\u3000${first}`, ...rest]
    })
    return { title, paragraphs, articles: articles.map(({ number }) => number) }
  })
}

function valueOf(numeral: string): number {
  if (/^\d+$/.test(numeral)) return Number(numeral)
  let sum = 0
  let digit = 0
  for (const character of numeral) {
    const unit = { 十: 10, 百: 100, 千: 1000 }[character]
    if (unit === undefined) digit = '零一二三四五六七八九'.indexOf(character.replace('〇', '零'))
    else sum += (digit || 1) * unit
    if (unit !== undefined) digit = 0
  }
  return sum + digit
}

/** A statute text as it stands: its paragraphs, those that start with 第X条 and a space being articles. */
function lawOfFile(file: string): Law {
  const paragraphs = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.replace(/^#+\s*|\*\*/g, '').trim())
    .filter((line) => line !== '' && !line.startsWith('<!--'))
  const articles = paragraphs.flatMap((line) => articleStart.exec(line)?.[0] ?? [])
  return {
    title: file
      .split('/')
      .at(-1)!
      .replace(/\.\w+$/, ''),
    paragraphs,
    articles,
  }
}

function lawsOf(folder: string): Law[] {
  for (const file of [join(folder, 'corpus.jsonl'), join(folder, 'stard-law', 'corpus.jsonl')])
    if (existsSync(file)) return lawsOfCorpus(file)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:md|txt)$/.test(name))
  return files.sort().map((name) => lawOfFile(join(folder, name)))
}

/** The page of an official document: 28 characters a line, the first line of a paragraph two characters in. */
function wrap({ title, paragraphs }: Law): string {
  const lines = [title, ...paragraphs.map((line) => `\u3000\u3000${line}`)].flatMap((paragraph) => {
    const characters = [...paragraph]
    return Array.from({ length: Math.ceil(characters.length / width) }, (_, at) =>
      characters.slice(at * width, (at + 1) * width).join(''),
    )
  })
  return `${lines.join('\n')}\n`
}

async function splitText(text: string) {
  return splitDocument(await readDocument(new TextEncoder().encode(text), 'bench.txt'))
}

/** How many of the expected starts were found in order, and how many were found beside them. */
function compare(expected: readonly string[], found: readonly string[]): Readonly<{ missed: number; wrong: number }> {
  let at = 0
  let right = 0
  for (const locator of found) {
    const next = expected.indexOf(locator, at)
    if (next < 0) continue
    right++
    at = next + 1
  }
  return { missed: expected.length - right, wrong: found.length - right }
}

async function measureLaws(laws: readonly Law[]) {
  const total = { laws: 0, articles: 0, false: 0, missed: 0, ms: 0 }
  const wrong: string[] = []
  for (const law of laws) {
    if (law.articles.length === 0) continue
    const text = wrap(law)
    const began = performance.now()
    const passages = await splitText(text)
    total.ms += performance.now() - began
    // A long article gives several passages, all called by its name; it starts where that name stands.
    const found = passages.flatMap(({ kind, locator, text: own }) => {
      const name = kind === 'article' ? articleStart.exec(own)?.[0] : undefined
      return name !== undefined && locator.startsWith(name) ? [name] : []
    })
    const result = compare(law.articles, found)
    total.laws++
    total.articles += law.articles.length
    total.false += result.wrong
    total.missed += result.missed
    if (result.wrong + result.missed > 0) wrong.push(`${law.title}: ${result.wrong} false, ${result.missed} missed`)
  }
  const found = total.articles - total.missed
  return {
    ...total,
    ms: Math.round(total.ms),
    falsePer10000: (total.false / Math.max(1, total.articles)) * 10_000,
    precision: found / Math.max(1, found + total.false),
    recall: found / Math.max(1, total.articles),
    wrong,
  }
}

/** Whether a line is a heading: what stands at or behind it has it in its path. */
async function isHeading({ text, before, after }: HardLine): Promise<boolean> {
  const lines = [before, text, after].filter((line) => line !== undefined)
  const start = before === undefined ? 0 : before.length + 1
  const passages = await splitText(lines.join('\n'))
  const shown = (line: string): string => line.replace(/[\s\u3000]+/g, ' ')
  return passages.some(
    (passage) => passage.end > start && passage.start <= start + text.length + 1 && passage.path.map(shown).includes(shown(text)),
  )
}

async function measureLines(file: string): Promise<LineScore> {
  const lines = readFileSync(join(import.meta.dirname, 'headings', file), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as HardLine)
  const judged = await Promise.all(lines.map(async (line) => ({ line, found: await isHeading(line) })))
  const right = judged.filter(({ line, found }) => line.heading && found).length
  return {
    lines: lines.length,
    precision: right / Math.max(1, judged.filter(({ found }) => found).length),
    recall: right / Math.max(1, lines.filter(({ heading }) => heading).length),
    wrong: judged
      .filter(({ line, found }) => line.heading !== found)
      .map(({ line }) => `${line.heading ? 'missed' : 'false'}: ${line.text} (${line.why})`),
  }
}

const { values } = parseArgs({ options: { data: { type: 'string' }, json: { type: 'boolean' } } })
if (values.data === undefined || !existsSync(values.data) || !statSync(values.data).isDirectory()) {
  console.error('npm run bench -- articles --data DIR [--json]   DIR: a corpus.jsonl of articles, or statute texts')
  process.exitCode = 2
} else {
  const statutes = await measureLaws(lawsOf(values.data))
  const hardLines = await measureLines('hard-lines.jsonl')
  const heldOut = await measureLines('held-out.jsonl')
  const reached =
    statutes.falsePer10000 <= floors.falsePer10000 &&
    statutes.missed <= floors.missed &&
    statutes.articles > 0 &&
    [hardLines.precision >= floors.precision, hardLines.recall >= floors.recall].every(Boolean)
  if (values.json === true) console.log(JSON.stringify({ statutes, hardLines, heldOut, floors, reached }))
  else {
    const { laws, articles, missed, precision, recall, ms, falsePer10000 } = statutes
    console.log('| laws | articles | false | per 10,000 | missed | precision | recall | ms |')
    console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
    console.log(
      `| ${laws} | ${articles} | ${statutes.false} | ${falsePer10000.toFixed(2)} | ${missed} | ${precision.toFixed(5)} | ${recall.toFixed(5)} | ${ms} |`,
    )
    console.log('\n| lines | count | precision | recall |\n| --- | --- | --- | --- |')
    for (const [name, score] of Object.entries({ 'hard lines': hardLines, 'held out': heldOut }))
      console.log(`| ${name} | ${score.lines} | ${score.precision.toFixed(3)} | ${score.recall.toFixed(3)} |`)
    for (const line of [...statutes.wrong.slice(0, 20), ...hardLines.wrong]) console.log(`  ${line}`)
    if (!reached) console.log(`\nA floor is missed: ${JSON.stringify(floors)}`)
  }
  if (!reached) process.exitCode = 1
}
