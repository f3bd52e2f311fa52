/** What the terms of a question weigh in keyword search. The same for every base; measured by test/bench/retrieval.ts. */
export type QuerySettings = Readonly<{
  /** What one Chinese character counts beside a pair in a very short question. Pairs, words and numbers count 1. */
  characterWeight: number
  /** A question of so many Chinese characters has half of that left: the longer it is, the less one character says. */
  characterHalf: number
  /** In a large base a character that more than this share of the passages hold is not searched: it says little and costs most. */
  commonCharacter: number
  /** What a code (`E-203`) counts. */
  codeWeight: number
  /** What a glossary's word counts beside the asker's own. */
  synonymWeight: number
  /** What a code counts that the documents have instead of an unknown one it is near to, as a share of {@link codeWeight}. */
  correctedWeight: number
}>

/** Measured over seven sets, Chinese and English, at once. */
export const defaultQuerySettings: QuerySettings = Object.freeze({
  characterWeight: 1,
  characterHalf: 20,
  commonCharacter: 0.1,
  codeWeight: 2,
  synonymWeight: 0.9,
  correctedWeight: 0.5,
})
