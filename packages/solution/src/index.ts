/**
 * A solution folder made to run: manifest, flow, assistant, evaluation.
 * @module
 */
export type { Question } from './answer-question.ts'
export { casePattern, readCaseFiles, type CaseFiles } from './case-files.ts'
export { checkFolder, type CheckedFolder } from './check-folder.ts'
export { checkManifest, manifestFile, type CheckedManifest } from './check-manifest.ts'
export { checkAnswer, type CheckedAnswer } from './check-answer.ts'
export * from './define-solution.ts'
export * from './evaluate.ts'
export { manifestSchema, type Gates, type Manifest, type Step } from './manifest.ts'
export { chosenModel, type ChosenModel } from './chosen-model.ts'
export { ledgerFolder, openModelsFor, operatorSettings, settingsFor, type ModelsPlace } from './open-models-for.ts'
export * from './database-place.ts'
export * from './open-solution.ts'
export { checkModelSettings, loadModelSettings, modelSettingsFile, type CheckedModelSettings } from './model-settings-file.ts'
export { formatProblem, type Problem } from '@kaiwu/core'
export { parseQuestions, type EvalQuestion } from './questions-file.ts'
export { openSolutionFolder, type SolutionFolder } from './solution-folder.ts'
export type { RunStep } from './solution-from-manifest.ts'
export * from './search-models.ts'
