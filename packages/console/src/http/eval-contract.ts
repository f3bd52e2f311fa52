/** The measures of an evaluation; one without any case was not measured. */
export type Measures = Readonly<
  Partial<Record<'hit@5' | 'citationPrecision' | 'coverage' | 'refusalPrecision' | 'refusalRecall', number>>
>

/** A kept evaluation without its questions. */
export type EvalRunSummary = Readonly<{
  id: string
  at: string
  elapsedMs: number
  by: Readonly<{ name: string; via: 'page' | 'command-line' }>
  only?: string
  model: string
  passed: boolean
  measures: Measures
  gates: Measures
  missed: readonly Readonly<{ gate: keyof Measures; least: number; reached: number }>[]
  total: number
  right: number
  cost: Readonly<{ micros: Readonly<Record<string, number>>; unpriced: number }>
  versions: Readonly<{
    settings?: string
    prompts: Readonly<Record<string, string>>
    questions: string
    knowledge: Readonly<{ digest: string; documents: number; release?: string }>
  }>
}>

/** What a question came to. */
export type EvalQuestion = Readonly<{
  id: string
  question: string
  right: boolean
  expected: Readonly<
    { refuse: true } | { sources: readonly Readonly<{ document: string; at?: string }>[]; contains: readonly string[] }
  >
  got: Readonly<{
    outcome: 'answered' | 'refused'
    citations: readonly Readonly<{ document: string; at: string }>[]
    missingFacts: readonly string[]
    text: string
  }>
}>

/** A kept evaluation. */
export type EvalRun = EvalRunSummary & Readonly<{ questions: readonly EvalQuestion[] }>

/** The evaluations kept of a solution, and what a new one would ask. */
export type EvalList = Readonly<{
  runs: readonly EvalRunSummary[]
  unreadable: number
  most: number
  questions: number
  tags: readonly string[]
  running: boolean
}>

/** How far an evaluation is. */
export type EvalProgress = Readonly<{ done: number; total: number }>
