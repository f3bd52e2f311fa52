import type { CaseDefinition, OutboxTarget } from '@kaiwu/cases'
import { KaiwuError, type Hit, type LocalText, type Language, type Money } from '@kaiwu/core'
import { defaultSearchSettings, type SearchSettings } from '@kaiwu/knowledge'
import type { ModelChoice } from '@kaiwu/models'
import type { Gates } from './manifest.ts'

/** A named set of documents. */
export type KnowledgeDefinition = Readonly<{ title: LocalText; from: readonly string[]; top: number }>

/** What a question brings into a flow. */
export type FlowInput = Readonly<{ question: string; language: Language; asOf: string }>

/** The tools of a flow: the only door to documents and models, so that evidence, checks and cost are complete. */
export type FlowTools = Readonly<{
  /** Searches a knowledge; what it finds becomes evidence. */
  find(knowledge: string, query?: string, options?: Readonly<{ top?: number }>): Promise<readonly Hit[]>
  /** Has the model answer from passages by a prompt file; call it last and return what it gives. */
  ask(prompt: string, passages: readonly Hit[]): Promise<Asked>
}>

/** The proof that a flow asked: what {@link FlowTools.ask} gives back. */
export type Asked = Readonly<{ asked: true }>

/** A flow as a function. */
export type Flow = (input: FlowInput, tools: FlowTools) => Promise<Asked>

/** The model that makes vectors of passages. `dimension` where the model offers several; default the model's own. */
export type EmbeddingChoice = Readonly<{ model: string; dimension?: number }>

/** A solution, complete and frozen. Nothing is read, opened or billed by it. */
export type SolutionDefinition = Readonly<{
  name: string
  title: LocalText
  description: LocalText
  language: Language
  contact: LocalText
  model: ModelChoice
  /** Absent: passages are searched by their words alone. */
  embedding?: EmbeddingChoice
  /** `provider/model` that orders the first passages found. */
  rerank?: string
  search: SearchSettings
  knowledge: Readonly<Record<string, KnowledgeDefinition>>
  glossary?: string
  questions: readonly string[]
  flow: Flow
  cases: readonly CaseDefinition[]
  /** Who is told of what happens to cases, by name. */
  webhooks: Readonly<Record<string, OutboxTarget>>
  /** The webhook that is told who has something to do. */
  notify?: string
  prices: CasePrices
  /** The bounds of the assistant in agent mode; absent: there is none. */
  agent?: AgentLimits
  evals?: Readonly<{ questions: string; gates: Gates }>
}>

/** What a case is charged at, by its case type and the state it ends in. */
export type CasePrices = Readonly<Record<string, Readonly<Record<string, Money>>>>

/** What one question to the assistant in agent mode may take. */
export type AgentLimits = Readonly<{
  /** Calls of tools. */
  steps: number
  /** Default: 1 of the currency that the model is priced in. */
  money?: Money
  seconds: number
}>

/** What a solution in TypeScript has to say; the rest has defaults. */
export type SolutionInput = Readonly<{
  name: string
  title: LocalText
  contact: LocalText
  description?: LocalText
  language?: Language
  /** Default: `local/extractive`. */
  model?: ModelChoice
  /** `provider/model`, or with a dimension. */
  embedding?: string | EmbeddingChoice
  rerank?: string
  /** What differs from {@link defaultSearchSettings}. */
  search?: SearchInput
  /** Name → file pattern, or the full form. */
  knowledge: Readonly<Record<string, string | (Partial<KnowledgeDefinition> & Readonly<{ from: readonly string[] }>)>>
  glossary?: string
  questions?: readonly string[]
  /** Default: find in every knowledge, then ask by the built-in prompt. */
  flow?: Flow
  /** Case types, of `defineCase` or of a folder's files. */
  cases?: readonly CaseDefinition[]
  webhooks?: Readonly<Record<string, OutboxTarget>>
  /** One of `webhooks`. */
  notify?: string
  prices?: CasePrices
  /** Default: no agent mode. What is not given is 8 steps, 120 seconds. */
  agent?: Partial<AgentLimits>
  evals?: Readonly<{ questions: string; gates: Gates }>
}>

/** Settings of search as a manifest or a program gives them. */
export type SearchInput = Readonly<
  Partial<Omit<SearchSettings, 'weights'>> & {
    weights?: { [Name in keyof SearchSettings['weights']]?: number | undefined } | undefined
  }
>

/** The prompt used when a solution brings none. */
export const builtInPrompt = 'kaiwu:answer'

/**
 * Defines a solution in TypeScript. Pure: no file is read and no model is called until it is opened.
 * @example
 * defineSolution({ name: 'desk', title: '检修台', contact: '设备科 8001', knowledge: { manuals: 'knowledge/**' } }).name // 'desk'
 */
export function defineSolution(input: SolutionInput): SolutionDefinition {
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(input.name))
    throw new KaiwuError('USAGE_INVALID', {
      reason: `name "${input.name}": lower case letters, digits and hyphens, beginning with a letter`,
    })
  if (input.notify !== undefined && !Object.hasOwn(input.webhooks ?? {}, input.notify))
    throw new KaiwuError('USAGE_INVALID', { reason: `notify "${input.notify}": none of the webhooks` })
  const knowledge = Object.fromEntries(
    Object.entries(input.knowledge).map(([name, value]) => {
      const full = typeof value === 'string' ? { from: [value] } : value
      return [name, Object.freeze({ title: full.title ?? name, from: full.from, top: full.top ?? 6 })]
    }),
  )
  return Object.freeze({
    name: input.name,
    title: input.title,
    description: input.description ?? '',
    language: input.language ?? 'zh',
    contact: input.contact,
    model: input.model ?? 'local/extractive',
    ...(input.embedding
      ? { embedding: Object.freeze(typeof input.embedding === 'string' ? { model: input.embedding } : input.embedding) }
      : {}),
    ...(input.rerank ? { rerank: input.rerank } : {}),
    search: searchSettings(input.search),
    knowledge: Object.freeze(knowledge),
    ...(input.glossary ? { glossary: input.glossary } : {}),
    questions: Object.freeze([...(input.questions ?? [])]),
    flow: input.flow ?? findEverywhereThenAsk(Object.keys(knowledge)),
    cases: Object.freeze([...(input.cases ?? [])]),
    webhooks: Object.freeze({ ...input.webhooks }),
    ...(input.notify === undefined ? {} : { notify: input.notify }),
    prices: Object.freeze({ ...input.prices }),
    ...(input.agent ? { agent: Object.freeze({ steps: 8, seconds: 120, ...input.agent }) } : {}),
    ...(input.evals ? { evals: input.evals } : {}),
  })
}

/** Settings of search with the defaults for what is not given. */
export function searchSettings({ weights = {}, ...given }: SearchInput = {}): SearchSettings {
  const said = Object.fromEntries(Object.entries(weights).filter(([, value]) => value !== undefined))
  const others = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return Object.freeze({
    ...defaultSearchSettings,
    ...others,
    weights: Object.freeze({ ...defaultSearchSettings.weights, ...said }),
  })
}

function findEverywhereThenAsk(names: readonly string[]): Flow {
  return async (_, { find, ask }) => {
    const found = await Promise.all(names.map((name) => find(name)))
    return ask(builtInPrompt, found.flat())
  }
}
