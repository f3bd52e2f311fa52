import { KaiwuError, type ChatRequest, type ChatTool } from '@kaiwu/core'
import type { ToolDefinition } from '@langchain/core/language_models/base'
import type { BindToolsInput, ToolChoice } from '@langchain/core/language_models/chat_models'
import { isLangChainTool } from '@langchain/core/utils/function_calling'
import { toJsonSchema } from '@langchain/core/utils/json_schema'
import { isZodSchemaV4 } from '@langchain/core/utils/types'
import { isStandardSchema, type JsonSchema } from '../structured/answer-schema.ts'

/**
 * A tool in any form that LangChain knows: its own tools, name and schema, OpenAI's form, Anthropic's form, or a zod schema with a
 * title.
 * @throws REQUEST_INVALID for what is no tool, and for tools that only one vendor's servers have
 */
export function toChatTool(tool: BindToolsInput): ChatTool {
  const given = tool as Readonly<Record<string, unknown>>
  const inner = given['type'] === 'function' && isObject(given['function']) ? given['function'] : given
  if (isZodSchemaV4(tool)) return titledTool(toJsonSchema(tool))
  const schema = isLangChainTool(tool) ? tool.schema : (inner['schema'] ?? inner['parameters'] ?? inner['input_schema'])
  const { name, description, strict } = inner
  if (typeof name !== 'string' || name === '') throw noTool(given)
  return {
    name,
    ...(typeof description === 'string' && description !== '' ? { description } : {}),
    parameters: parametersOf(schema),
    ...(typeof strict === 'boolean' ? { strict } : {}),
  }
}

/** A tool in OpenAI's form, in which LangChain passes bound tools on. */
export function toOpenAiTool({ name, description, parameters, strict }: ChatTool): ToolDefinition {
  return {
    type: 'function',
    function: {
      name,
      ...(description === undefined ? {} : { description }),
      parameters: { ...parameters },
      ...(strict === undefined ? {} : { strict }),
    },
  }
}

/** Which tool a model must call, from any of the forms in use. */
export function toToolChoice(choice: ToolChoice): NonNullable<ChatRequest['toolChoice']> {
  if (choice === 'any' || choice === 'required') return 'required'
  if (choice === 'auto' || choice === 'none') return choice
  if (typeof choice === 'string') return { name: choice }
  const given = choice as Readonly<Record<string, unknown>>
  const named = isObject(given['function']) ? given['function']['name'] : given['name']
  if (typeof named === 'string') return { name: named }
  if (given['type'] === 'any') return 'required'
  throw new KaiwuError('REQUEST_INVALID', { reason: `tool_choice ${JSON.stringify(choice)} is not known` })
}

function titledTool(schema: unknown): ChatTool {
  const { title, description, ...parameters } = schema as Readonly<Record<string, unknown>>
  if (typeof title !== 'string')
    throw new KaiwuError('REQUEST_INVALID', { reason: 'a zod schema as a tool needs a name: .meta({ title: "look_up" })' })
  return { name: title, ...(typeof description === 'string' ? { description } : {}), parameters: parametersOf(parameters) }
}

function parametersOf(schema: unknown): JsonSchema {
  if (schema === undefined || schema === null) return { type: 'object', properties: {} }
  if (!isObject(schema)) throw new KaiwuError('REQUEST_INVALID', { reason: 'the parameters of a tool are no schema' })
  const json =
    isStandardSchema(schema) && !isZodSchemaV4(schema)
      ? schema['~standard'].jsonSchema.input({ target: 'draft-07' })
      : toJsonSchema(schema)
  const { $schema: _, ...parameters } = json as JsonSchema
  return parameters
}

function noTool(given: Readonly<Record<string, unknown>>): KaiwuError {
  const said = typeof given['type'] === 'string' ? `a tool of the type ${given['type']}` : 'a tool without a name'
  return new KaiwuError('REQUEST_INVALID', {
    reason: `${said} cannot be bound; bind a LangChain tool, a zod schema with a title or a function`,
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
