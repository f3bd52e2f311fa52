import { pathToFileURL } from 'node:url'
import type { CaseDefinition } from '@kaiwu/cases'
import type { Hit } from '@kaiwu/core'
import { moneyOf, type ModelChoice } from '@kaiwu/models'
import {
  defineSolution,
  type AgentLimits,
  type EmbeddingChoice,
  type Flow,
  type SearchInput,
  type FlowInput,
  type SolutionDefinition,
} from './define-solution.ts'
import type { Manifest } from './manifest.ts'
import type { SolutionFolder } from './solution-folder.ts'

/** A `run` step's function: gets the passages found so far and gives back those to go on with. */
export type RunStep = (input: FlowInput & Readonly<{ passages: readonly Hit[] }>) => readonly Hit[] | Promise<readonly Hit[]>

/** Turns a checked manifest into the same definition that TypeScript would give. */
export function solutionFromManifest(
  manifest: Manifest,
  folder: SolutionFolder,
  cases: readonly CaseDefinition[] = [],
): SolutionDefinition {
  const {
    name,
    title,
    description,
    language,
    contact,
    glossary,
    questions,
    evals,
    models,
    search,
    webhooks,
    notify,
    prices,
    agent,
  } = manifest
  return defineSolution({
    name,
    title,
    contact,
    ...(description ? { description } : {}),
    language,
    model: modelChoice(manifest),
    ...(models.embedding ? { embedding: embeddingChoice(models.embedding) } : {}),
    ...(models.rerank ? { rerank: models.rerank } : {}),
    ...(search ? { search: search as SearchInput } : {}),
    knowledge: Object.fromEntries(
      Object.entries(manifest.knowledge).map(([key, value]) => [
        key,
        { title: value.title ?? key, from: [value.from].flat(), ...(value.top ? { top: value.top } : {}) },
      ]),
    ),
    ...(glossary ? { glossary } : {}),
    questions,
    flow: flowOf(manifest, folder),
    cases,
    webhooks,
    ...(notify === undefined ? {} : { notify }),
    prices: mapped(prices, (ends) => mapped(ends, moneyOf)),
    ...(agent ? { agent: agentLimits(agent) } : {}),
    ...(evals ? { evals } : {}),
  })
}

function mapped<From, To>(record: Readonly<Record<string, From>>, to: (value: From) => To): Readonly<Record<string, To>> {
  return Object.freeze(Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)])))
}

function agentLimits({ steps, seconds, money }: NonNullable<Manifest['agent']>): AgentLimits {
  return { steps, seconds, ...(money === undefined ? {} : { money: moneyOf(money) }) }
}

/** The models a manifest chooses. */
export function modelChoice({ models: { chat } }: Manifest): ModelChoice {
  if (typeof chat !== 'object' || !('model' in chat)) return chat
  const { model, baseUrl, keyEnv, price, maxTokens, timeoutSeconds } = chat
  return {
    ref: model,
    ...(baseUrl ? { baseUrl } : {}),
    ...(keyEnv ? { keyEnv } : {}),
    ...(price ? { price } : {}),
    ...(maxTokens ? { maxTokens } : {}),
    ...(timeoutSeconds ? { firstTokenTimeoutMs: timeoutSeconds * 1000 } : {}),
  }
}

function embeddingChoice(given: NonNullable<Manifest['models']['embedding']>): EmbeddingChoice {
  if (typeof given === 'string') return { model: given }
  const { model, dimension } = given
  return { model, ...(dimension ? { dimension } : {}) }
}

function flowOf(manifest: Manifest, folder: SolutionFolder): Flow {
  return async (input, { find, ask }) => {
    let passages: readonly Hit[] = []
    for (const step of manifest.flow) {
      if ('find' in step) {
        const query = step.for?.replaceAll(/\{\{\s*question\s*\}\}/g, () => input.question)
        passages = [...passages, ...(await find(step.find, query, step.top ? { top: step.top } : {}))]
      } else if ('run' in step) {
        const { default: run } = (await import(pathToFileURL(folder.resolve(step.run)).href)) as { default: RunStep }
        passages = await run({ ...input, passages })
      } else {
        return ask(step.ask, passages)
      }
    }
    throw new Error('a checked flow ends with ask')
  }
}
