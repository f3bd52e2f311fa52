import type { Block } from '@kaiwu/core'
import { chineseNumber } from '../text/chinese-number.ts'
import { contentsLines } from './contents-lines.ts'
import { judgeTitle, type TitleVerdict } from './judge-title.ts'
import { listedHeadingOf, listedLine } from './listed-form.ts'
import { markedHeadingOf } from './marked-heading.ts'
import { namedHeadingOf } from './named-form.ts'
import { follows, numberedLine, type NumberedLine } from './numbered-line.ts'
import { opening, type Opening } from './opening.ts'
import { questionInList, questionOf } from './question-lines.ts'
import { speechLines } from './speech-lines.ts'
import { articleOf, attachmentOf, gluedArticleOf, partOf } from './statute-form.ts'

const longestHeading = 100
// How many numbered lines before and behind may bear out a doubtful number.
const reach = 8

type Numbered = Readonly<{ line: NumberedLine; verdict: Exclude<TitleVerdict, 'none'> }>

/** A document's lines with what is known of them before headings are told apart. */
type Lines = Readonly<{
  texts: readonly string[]
  blocks: readonly Block[]
  numbered: ReadonlyMap<number, Numbered>
  /** Places of the numbered lines, in order, and the rank of each among them. */
  order: readonly number[]
  ranks: ReadonlyMap<number, number>
}>

/**
 * Finds the blocks of a document that open a place: headings that the document marks or that only their form tells, articles, numbered
 * clauses, questions, speakers. A number's place in the sequence counts as evidence where its words leave a doubt.
 * @returns openings by the place of their block
 */
export function findOpenings(text: string, blocks: readonly Block[]): ReadonlyMap<number, Opening> {
  const found = new Map<number, Opening>()
  if (blocks.every(({ kind }) => kind === 'row')) return found
  const texts = blocks.map(({ kind, start, end }) => (kind === 'row' ? '' : text.slice(start, end)))
  const lines = readLines(texts, blocks)
  const entries = contentsLines(
    texts.map((line, at) => (blocks[at]!.kind === 'paragraph' || blocks[at]!.kind === 'heading' ? line : '')),
    (at) => hasHeadingForm(lines, at),
    (at) => blocks[at]!.kind === 'heading',
  )
  const speech = speechLines(texts.map((line, at) => (blocks[at]!.kind === 'paragraph' ? line : '')))
  const articles = articleForm(texts, blocks)
  const listed = texts.filter((line, at) => questionInList(line, texts[at + 1] ?? '') !== undefined).length >= 2
  const seen = { chinese: new Set<number>(), bracketed: new Set<number>() }
  let within = false
  for (const [at, block] of blocks.entries()) {
    const line = texts[at]!
    if (line === '' || entries.has(at)) continue
    const open: Opening | undefined =
      block.kind === 'heading'
        ? markedHeadingOf(line, block.level ?? 1)
        : block.kind === 'paragraph'
          ? (statuteOpening(line, texts[at + 1] ?? '', articles) ??
            speech.get(at) ??
            (within ? undefined : questionOf(line, texts[at + 1] ?? '', listed)) ??
            (within ? undefined : numberedOpening(lines, at, seen)))
          : undefined
    if (open === undefined) continue
    found.set(at, open)
    within = open.kind === 'article' || open.article === true
    const item = open.style === 'chinese' || open.style === 'bracketed' ? listedLine(line) : undefined
    if (item) seen[item.style].add(item.value)
    if (open.style === 'chinese') seen.bracketed.clear()
  }
  return found
}

function readLines(texts: readonly string[], blocks: readonly Block[]): Lines {
  const numbered = new Map<number, Numbered>()
  const order: number[] = []
  const ranks = new Map<number, number>()
  for (const [at, text] of texts.entries()) {
    if (text === '' || blocks[at]!.kind === 'item') continue
    const line = numberedLine(text)
    const verdict = line ? judgeTitle(line) : 'none'
    if (!line || verdict === 'none') continue
    numbered.set(at, { line, verdict })
    ranks.set(at, order.length)
    order.push(at)
  }
  return { texts, blocks, numbered, order, ranks }
}

function hasHeadingForm({ texts, blocks, numbered }: Lines, at: number): boolean {
  const line = texts[at]!
  if (blocks[at]!.kind === 'heading' || numbered.has(at)) return true
  return (
    (partOf(line) ?? namedHeadingOf(line) ?? attachmentOf(line, '')) !== undefined ||
    listedLine(line) !== undefined ||
    /^[前引]\s*言/.test(line)
  )
}

/** How this document writes its articles: with a space behind 第X条, or, where a program lost the spaces, without. */
function articleForm(texts: readonly string[], blocks: readonly Block[]): (text: string) => Opening | undefined {
  let strict = 0
  let glued = 0
  let last = 0
  for (const [at, text] of texts.entries()) {
    if (blocks[at]!.kind !== 'paragraph' || !text.startsWith('第')) continue
    if (articleOf(text)) strict++
    const found = gluedArticleOf(text)
    const value = found && chineseNumber(/^第(.+?)条/.exec(found.text)?.[1] ?? '')
    if (value === undefined || value < last || value > last + 3) continue
    last = value
    glued++
  }
  return glued >= 3 && glued > strict * 3 ? (text) => articleOf(text) ?? gluedArticleOf(text) : articleOf
}

function statuteOpening(text: string, after: string, articles: (text: string) => Opening | undefined): Opening | undefined {
  const first = text[0]
  if (first === '第') return articles(text) ?? partOf(text)
  return first === '附' ? (partOf(text) ?? attachmentOf(text, after) ?? namedHeadingOf(text)) : undefined
}

type Seen = Readonly<Record<'chinese' | 'bracketed', ReadonlySet<number>>>

/** Headings of text files and of scans turned to text, which nothing marks but their form. */
function numberedOpening(lines: Lines, at: number, seen: Seen): Opening | undefined {
  const { texts, numbered } = lines
  const text = texts[at]!
  const [before, after] = [texts[at - 1] ?? '', texts[at + 1] ?? '']
  const known = numbered.get(at)
  if (known) return decimalOpening(lines, at, known)
  if (text.length > longestHeading) return undefined
  const style = listedLine(text)?.style
  if (style) return listedHeadingOf(text, before, after, (value) => seen[style].has(value))
  return namedHeadingOf(text)
}

function decimalOpening(lines: Lines, at: number, { line, verdict }: Numbered): Opening | undefined {
  const text = lines.texts[at]!
  const { number, parts } = line
  if (parts.length === 1 && isListItem(lines, at, line)) return undefined
  if (verdict === 'sentence') {
    // 4.2.3 电动机的外壳应可靠接地。 is a clause that people cite, where the numbers around bear it out.
    return parts.length > 1 && line.spaced && isBorneOut(lines, at, line)
      ? { ...opening('clause', text, number, 'decimal'), depth: parts.length }
      : undefined
  }
  if ((verdict === 'doubtful' || goesBack(lines, at, line)) && !isBorneOut(lines, at, line)) return undefined
  return { ...opening('heading', text, number, 'decimal'), depth: parts.length }
}

const plainNumber = /^(\d{1,2})(?:、[\s\u3000]*|[.．](?!\d)[\s\u3000]*|[\s\u3000]+)\S/

/** 1. 停机 between its like, behind 步骤：, or with a mark at its end that goes on. */
function isListItem({ texts, numbered }: Lines, at: number, line: NumberedLine): boolean {
  const before = texts[at - 1] ?? ''
  if (/[；;、，,]$/.test(line.title) || /[：:；;]$/.test(before) || /^附件?\s*[：:]\s*\d/.test(before)) return true
  return [-1, 1].some((step) => {
    if (Number(plainNumber.exec(texts[at + step] ?? '')?.[1]) !== line.parts[0]! + step) return false
    // A whole sentence may end the section before: 2. Scope ends at the gate.
    return step > 0 || numbered.get(at + step)?.verdict !== 'sentence'
  })
}

/** A numbered line before it goes on to this number, or this one to a number behind. */
function isBorneOut({ order, ranks, numbered }: Lines, at: number, { parts }: NumberedLine): boolean {
  const rank = ranks.get(at)!
  for (let near = Math.max(0, rank - reach); near < Math.min(order.length, rank + reach + 1); near++) {
    const other = numbered.get(order[near]!)!.line.parts
    if (near < rank && follows(other, parts)) return true
    if (near > rank && near <= rank + 2 && other.length === parts.length && follows(parts, other)) return true
  }
  return false
}

/** 3.2 behind 7.3 and 7.4: more likely a reference, or an item, than a heading. */
function goesBack({ order, ranks, numbered }: Lines, at: number, { parts, title }: NumberedLine): boolean {
  const rank = ranks.get(at)!
  const [first, second] = [order[rank - 2], order[rank - 1]]
  if (first === undefined || second === undefined || parts.length < 2) return false
  const [one, other] = [numbered.get(first)!.line.parts, numbered.get(second)!.line.parts]
  return (
    one[0]! > parts[0]! && other[0]! > parts[0]! && follows(one, other) && /[的应须按由]|\b(?:shall|must|is|are)\b/.test(title)
  )
}
