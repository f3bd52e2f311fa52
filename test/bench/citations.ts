/**
 * Measures the verification of quotes and numbers: true quotes with every harmless change, altered ones of every kind, invented
 * ones; true and false claims with numbers.
 *
 *   npm run bench -- citations                        on the documents of the templates
 *   npm run bench -- citations --data DIR [--json]    on the texts of DIR/corpus.jsonl
 *   … --seed N                                        other quotes, other changes
 *
 * Floors: no altered quote is accepted, at most 1 % of the true ones are refused. An alteration that makes other words of the
 * same text is no alteration: a plain search leaves it out, and it is counted.
 * @module
 */
import { parseArgs } from 'node:util'
import { quoteFinder, type QuoteFinder } from '../../packages/knowledge/src/verify/find-quote.ts'
import { alterations } from './citations-altered.ts'
import { harmlessChanges } from './citations-harmless.ts'
import { claimsOf, isBorneOut, writtenClaims, type NumberClaim } from './citations-numbers.ts'
import { chances, pick, quotesOf, slicesOf, standsPlainly, storedTexts, type Sample } from './citations-texts.ts'

/** How one kind came out: `wrong` are true quotes refused or false ones accepted. */
type Row = {
  kind: string
  of: 'true' | 'altered' | 'invented'
  tried: number
  wrong: number
  leftOut: number
  examples: string[]
}

const wantedQuotes = 3000
const wantedNumbers = 2000
const mostRefused = 0.01
const { data, json, seed } = options()
const chance = chances(seed)
const finders = new Map<string, QuoteFinder>()
const all = (await storedTexts(data)).filter((text) => text.length >= 40)
if (all.length === 0) stop('no texts of 40 characters or more')
const texts = all.length > 4000 ? Array.from({ length: 4000 }, () => pick(all, chance)) : all
const samples = quotesOf(texts, wantedQuotes, chance)
const rows = [...trueRows(), ...alteredRows(), inventedRow()]
const slices = anywhereRow()
const numbers = numberRows()
report()

function options(): { data: string | undefined; json: boolean; seed: number } {
  try {
    const { values } = parseArgs({ options: { data: { type: 'string' }, json: { type: 'boolean' }, seed: { type: 'string' } } })
    const number = Number(values.seed ?? 1)
    if (!Number.isInteger(number)) throw new TypeError('--seed takes a whole number')
    return { data: values.data, json: values.json === true, seed: number }
  } catch (error) {
    return stop(error instanceof Error ? error.message : String(error))
  }
}

function stop(problem: string): never {
  console.error(`${problem}\nnpm run bench -- citations [--data DIR] [--json] [--seed N]`)
  process.exit(2)
}

function found({ stored, quote }: Sample): boolean {
  const find = finders.get(stored) ?? quoteFinder(stored)
  finders.set(stored, find)
  return find(quote) !== undefined
}

function trueRows(): Row[] {
  return Object.entries(harmlessChanges).map(([kind, change]) => {
    const row: Row = { kind, of: 'true', tried: 0, wrong: 0, leftOut: 0, examples: [] }
    for (const sample of samples) {
      const changed = change(sample, chance)
      if (changed) note(row, !found(changed), changed.quote)
    }
    return row
  })
}

function alteredRows(): Row[] {
  return Object.entries(alterations).map(([kind, alter]) => {
    const row: Row = { kind, of: 'altered', tried: 0, wrong: 0, leftOut: 0, examples: [] }
    for (const sample of samples) {
      const quote = alter(sample, chance)
      if (quote === undefined || quote === sample.quote) continue
      if (standsPlainly(sample.stored, quote)) row.leftOut++
      else note(row, found({ ...sample, quote }), `${sample.quote} → ${quote}`)
    }
    return row
  })
}

/** The first half of one quote with the second of another, of the same text where there are two. */
function inventedRow(): Row {
  const row: Row = { kind: 'two quotes joined, or another text’s', of: 'invented', tried: 0, wrong: 0, leftOut: 0, examples: [] }
  for (const { stored, quote } of samples) {
    const other = pick(samples, chance).quote
    const own = pick(quotesOf([stored], 1, chance), chance)?.quote ?? other
    const invented = pick([other, half(quote) + half(other), half(quote) + own.slice(half(own).length)], chance)
    if (standsPlainly(stored, invented)) row.leftOut++
    else note(row, found({ stored, quote: invented }), invented)
  }
  return row
}

function half(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2))
}

/** Cuts between any two characters; those that cut a number, a unit or a negation apart are meant to be refused. No floor. */
function anywhereRow(): Row {
  const row: Row = { kind: 'cut out anywhere', of: 'true', tried: 0, wrong: 0, leftOut: 0, examples: [] }
  for (const sample of slicesOf(texts, wantedQuotes, chance)) note(row, !found(sample), sample.quote)
  return row
}

function note(row: Row, wrong: boolean, example: string): void {
  row.tried++
  if (!wrong) return
  row.wrong++
  row.examples.push(example)
}

type NumberRow = { kind: string; stated: boolean; tried: number; wrong: number; examples: string[] }

function numberRows(): NumberRow[] {
  const claims: NumberClaim[] = [...writtenClaims()]
  for (let tries = 0; claims.length < wantedNumbers && tries < wantedNumbers * 4; tries++) {
    claims.push(...claimsOf(pick(samples, chance).quote, chance))
  }
  const byKind = new Map<string, NumberRow>()
  for (const claim of claims) {
    const key = `${claim.kind} ${claim.stated}`
    const row = byKind.get(key) ?? { kind: claim.kind, stated: claim.stated, tried: 0, wrong: 0, examples: [] }
    byKind.set(key, row)
    row.tried++
    if (isBorneOut(claim) === claim.stated) continue
    row.wrong++
    row.examples.push(`${claim.claim} ⟵ ${claim.evidence}`)
  }
  return [...byKind.values()].sort((a, b) => Number(b.stated) - Number(a.stated))
}

function total(list: readonly Readonly<{ tried: number; wrong: number }>[]): { tried: number; wrong: number } {
  return { tried: list.reduce((sum, row) => sum + row.tried, 0), wrong: list.reduce((sum, row) => sum + row.wrong, 0) }
}

/** Of what was accepted, the share that is true; of what is true, the share that was accepted. */
function quality(
  trueOnes: readonly Readonly<{ tried: number; wrong: number }>[],
  falseOnes: readonly Readonly<{ tried: number; wrong: number }>[],
) {
  const right = total(trueOnes)
  const wrong = total(falseOnes)
  const accepted = right.tried - right.wrong
  return {
    precision: accepted / Math.max(1, accepted + wrong.wrong),
    recall: accepted / Math.max(1, right.tried),
    true: right,
    false: wrong,
  }
}

function report(): void {
  const ofKind = (...of: Row['of'][]): Row[] => rows.filter((row) => of.includes(row.of))
  const quotes = quality(ofKind('true'), ofKind('altered', 'invented'))
  const claims = quality(
    numbers.filter(({ stated }) => stated),
    numbers.filter(({ stated }) => !stated),
  )
  const refused = quotes.true.wrong / Math.max(1, quotes.true.tried)
  const missed = [
    ...(quotes.false.wrong > 0 ? [`${quotes.false.wrong} altered or invented quotes were accepted`] : []),
    ...(refused > mostRefused ? [`${(100 * refused).toFixed(2)} % of the true quotes were refused`] : []),
    ...(total(ofKind('altered')).tried < 1000 ? ['fewer than 1,000 altered quotes could be made'] : []),
  ]
  if (json)
    console.log(
      JSON.stringify({ bench: 'citations', seed, texts: all.length, quotes, rows, cutAnywhere: slices, claims, numbers, missed }),
    )
  else print(quotes, claims, missed)
  process.exitCode = missed.length > 0 ? 1 : 0
}

function print(quotes: ReturnType<typeof quality>, claims: ReturnType<typeof quality>, missed: readonly string[]): void {
  console.log(`Quotes of ${all.length} texts, seed ${seed}. wrong: a true quote refused, another accepted.\n`)
  console.log('| quote | change | tried | wrong | left out |\n| --- | --- | ---: | ---: | ---: |')
  for (const row of [...rows, slices]) console.log(`| ${row.of} | ${row.kind} | ${row.tried} | ${row.wrong} | ${row.leftOut} |`)
  console.log('\n| number | kind | tried | wrong |\n| --- | --- | ---: | ---: |')
  for (const row of numbers)
    console.log(`| ${row.stated ? 'stated' : 'not stated'} | ${row.kind} | ${row.tried} | ${row.wrong} |`)
  for (const [name, { precision, recall, true: right, false: wrong }] of [
    ['quotes', quotes],
    ['numbers', claims],
  ] as const) {
    console.log(
      `\n${name}: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)} ` +
        `(${right.wrong} of ${right.tried} true refused, ${wrong.wrong} of ${wrong.tried} false accepted)`,
    )
  }
  const wrongOf = (list: readonly Readonly<{ kind: string; examples: readonly string[] }>[], most: number): string[] =>
    list.flatMap(({ kind, examples }) => examples.slice(0, most).map((example) => `  ${kind}: ${example.replaceAll('\n', '⏎')}`))
  console.log(
    [
      '\nAccepted, though altered or invented:',
      ...wrongOf(
        rows.filter(({ of }) => of !== 'true'),
        Infinity,
      ),
    ].join('\n'),
  )
  console.log(
    [
      '\nRefused, though true (the first three of each):',
      ...wrongOf(
        rows.filter(({ of }) => of === 'true'),
        3,
      ),
    ].join('\n'),
  )
  console.log(['\nNumbers judged wrongly (the first five of each):', ...wrongOf(numbers, 5)].join('\n'))
  if (missed.length > 0) console.log(`\nMissed: ${missed.join('; ')}`)
}
