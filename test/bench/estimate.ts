/**
 * Measures the token estimate of @kaiwu/models against o200k_base as bundled with js-tiktoken, and learns its weights.
 *
 *   node --conditions=kaiwu-src test/bench/estimate.ts            prints the error by class, on documents not learnt from
 *   node --conditions=kaiwu-src test/bench/estimate.ts --learn    learns anew first, and records the true counts of the samples
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Tiktoken } from 'js-tiktoken/lite'
import o200k from 'js-tiktoken/ranks/o200k_base'
import { installedDocuments, ownSamples, randomTexts, repositoryDocuments, type Sample } from './estimate-documents.ts'
import { learnCharacters, learnRarePairs } from './estimate-tables.ts'

const encoder = new Tiktoken(o200k)
const tokensOf = (text: string): number => encoder.encode(text, [], []).length

const samples = [...ownSamples(), ...repositoryDocuments()]
if (process.argv.includes('--learn')) {
  const learnt = [...samples.filter(({ use }) => use === 'learn'), ...installedDocuments(), ...randomTexts()]
  learnCharacters(vocabulary())
  learnRarePairs(learnt.filter(({ kind }) => kind === 'installed: documentation' || kind === 'installed: types'))
  // Loaded only now, as below: it counts by the tables just written.
  const { learnWeights } = await import('./estimate-learn.ts')
  learnWeights(learnt, tokensOf)
  const counts = Object.fromEntries(ownSamples().map(({ kind, name, text }) => [`${kind}/${name}`, tokensOf(text)]))
  writeFileSync(join(import.meta.dirname, 'estimate-samples/o200k-counts.json'), `${JSON.stringify(counts, null, 2)}\n`)
}
const { estimateTokens } = await import('../../packages/models/src/estimate/estimate-tokens.ts')

/** Every token of the vocabulary, most common first. */
function* vocabulary(): Generator<Uint8Array> {
  for (const line of o200k.bpe_ranks.split('\n')) for (const token of line.split(' ').slice(2)) yield Buffer.from(token, 'base64')
}

type Measured = Readonly<{ name: string; tokens: number; error: number }>

const measured = new Map<string, Sample[]>()
for (const sample of samples)
  if (sample.use === 'measure') measured.set(sample.kind, [...(measured.get(sample.kind) ?? []), sample])
console.log('Documents not learnt from, of at least 200 tokens; error of the estimate against o200k_base, in %.')
console.log('| class | documents | tokens | bias | median | p90 | worst | which |')
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |')
for (const [kind, list] of measured) console.log(lineFor(kind, list.map(measure)))
console.log(lineFor('all', [...measured.values()].flat().map(measure)))
console.log(speeds())

function measure({ name, text }: Sample): Measured {
  const tokens = tokensOf(text)
  return { name, tokens, error: (100 * (estimateTokens(text) - tokens)) / tokens }
}

function lineFor(kind: string, all: readonly Measured[]): string {
  const list = all.filter(({ tokens }) => tokens >= 200)
  const sorted = list.toSorted((a, b) => Math.abs(a.error) - Math.abs(b.error))
  const at = (share: number): string => Math.abs(sorted[Math.ceil(sorted.length * share) - 1]?.error ?? Number.NaN).toFixed(1)
  const tokens = list.reduce((sum, one) => sum + one.tokens, 0)
  const bias = list.reduce((sum, one) => sum + one.error * one.tokens, 0) / tokens
  const worst = sorted.at(-1)
  return `| ${[kind, list.length, tokens, bias.toFixed(1), at(0.5), at(0.9), worst?.error.toFixed(1), worst?.name].join(' | ')} |`
}

function speeds(): string {
  const text = samples.map((sample) => sample.text).join('\n')
  const megabytes = Buffer.byteLength(text) / 1e6
  for (let round = 0; round < 3; round++) estimateTokens(text)
  const start = process.cpuUsage().user
  for (let round = 0; round < 5; round++) estimateTokens(text)
  const seconds = (process.cpuUsage().user - start) / 1e6
  return `Speed: ${((5 * megabytes) / seconds).toFixed(0)} MB of UTF-8 a second of CPU, on ${megabytes.toFixed(1)} MB.`
}
