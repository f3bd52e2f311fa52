/**
 * What the author of a solution in TypeScript imports. Light: no model client and no document reader is loaded before it is needed.
 * @module
 */
export {
  KaiwuError,
  type Answer,
  type AnswerEvent,
  type AnswerIssue,
  type AnswerOutcome,
  type Citation,
  type Clock,
  type DocumentFacts,
  type ErrorCode,
  type Hit,
  type Language,
  type LocalText,
  type Money,
  type Passage,
  type TokenPrice,
  type Usage,
  type Validity,
} from '@kaiwu/core'
export type { DocumentInfo, Knowledge, SearchRequest, SyncReport } from '@kaiwu/knowledge'
export type { ModelChoice, ModelConfig, ModelReference } from '@kaiwu/models'
export {
  builtInPrompt,
  defineSolution,
  evaluate,
  loadSolution,
  openSolution,
  parseQuestions,
  type Asked,
  type EvalQuestion,
  type Evaluation,
  type Flow,
  type FlowInput,
  type FlowTools,
  type Gates,
  type KnowledgeDefinition,
  type Measures,
  type OpenSolutionOptions,
  type Problem,
  type Question,
  type RunStep,
  type Solution,
  type SolutionDefinition,
  type SolutionInput,
} from '@kaiwu/solution'
