import type { AnswerabilityWeights } from './answerability.ts'

/**
 * Written by `test/bench/refusal-learn.ts --write`, which says how. Learnt on 415 questions of the
 * templates (the held-back ones among them), 364 asked without the documents that answer them, and 3485 of public sets.
 * `meaning` is set by hand: there was no embedder to learn it with.
 */
export const answerabilityWeights: AnswerabilityWeights = Object.freeze({
  constant: -4.57,
  coverage: 0.38,
  sentence: 1.91,
  topic: 2.61,
  things: 2.55,
  pairs: 0.53,
  longest: 0.61,
  document: 2.13,
  ahead: 1,
  form: 0.09,
  entry: 1.04,
  meaning: 1,
})
