import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { closeReaders, readDocument, sentences } from '@kaiwu/knowledge'

/** A number from 0 to 1, the same row of them for one seed. */
export type Chance = () => number

/** Chances of one seed. */
export function chances(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One of several. */
export function pick<Item>(items: readonly Item[], chance: Chance): Item {
  return items[Math.floor(chance() * items.length)]!
}

/** The stored texts: those of a `corpus.jsonl`, or the documents of the templates, each read as the product reads it. */
export async function storedTexts(data: string | undefined): Promise<string[]> {
  if (data !== undefined) {
    return readFileSync(join(data, 'corpus.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { text: string }).text)
  }
  const repository = join(import.meta.dirname, '../..')
  const texts: string[] = []
  for (const path of globSync('templates/*/knowledge/**/*.*', { cwd: repository }).toSorted()) {
    const { text } = await readDocument(readFileSync(join(repository, path)), basename(path))
    texts.push(text)
  }
  await closeReaders()
  return texts
}

/** A quote, and the stored text it was taken from. */
export type Sample = Readonly<{ stored: string; quote: string }>

const shortest = 12
const longest = 90

/** Whole sentences, clauses, and runs of clauses, as people quote them. */
export function quotesOf(texts: readonly string[], count: number, chance: Chance): Sample[] {
  const found: Sample[] = []
  for (let tries = 0; found.length < count && tries < count * 50; tries++) {
    const text = pick(texts, chance)
    const { start, end } = pick([...sentences(text), { start: 0, end: 0 }], chance)
    const whole = text.slice(start, end)
    const clauses = [...whole.matchAll(/(?:[^，；：。,;:]|(?<=\d)[,:](?=\d))+[，；：。,;:]?/g)].map(({ 0: clause, index }) => ({
      at: index,
      to: index + clause.length,
    }))
    const first = pick([...clauses, { at: 0, to: 0 }], chance)
    const last = pick([...clauses.filter(({ at }) => at >= first.at), first], chance)
    const quote = (chance() < 0.4 ? whole : whole.slice(first.at, last.to)).trim().replace(/[，；：,;:]$/, '')
    if (quote.length >= shortest && quote.length <= longest) found.push({ stored: text, quote })
  }
  return found
}

/** Cut out anywhere, between any two characters: harder than what anyone quotes. */
export function slicesOf(texts: readonly string[], count: number, chance: Chance): Sample[] {
  const found: Sample[] = []
  for (let tries = 0; found.length < count && tries < count * 50; tries++) {
    const text = pick(texts, chance)
    const start = Math.floor(chance() * text.length)
    const quote = text.slice(start, start + shortest + Math.floor(chance() * 60)).trim()
    if (quote.length >= shortest) found.push({ stored: text, quote })
  }
  return found
}

const unspaced = /\s+/g

/** Whether words stand in a text, but for white space, capitals and the stop at their end: a plain search, with none of what is measured. */
export function standsPlainly(stored: string, words: string): boolean {
  const plain = (text: string): string => text.replace(unspaced, '').toLowerCase()
  return plain(stored).includes(plain(words).replace(/[。；，.;,]$/, ''))
}
