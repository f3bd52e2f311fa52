import type { Asking } from '@kaiwu/cases'
import type { Clock } from '@kaiwu/core'
import type { Access } from '@kaiwu/knowledge'
import type { Solution } from '@kaiwu/solution'
import type { z } from 'zod'
import type { Policy } from '../policy.ts'

/** A text in both of Kaiwu's languages. */
export type Texts = Readonly<{ zh: string; en: string }>

/** What a tool is called with, beside what was asked: the solution, who asks, and what they may read. */
export type McpToolCall = Readonly<{
  solution: Solution
  /** Refuses while documents are still being read. @throws SOLUTION_NOT_READY */
  ready(): void
  asking: Asking
  access: Access
  clock: Clock
  /** Aborted when nobody waits for the result any more. */
  signal: AbortSignal
}>

/** What is told of a tool. */
type McpToolShape<Input extends z.ZodObject, Output extends z.ZodObject> = Readonly<{
  name: string
  title: Texts
  about: Texts
  /** More for models to know, of the solution at hand. */
  more?(call: McpToolCall): Promise<Texts>
  /** Who may use it: the same as the route that does the same. */
  policy: Policy
  /** It changes something. */
  changes?: boolean
  /** It is about cases, which a solution need not have. */
  needsCases?: boolean
  input: Input
  output: Output
}>

/** Something that programs may have done by MCP, as its file writes it. */
export type McpToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject> = McpToolShape<Input, Output> &
  Readonly<{ call(input: z.output<Input>, call: McpToolCall): Promise<z.output<Output>> }>

/** Something that programs may have done by MCP. */
export type McpTool = McpToolShape<z.ZodObject, z.ZodObject> &
  Readonly<{ call(input: Readonly<Record<string, unknown>>, call: McpToolCall): Promise<Readonly<Record<string, unknown>>> }>

/** Makes a tool's record. Its input is checked by its schema before it is called. */
export function defineMcpTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: McpToolDefinition<Input, Output>,
): McpTool {
  const { call } = definition
  return Object.freeze({
    ...definition,
    call: (input: Readonly<Record<string, unknown>>, asked: McpToolCall) => call(input as z.output<Input>, asked),
  })
}
