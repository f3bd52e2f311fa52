import { modelReferenceSchema, moneyText, priceSchema } from '@kaiwu/models'
import { z } from 'zod'

const localText = z.union([z.string().min(1), z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })])
const relativePath = z.string().min(1)
const share = z.number().min(0).max(1)

// The group first: what is missing in it is told as missing there.
const chat = z.union([
  z.strictObject({
    model: z
      .string()
      .min(1)
      .describe('`provider/model`, such as `deepseek/deepseek-flash`, or `openai-compatible/<model name>`.'),
    baseUrl: z.url().optional().describe("Base of the API, up to and including /v1. Default: the provider's."),
    keyEnv: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/)
      .optional()
      .describe("Name of the environment variable that holds the key, never the key itself. Default: the provider's."),
    price: priceSchema
      .optional()
      .describe(
        'What the model costs, where the price known for it is not right. Without any price answers are shown as unpriced.',
      ),
    maxTokens: z.number().int().positive().optional().describe('The longest answer, in tokens.'),
    timeoutSeconds: z.number().positive().optional().describe('How long to wait for the first piece of an answer. Default 60.'),
  }),
  modelReferenceSchema,
])

const knowledge = z.strictObject({
  title: localText.optional().describe('Its name on the page. Default: its key.'),
  from: z
    .union([relativePath, z.array(relativePath).min(1)])
    .describe('Which files, as a pattern within the folder: knowledge/policies/**/*'),
  top: z.number().int().min(1).max(50).optional().describe('How many passages `find` brings. Default 6.'),
})

const reference = z.string().regex(/^[^\s/]+\/\S+$/, { error: 'provider/model' })
const weight = z.number().min(0).max(100)

/** Every key has a default that was measured. */
const search = z.strictObject({
  weights: z
    .strictObject({
      keyword: weight.optional().describe('Of the keyword order in the fused one. Default 1.'),
      vector: weight.optional().describe('Of the vector order in the fused one, where there is an embedding model. Default 1.'),
      title: weight.optional().describe('Of a word found in the title, where one in the text counts 1.'),
      path: weight.optional().describe('Of a word found in the headings above a passage.'),
    })
    .optional()
    .describe('What counts how much. The page under "hit testing" changes them by trying.'),
  k1: z.number().min(0).max(10).optional().describe('How soon repeating a word stops counting (BM25).'),
  b: z.number().min(0).max(1).optional().describe('How much long passages are held against (BM25).'),
  decompose: z
    .enum(['off', 'rules', 'model'])
    .optional()
    .describe('What takes a question apart that asks for several things: rules, the chat model, or nothing. Default rules.'),
  fusion: z
    .enum(['rrf', 'weighted'])
    .optional()
    .describe('How the keyword and the vector order become one: by places, or by scores. Default rrf.'),
  engine: z
    .enum(['auto', 'flat', 'hnsw', 'pgvector'])
    .optional()
    .describe('What searches vectors. Default auto: by their number and by the machine.'),
  perDocument: z
    .number()
    .int()
    .min(0)
    .max(50)
    .optional()
    .describe('How many passages of one document may stand in a result before others had their turn. Default 0, no limit.'),
  collapse: z
    .boolean()
    .optional()
    .describe('Whether passages of the same words about the same thing are shown once, with how many there are. Default true.'),
})

/** One step of a flow. The first key is its verb. */
export const stepVerbs = ['find', 'ask', 'run'] as const

const find = z.strictObject({
  find: z.string().min(1).describe('Name of a knowledge to search.'),
  for: z.string().min(1).optional().describe('What to search for; {{question}} is the question. Default: the question.'),
  top: z.number().int().min(1).max(50).optional(),
})
const ask = z.strictObject({ ask: relativePath.describe('A prompt file. The model answers from the passages found so far.') })
const run = z.strictObject({
  run: relativePath.describe('A TypeScript file whose default export gets the passages and returns them, changed as it likes.'),
})

/** The schema of each step, by its verb. */
export const stepSchemas = { find, ask, run } as const

const gates = z.strictObject({
  'hit@5': share.optional().describe('Share of questions with a right source among the first five passages.'),
  citationPrecision: share.optional().describe('Share of citations that stand in a right source.'),
  coverage: share.optional().describe('Share of expected facts that the answers contain.'),
  refusalPrecision: share.optional().describe('Share of refusals that were right.'),
  refusalRecall: share.optional().describe('Share of questions to refuse that were refused.'),
})

const agent = z.strictObject({
  steps: z.int().min(1).max(30).default(8).describe('How many times it may call a tool for one question. Default 8.'),
  money: moneyText
    .optional()
    .describe('What one question may cost, such as `0.5 CNY`. Default 1, in the currency that the model is priced in.'),
  seconds: z.number().min(1).max(600).default(120).describe('How long one question may take. Default 120.'),
})

const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/)
const internal = z.boolean().default(false).describe('It is in the house: private addresses may be called, and http used.')
const webhook = z.strictObject({
  url: z.url().describe('https, or http within the house. Without user and password: the signature says who sends.'),
  secretEnv: variable.describe('Name of the environment variable with the secret that signs, never the secret itself.'),
  internal,
})
const robotSettings = z.strictObject({
  form: z
    .enum(['wecom', 'dingtalk', 'feishu'])
    .describe('The robot of a group chat is told, in its own form: `wecom` (企业微信), `dingtalk` (钉钉) or `feishu` (飞书).'),
  urlEnv: variable.describe(
    'Name of the environment variable with the address that the group gave its robot: whoever knows it may write to the group.',
  ),
  secretEnv: variable
    .exactOptional()
    .describe(
      'Of a robot of `dingtalk` or `feishu` that asks for a signature: name of the environment variable with its secret.',
    ),
  internal,
})
/** What is wrong with the secret of a robot that signs nothing. */
export const signsNothing = 'signs nothing'
const robot = robotSettings.refine(({ form, secretEnv }) => form !== 'wecom' || secretEnv === undefined, {
  path: ['secretEnv'],
  error: signsNothing,
})

/** The forms of a webhook, by the key that tells them apart: the robot of a group has a `form`, any other receiver a `url`. */
export const webhookForms = { form: robot, url: webhook } as const

/**
 * The form of `solution.yaml`. Unknown keys are mistakes. Every key's description goes into `solution.schema.json`
 * (which editors read) and into `docs/manifest.md`.
 */
export const manifestSchema = z.strictObject({
  kaiwu: z.literal(1).describe('Version of this form.'),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/)
    .describe('Identifier in addresses: lower case letters, digits and hyphens.'),
  title: localText.describe('Name for people.'),
  description: localText.optional().describe('One or two sentences for the page.'),
  language: z
    .enum(['zh', 'en'])
    .default('zh')
    .describe('Language of messages to the author, and of answers when the question does not tell.'),
  contact: localText.describe('Whom to ask when the knowledge holds no answer: shown with every refusal.'),
  models: z
    .strictObject({
      chat: chat
        .default('local/extractive')
        .describe(
          'The model that answers: a name, a list to fall back along, a way to choose, or a group of settings. See docs/providers.md.',
        ),
      embedding: z
        .union([reference, z.strictObject({ model: reference, dimension: z.number().int().min(8).max(4096).optional() })])
        .optional()
        .describe(
          '`provider/model` that makes vectors of passages, so that they are found by meaning as well; with a group, how long the vectors are to be. After a change: `kaiwu knowledge reembed`.',
        ),
      rerank: reference.optional().describe('`provider/model` that puts the first passages found in order.'),
    })
    .default({ chat: 'local/extractive' })
    .describe('The models in use.'),
  knowledge: z
    .record(z.string().regex(/^[a-z][a-z0-9_-]*$/), knowledge)
    .refine((all) => Object.keys(all).length > 0)
    .describe('Named sets of documents.'),
  search: search.optional().describe('How passages are searched.'),
  glossary: relativePath.optional().describe('CSV of words that mean the same: term,synonyms (joined by |),note.'),
  questions: z.array(z.string().min(1)).default([]).describe('Questions suggested on the page.'),
  flow: z
    .array(z.union([find, ask, run]))
    .min(1)
    .describe('What happens to a question, from top to bottom.'),
  webhooks: z
    .record(z.string().regex(/^[a-z][a-z0-9_]*$/), z.union([webhook, robot]))
    .default({})
    .describe('Where cases send what happens to them, by the name that their `send` steps use.'),
  notify: z
    .string()
    .optional()
    .describe('The webhook that is told who has something to do: reminders, what is overdue, what is stuck.'),
  prices: z
    .record(z.string().min(1), z.record(z.string().min(1), moneyText))
    .default({})
    .describe(
      'What a case is charged at, by its case type and the state it ends in: `repair: { closed: 80 CNY }`. The cost page sets it against what the case cost.',
    ),
  agent: agent
    .optional()
    .describe(
      'Lets the assistant search by itself, and look at cases and prepare forms for whoever asks, within these bounds: `agent: {}`. Needs a model that calls tools.',
    ),
  evals: z
    .strictObject({
      questions: relativePath.describe('JSON lines: the questions with what a right answer is.'),
      gates: gates.default({}),
    })
    .optional()
    .describe('How the solution is measured.'),
})

/** A checked `solution.yaml`. */
export type Manifest = z.output<typeof manifestSchema>

/** One step of a manifest's flow. */
export type Step = Manifest['flow'][number]

/** The gates of an evaluation: measure → least acceptable share. */
export type Gates = NonNullable<Manifest['evals']>['gates']
