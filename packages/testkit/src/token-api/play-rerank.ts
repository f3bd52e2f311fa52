import { inner } from '../vendors/demand.ts'
import type { PlayedScore, RerankForm, VendorCall, WireBody } from '../vendors/vendor-form.ts'
import type { TokenFault } from './token-fault.ts'
import type { TokenScript } from './token-script.ts'

/** What a rerank request asks for, in whichever shape. */
export function rerankAsked(
  { shape }: RerankForm,
  body: WireBody,
): Readonly<{ query: string; texts: readonly string[]; top?: number }> {
  const [query, texts, top] =
    shape === 'dashscope'
      ? [inner(body, 'input', 'query'), inner(body, 'input', 'documents'), inner(body, 'parameters', 'top_n')]
      : [body['query'], shape === 'tei' ? body['texts'] : body['documents'], body['top_n']]
  return {
    query: typeof query === 'string' ? query : '',
    texts: Array.isArray(texts) ? texts.map(String) : [],
    ...(typeof top === 'number' ? { top } : {}),
  }
}

/** Share of the query's characters that a text holds: a score anybody can work out. */
export function sharedCharacters(query: string, text: string): number {
  const characters = new Set(query)
  return [...characters].filter((one) => text.includes(one)).length / Math.max(characters.size, 1)
}

/** The body of a rerank answer, with the fault it is to have. */
export function rerankBody(form: RerankForm, call: VendorCall, script: TokenScript, fault: TokenFault | undefined): object {
  const { query, texts, top } = rerankAsked(form, call.body)
  const score = script.rerankScore ?? sharedCharacters
  const scored = texts.map((text, index): PlayedScore => ({ index, text, score: score(query, text, index) }))
  const best = scored.toSorted((a, b) => b.score - a.score)
  const kept = form.hearsTop && top !== undefined ? best.slice(0, top) : best
  const played = spoiled(fault, kept).map((one) =>
    form.logits || fault === 'logit-scores' ? { ...one, score: logit(one.score) } : one,
  )
  return bodyOf(form, call, played, fault, texts.join('').length)
}

// 0..1 spread over about -9..9, the range of such models.
function logit(score: number): number {
  const inside = Math.min(Math.max(score, 0.0001), 0.9999)
  return Number(Math.log(inside / (1 - inside)).toFixed(6))
}

function spoiled(fault: TokenFault | undefined, scores: readonly PlayedScore[]): readonly PlayedScore[] {
  if (fault === 'missing-document') return scores.slice(0, -1)
  if (fault === 'out-of-order') return scores.toReversed()
  if (fault === 'index-out-of-range') return scores.map((one, place) => (place === 0 ? { ...one, index: 10_000 } : one))
  return scores
}

function bodyOf(
  { shape, document }: RerankForm,
  { model, requestId }: VendorCall,
  scores: readonly PlayedScore[],
  fault: TokenFault | undefined,
  tokens: number,
): object {
  const scoreName = shape === 'tei' ? 'score' : 'relevance_score'
  const results = scores.map(({ index, score, text }) => ({
    ...(fault === 'score-missing' ? {} : { [scoreName]: score }),
    index,
    ...(document === 'absent' ? {} : { document: document === 'text' ? text : { text } }),
  }))
  if (shape === 'tei') return results
  if (shape === 'dashscope') return { output: { results }, usage: { total_tokens: tokens }, request_id: requestId }
  return { id: requestId, model, results, usage: { prompt_tokens: tokens, total_tokens: tokens } }
}
