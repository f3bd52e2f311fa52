import type { Language } from '@kaiwu/core'
import type { KeywordField, TermScore } from '../keyword/keyword-index.ts'
import type { HitExplanation, KeywordExplanation, SearchExplanation, SearchNote, VectorExplanation } from './explanation.ts'

type Words = Readonly<{
  fields: Readonly<Record<KeywordField, string>>
  stages: Readonly<Record<SearchNote['stage'], readonly [what: string, instead: string]>>
  place: (rank: number) => string
  words: string
  meaning: (similarity: string) => string
  gave: (amount: string) => string
  document: string
  further: (count: number) => string
  part: (question: string) => string
  fused: (method: string, score: string) => string
  rerank: (model: string) => string
  alike: (count: number) => string
  held: string
  rewritten: (question: string) => string
  decomposed: string
  corrected: (from: string, to: string) => string
  note: (what: string, model: string, reason: string, instead: string) => string
  colon: string
  comma: string
}>

const zh: Words = {
  fields: { body: '正文', title: '标题', path: '章节' },
  stages: {
    vector: ['语义检索', '只按关键词排序'],
    rerank: ['重排', '保持原来的顺序'],
    decompose: ['用模型拆分问题', '改用规则'],
    rewrite: ['用模型补全问题', '改用规则'],
  },
  place: (rank) => `第 ${rank} 位`,
  words: '关键词',
  meaning: (similarity) => `语义：相似度 ${similarity}`,
  gave: (amount) => `贡献 ${amount}`,
  document: '同一文件的其他片段',
  further: (count) => `另有 ${count} 个词`,
  part: (question) => `为子问题“${question}”找到`,
  fused: (method, score) => `融合（${method}）：${score}`,
  rerank: (model) => `重排（${model}）`,
  alike: (count) => `另有 ${count} 段相同的文字并入此处`,
  held: '同一文件的结果已多，排在其他文件之后',
  rewritten: (question) => `补全为：${question}`,
  decomposed: '拆分为',
  corrected: (from, to) => `没有“${from}”，同时按“${to}”查找`,
  note: (what, model, reason, instead) => `${what}没有成功（${model}：${reason}），${instead}`,
  colon: '：',
  comma: '，',
}

const en: Words = {
  fields: { body: 'text', title: 'title', path: 'headings' },
  stages: {
    vector: ['Searching by meaning', 'ordered by keywords alone'],
    rerank: ['Reranking', 'the order stays as it was'],
    decompose: ['Taking the question apart by a model', 'done by rules'],
    rewrite: ['Completing the question by a model', 'done by rules'],
  },
  place: (rank) => `place ${rank}`,
  words: 'Keywords',
  meaning: (similarity) => `Meaning: similarity ${similarity}`,
  gave: (amount) => `gave ${amount}`,
  document: 'other passages of the document',
  further: (count) => `${count} more`,
  part: (question) => `Found for the part "${question}"`,
  fused: (method, score) => `Fused (${method}): ${score}`,
  rerank: (model) => `Reranked (${model})`,
  alike: (count) => `${count} more passage${count === 1 ? '' : 's'} of the same words stand${count === 1 ? 's' : ''} under it`,
  held: 'Behind other documents: its own has many results already',
  rewritten: (question) => `Completed to: ${question}`,
  decomposed: 'Taken apart into',
  corrected: (from, to) => `There is no "${from}"; "${to}" was searched as well`,
  note: (what, model, reason, instead) => `${what} did not work (${model}: ${reason}); ${instead}`,
  colon: ': ',
  comma: ', ',
}

/** Terms shown of each passage; the rest is counted. */
const shownTerms = 6

/**
 * Why a passage stands where it stands, in words: a line for each stage that had a say.
 * @example
 * explainHit(explanation, 'zh') // ['关键词：第 1 位，12.40（正文 租房 5.1，标题 补贴 3.2）', …]
 */
export function explainHit(explanation: HitExplanation, language: Language): readonly string[] {
  const words = language === 'zh' ? zh : en
  const { part, keyword, vector, fused, rerank, diversity } = explanation
  const lines: string[] = []
  if (part) lines.push(`${words.part(part.question)}${words.comma}${words.place(part.rank)}`)
  if (keyword) lines.push(keywordLine(keyword, words))
  if (vector) lines.push(vectorLine(vector, words))
  if (fused) lines.push([words.fused(fused.method, amount(fused.score)), words.place(fused.rank)].join(words.comma))
  if (rerank)
    lines.push([words.rerank(rerank.model) + words.colon + amount(rerank.score), words.place(rerank.rank)].join(words.comma))
  if (diversity && diversity.alike > 0) lines.push(words.alike(diversity.alike))
  if (diversity?.held) lines.push(words.held)
  return Object.freeze(lines)
}

/** How a question was understood, and what went another way than it was set to: a line each; nothing when it was searched as asked. */
export function explainSearch(
  { rewritten, decomposed, corrected = [], notes }: SearchExplanation,
  language: Language,
): readonly string[] {
  const words = language === 'zh' ? zh : en
  return Object.freeze([
    ...(rewritten ? [words.rewritten(rewritten.question)] : []),
    ...(decomposed ? [`${words.decomposed}${words.colon}${decomposed.parts.join(' | ')}`] : []),
    ...corrected.map(({ from, to }) => words.corrected(from, to.join(words.comma))),
    ...notes.map((note) => explainNote(note, language)),
  ])
}

/** What went another way, and how the search went on: one line. */
export function explainNote({ stage, model, failure }: SearchNote, language: Language): string {
  const words = language === 'zh' ? zh : en
  const [what, instead] = words.stages[stage]
  return words.note(what, model, `${failure.code} ${failure.message}`.trim(), instead)
}

function keywordLine({ rank, score, gave, terms, added = {} }: KeywordExplanation, words: Words): string {
  const shown = terms.slice(0, shownTerms).map((term) => termText(term, words))
  if (terms.length > shownTerms) shown.push(words.further(terms.length - shownTerms))
  if (added.document) shown.push(`${words.document} ${amount(added.document)}`)
  const inside = shown.length === 0 ? '' : ` (${shown.join(words.comma)})`
  return [`${words.words}${words.colon}${amount(score)}${inside}`, words.place(rank), ...gaveText(gave, words)].join(words.comma)
}

function vectorLine({ rank, similarity, gave }: VectorExplanation, words: Words): string {
  return [words.meaning(similarity.toFixed(3)), words.place(rank), ...gaveText(gave, words)].join(words.comma)
}

function gaveText(gave: number | undefined, words: Words): string[] {
  return gave === undefined ? [] : [words.gave(amount(gave))]
}

function termText({ term, in: field, weight }: TermScore, words: Words): string {
  return `${words.fields[field]} ${term} ${amount(weight)}`
}

/** Scores of ranks are hundredths, those of words tens: three digits that say something of either. */
function amount(value: number): string {
  return Math.abs(value) >= 1 ? value.toFixed(2) : String(Number(value.toPrecision(3)))
}
