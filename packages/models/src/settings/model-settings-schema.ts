import { z } from 'zod'
import { quirkNames } from '../quirks/quirk-names.ts'
import type { ThinkingSwitch } from '../wire/thinking-switch.ts'
import { policyFields } from './policy-schema.ts'
import { currency, price, timeZone } from './price-schema.ts'
import { modelReference } from './reference-schema.ts'
import { settingsForms } from './settings-forms.ts'

const text = z.string().min(1)
const address = z.url({ protocol: /^https?$/, error: settingsForms.address.name })
const quirks = z.array(z.enum(quirkNames))
const tokens = z.int().positive()
const prices = z.array(price).min(1)

const provider = z.strictObject({
  like: text
    .exactOptional()
    .describe('The known provider it is like. Default: itself when it is known, else any OpenAI-compatible service.'),
  name: text.exactOptional().describe('Name for people.'),
  baseUrl: address.exactOptional().describe('Base of the API, up to and including /v1 or what stands in its place.'),
  values: z.record(text, text).exactOptional().describe('What the {name} holes of a known address stand for.'),
  keyEnv: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, settingsForms.key.name)
    .nullable()
    .exactOptional()
    .describe('Name of the environment variable that holds the key, never the key itself; null when it needs none.'),
  quirks: quirks.exactOptional().describe('Departures from the OpenAI form to put right, beside those known.'),
  notQuirks: quirks.exactOptional().describe('Known departures that are not there after all.'),
  internal: z
    .boolean()
    .exactOptional()
    .describe('Whether it is a service of the house. Default: addresses on this machine and in private networks.'),
  ...policyFields,
})

const thinkingSwitches = [
  'thinking-type',
  'thinking-adaptive',
  'enable-thinking',
  'reasoning-effort',
  'chat-template',
  'reasoning-object',
] as const satisfies readonly ThinkingSwitch[]

const embedding = z.strictObject({
  dimension: tokens.exactOptional().describe('Numbers a vector.'),
  dimensions: z.array(tokens).exactOptional().describe('Further dimensions it can be asked for.'),
  maxBatch: tokens.exactOptional().describe('Texts a call.'),
  maxInputTokens: tokens.exactOptional().describe('Tokens a text.'),
  queryPrefix: z.string().exactOptional().describe('Put before a question, never before a document.'),
  baseUrl: address.exactOptional().describe("Address of its own, in place of the provider's."),
  prices: prices.exactOptional().describe('What it costs.'),
})

const rerank = z.strictObject({
  shape: z.enum(['cohere', 'dashscope', 'tei']).exactOptional().describe('How it is asked.'),
  url: address.exactOptional().describe('Whole address.'),
  maxTexts: tokens.exactOptional().describe('Texts a call.'),
  maxTokensPerText: tokens.exactOptional().describe('Tokens a text.'),
  prices: prices.exactOptional().describe('What it costs.'),
})

const model = z.strictObject({
  prices: prices
    .exactOptional()
    .describe('What it costs: one price, or several with their days. Free is 0; without a price nobody knows.'),
  contextTokens: tokens.exactOptional().describe('Tokens it takes, sent and received together.'),
  maxOutputTokens: tokens.exactOptional().describe('Tokens it can answer with.'),
  maxTokens: tokens.exactOptional().describe('The longest answer to ask for, in tokens.'),
  tools: z.boolean().exactOptional().describe('Whether it calls tools.'),
  structuredOutput: z
    .enum(['json_schema', 'json_object', 'none'])
    .exactOptional()
    .describe('Which forms of an answer it keeps to.'),
  thinking: z.enum(['never', 'switchable', 'always', 'hidden']).exactOptional().describe('Whether it thinks before it answers.'),
  thinkingSwitch: z.enum(thinkingSwitches).exactOptional().describe('How it is told to think or not.'),
  replay: z
    .enum(['never', 'tool-calls', 'if-present', 'always'])
    .exactOptional()
    .describe('Whether what it thought is sent back to it.'),
  quirks: quirks.exactOptional().describe("Departures from the OpenAI form beside its provider's."),
  baseUrl: address.exactOptional().describe("Address of its own, in place of the provider's."),
  embedding: embedding.exactOptional().describe('For a model that makes vectors.'),
  rerank: rerank.exactOptional().describe('For a model that orders texts by how well they answer.'),
  asOf: text.exactOptional().describe('The day, month or year this was read.'),
  note: text.exactOptional().describe('Whatever is worth knowing.'),
  ...policyFields,
})

const chargedTo = {
  key: text.exactOptional().describe('Name of a key of the gateway.'),
  user: text.exactOptional().describe('A user.'),
  department: text.exactOptional().describe('A department.'),
  solution: text.exactOptional().describe('A solution.'),
  case: text.exactOptional().describe('A case, work order or answer.'),
  step: text.exactOptional().describe('A step of a flow.'),
} as const
const chargedToKeys = [
  'key',
  'user',
  'department',
  'solution',
  'case',
  'step',
] as const satisfies readonly (keyof typeof chargedTo)[]

/** An amount with its currency, as people write it: `200 CNY`. `moneyOf` reads it. */
export const moneyText = z.string().regex(/^\d{1,9}(?:\.\d{1,6})? (?:CNY|USD|EUR)$/, settingsForms.money.name)

const budget = z.strictObject({
  name: text.describe('Its name, told to whom it stops.'),
  limit: moneyText.describe('The most that may be spent: 200 CNY.'),
  period: z.enum(['day', 'month', 'total']).describe('When it begins anew.'),
  timeZone: timeZone
    .default('Asia/Shanghai')
    .describe('IANA name of the zone where its days and months begin. Default Asia/Shanghai.'),
  only: z.strictObject(chargedTo).exactOptional().describe('Counts only what is charged to these.'),
  each: z.enum(chargedToKeys).exactOptional().describe('Counts each of these by itself: each user has this much.'),
})

const rate = z.strictObject({
  from: currency.describe('One unit of this currency'),
  to: currency.describe('is worth this much of that one.'),
  rate: z.number().positive().describe('How much.'),
  asOf: z.iso.date({ error: settingsForms.date.name }).describe('The day the rate was read.'),
  source: text.exactOptional().describe('Where it was read.'),
})

const key = z.strictObject({
  name: text.describe('Whose key it is; the ledger keeps this name.'),
  sha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, settingsForms.hash.name)
    .describe('SHA-256 of the key, as `kaiwu key` prints it. The key itself is kept nowhere.'),
  models: z.array(text).min(1).exactOptional().describe('Aliases it may use. Default: all.'),
  user: text.exactOptional().describe('The user its calls are charged to.'),
  department: text.exactOptional().describe('The department its calls are charged to.'),
})

const aliasName = z.string().regex(/^[\p{L}][\p{L}\p{N}._-]{0,62}$/u, settingsForms.aliasName.name)
const providerName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, settingsForms.providerName.name)
const modelRef = z.string().regex(/^[a-z][a-z0-9-]*\/\S+$/, settingsForms.modelRef.name)

/**
 * The form of `models.yaml`, in people's units: money with its currency, times in seconds. Unknown keys are mistakes; every
 * key's description is for the reference page.
 */
export const modelSettingsSchema = z.strictObject({
  providers: z.record(providerName, provider).default({}).describe('Token APIs of your own, or known ones, changed.'),
  models: z.record(modelRef, model).default({}).describe('What is known about models, by `provider/model`: prices above all.'),
  aliases: z
    .record(aliasName, modelReference)
    .default({})
    .describe(
      'Names that solutions and clients of the gateway use: `provider/model`, a list to fall back along, or a way to choose.',
    ),
  mayLeaveTheHouse: z
    .boolean()
    .default(false)
    .describe('Whether an answer may move from a service of the house to one outside when the first fails. Default false.'),
  budgets: z.array(budget).default([]).describe('What may be spent. A call that might pass any of them is not made.'),
  rates: z.array(rate).default([]).describe('What currencies are worth. Without a rate they are never added.'),
  currency: currency.default('CNY').describe('Currency of reports where rates allow. Default CNY.'),
  keys: z.array(key).default([]).describe('Keys for clients of the gateway; with none, whoever reaches the server may use it.'),
  cache: z
    .strictObject({
      chat: z.boolean().default(false).describe('Keep answers given at temperature 0. Default false.'),
      embeddings: z.boolean().default(false).describe('Keep vectors. Default false.'),
      maxAgeDays: z.number().positive().default(30).describe('For how long. Default 30.'),
    })
    .default({ chat: false, embeddings: false, maxAgeDays: 30 })
    .describe('Answers exact repeats from a cache.'),
})

/** A `models.yaml` as it was read: checked by itself, still in its own units. */
export type ModelSettingsFile = z.output<typeof modelSettingsSchema>
