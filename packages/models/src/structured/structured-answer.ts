import {
  KaiwuError,
  type CallOptions,
  type ChatCompletion,
  type ChatMessage,
  type ChatModel,
  type ChatRequest,
} from '@kaiwu/core'
import type { StructuredOutput } from '../provider/provider.ts'
import { readySchema, type AnswerSchema, type JsonSchema, type Reading, type ReadySchema } from './answer-schema.ts'
import { jsonInText } from './json-in-text.ts'
import { strictSchema } from './strict-schema.ts'
import { withoutNulls } from './without-nulls.ts'

/** What is asked, and in which form the answer must come. */
export type StructuredQuestion<T> = Readonly<{
  request: ChatRequest
  /** A zod 4 schema, or JSON Schema. */
  schema: AnswerSchema<T>
  /** What the service calls the schema: letters, digits, `_` and `-`; default `answer`. */
  name?: string
  /** What the service supports; `tool`: the answer is asked for as the arguments of a tool. */
  support: StructuredOutput | 'tool'
  /** Whether OpenAI's strict mode may be used where the schema can be put so. Default true. */
  strict?: boolean
}>

/** An answer in the form asked for. */
export type StructuredAnswer<T> = Readonly<{
  value: T
  /** The call that gave the value. */
  completion: ChatCompletion
  /** Every call made, in order: all of them cost. */
  completions: readonly ChatCompletion[]
  /** True when the first answer did not have the form. */
  repaired: boolean
}>

/**
 * Asks a model for an answer of a given form by the best means its service has: a schema the service holds it to, a JSON answer
 * with the schema in words, or words alone. The answer is checked here in any case. One that does not fit is shown to the model
 * once, with its precise mistakes; the repair is an ordinary call of the same model.
 * @throws MODEL_ANSWER_INVALID when the repair does not fit either, MODEL_ANSWER_INCOMPLETE when an answer broke off, USAGE_INVALID
 * for a schema that cannot be told, and whatever the model throws
 * @example
 * const { value } = await structuredAnswer(model, {
 *   request: { messages: [{ role: 'user', content: '主轴过热，先查什么？' }] },
 *   schema: z.object({ steps: z.array(z.string()) }),
 *   support: 'json_object',
 * })
 */
export async function structuredAnswer<T>(
  model: ChatModel,
  question: StructuredQuestion<T>,
  options: CallOptions = {},
): Promise<StructuredAnswer<T>> {
  const schema = await readySchema(question.schema)
  const asked = askedFor(question, schema)
  const first = await model.complete(asked.request, options)
  const reading = await read(first, asked, schema)
  if ('value' in reading) return { value: reading.value, completion: first, completions: [first], repaired: false }
  const second = await model.complete(repairOf(asked, first, reading.mistakes), options)
  const repaired = await read(second, asked, schema)
  if ('value' in repaired) return { value: repaired.value, completion: second, completions: [first, second], repaired: true }
  throw new KaiwuError('MODEL_ANSWER_INVALID', { model: second.model, reason: listed(repaired.mistakes, 5).join('; ') })
}

/** A request made ready, and how its answer is to be read. */
type Asked = Readonly<{
  request: ChatRequest
  /** The answer comes as the arguments of this tool. */
  tool?: string
  /** The schema asked with takes null where the real one takes nothing. */
  widened: boolean
}>

function askedFor<T>(question: StructuredQuestion<T>, { json, root }: ReadySchema<T>): Asked {
  const { request, support, strict: mayBeStrict = true } = question
  const name = (question.name ?? 'answer').replace(/[^\w-]+/g, '_').slice(0, 64) || 'answer'
  // Services hold a model to objects alone; a list or a choice is asked for in words.
  if (support === 'tool' && json['type'] === 'object')
    return {
      request: { ...request, tools: [{ name, description: toolDescription, parameters: json }], toolChoice: { name } },
      tool: name,
      widened: false,
    }
  if (support === 'json_schema' && json['type'] === 'object') {
    const strict = mayBeStrict ? strictSchema(json) : undefined
    const format = { type: 'json_schema', name, schema: strict?.schema ?? json, strict: strict !== undefined } as const
    return { request: { ...request, format }, widened: strict?.widened === true }
  }
  const inWords = { ...request, messages: withWords(request.messages, json) }
  const held = support === 'json_object' && root === 'object'
  return { request: held ? { ...inWords, format: { type: 'json_object' } } : inWords, widened: false }
}

const toolDescription = '给出回答 / Gives the answer'

/** The schema in words, at the end of the system message: the part of a prompt that stays the same comes first. */
function withWords(messages: readonly ChatMessage[], json: JsonSchema): readonly ChatMessage[] {
  const words = `只输出一个符合下面 JSON Schema 的 JSON，不要输出任何其他文字。\nAnswer with one JSON value that fits this JSON Schema, and with nothing else.\n${JSON.stringify(json)}`
  const [first, ...rest] = messages
  if (first?.role !== 'system') return [{ role: 'system', content: words }, ...messages]
  const content =
    typeof first.content === 'string'
      ? `${first.content}\n\n${words}`
      : [...first.content, { type: 'text', text: words } as const]
  return [{ ...first, content }, ...rest]
}

async function read<T>(completion: ChatCompletion, asked: Asked, schema: ReadySchema<T>): Promise<Reading<T>> {
  const { finish, model, toolCalls, text } = completion
  if (finish === 'length' || finish === 'filtered' || finish === 'cut-off')
    throw new KaiwuError('MODEL_ANSWER_INCOMPLETE', { model, finish })
  const said = asked.tool === undefined ? text : (toolCalls.find(({ name }) => name === asked.tool)?.arguments ?? text)
  const found = jsonInText(said, schema.root)
  if ('mistake' in found) return { mistakes: [found.mistake] }
  return schema.check(asked.widened ? withoutNulls(found.value, schema.json) : found.value)
}

// An answer of a megabyte would not fit beside the question.
const mostShown = 40_000
const mostMistakes = 20

function repairOf(
  { request, tool }: Asked,
  { text, reasoning, toolCalls }: ChatCompletion,
  mistakes: readonly string[],
): ChatRequest {
  const said = text !== '' || tool === undefined ? text : (toolCalls[0]?.arguments ?? '')
  const shown = said.length > mostShown ? `${said.slice(0, mostShown)}…` : said
  const list = listed(mistakes, mostMistakes).map((mistake) => `- ${mistake}`)
  const demand = [
    '上面的回答不符合要求：',
    'The answer above does not fit:',
    ...list,
    '请只输出改正后的完整 JSON。',
    'Give the whole corrected JSON and nothing else.',
  ]
  const turn: readonly ChatMessage[] =
    shown === '' ? [] : [{ role: 'assistant', content: shown, ...(reasoning === '' ? {} : { reasoning }) }]
  return { ...request, messages: [...request.messages, ...turn, { role: 'user', content: demand.join('\n') }] }
}

function listed(mistakes: readonly string[], most: number): readonly string[] {
  const shown = mistakes.slice(0, most).map((mistake) => (mistake.length > 300 ? `${mistake.slice(0, 300)}…` : mistake))
  return mistakes.length > most ? [...shown, `… (${mistakes.length})`] : shown
}
