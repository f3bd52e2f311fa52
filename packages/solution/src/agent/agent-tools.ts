import { KaiwuError, localText, type ChatTool, type Hit, type Language, type LocalText, type PreparedCase } from '@kaiwu/core'
import { explainNote } from '@kaiwu/knowledge'
import { z } from 'zod'
import type { SolutionDefinition } from '../define-solution.ts'
import type { DeskTools } from './desk-tools.ts'
import { caseEvidence, preparedEvidence, taskEvidence } from './record-evidence.ts'

/** What a tool brought. `count` is how much there is, of which `hits` is what can be cited. */
export type ToolResult = Readonly<{
  hits: readonly Hit[]
  count: number
  ids: readonly string[]
  prepared?: PreparedCase
  /** What could not be done, and what was done instead. */
  notes?: readonly string[]
}>

/** A tool that a model may call. */
export type AgentTool = ChatTool &
  Readonly<{
    /** @throws REQUEST_INVALID for what is not as the form says, and what the tool itself throws */
    call(given: unknown): Promise<ToolResult>
  }>

/** What the tools are made for. */
export type AgentToolsOptions = Readonly<{
  definition: Pick<SolutionDefinition, 'knowledge' | 'cases'>
  desk: DeskTools
  language: Language
  /** Whether whoever asks may read cases at all. */
  reads: boolean
}>

/** The tools for one question: those that whoever asks may use. What a tool does is decided by their rights once more when it is called. */
export async function agentTools(options: AgentToolsOptions): Promise<readonly AgentTool[]> {
  const { desk, reads } = options
  const startable = await desk.startable()
  return Object.freeze([
    searchTool(options),
    ...(reads ? [readCaseTool(options), myTasksTool(options)] : []),
    ...(startable.length > 0
      ? [
          prepareCaseTool(
            options,
            startable.map(({ key, title }) => ({ key, title })),
          ),
        ]
      : []),
  ])
}

function searchTool({ definition, desk, language }: AgentToolsOptions): AgentTool {
  const sets = Object.entries(definition.knowledge).map(([name, { title }]) => `${name} (${localText(title, language)})`)
  const about = {
    zh: `在资料里检索，得到编了号的片段。资料有：${sets.join('、')}`,
    en: `Searches the documents and gives numbered passages. There is: ${sets.join(', ')}`,
  }
  const input = z.strictObject({
    query: z
      .string()
      .trim()
      .min(1)
      .max(400)
      .describe(words(language, '要查的内容，用资料里会出现的词', 'what to look for, in words of the documents')),
    knowledge: z
      .string()
      .max(100)
      .optional()
      .describe(words(language, '只查这一组资料；不写查全部', 'only this set; default all')),
    top: z
      .int()
      .min(1)
      .max(8)
      .optional()
      .describe(words(language, '要几条，默认 6', 'how many, default 6')),
  })
  return toolOf('search', words(language, about.zh, about.en), input, async (asked) => {
    const { hits, notes } = await desk.search(asked)
    return { ...found(hits), notes: notes.map((note) => explainNote(note, language)) }
  })
}

function readCaseTool({ definition, desk, language }: AgentToolsOptions): AgentTool {
  const input = z.strictObject({
    case: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .describe(words(language, '业务单的编号或 id', 'the number or the id of a case')),
  })
  const about = words(language, '查看提问的人看得到的一张业务单', 'Reads a case that whoever asks may see')
  return toolOf('read_case', about, input, async (asked) =>
    found([caseEvidence(await desk.readCase(asked.case), { language, types: definition.cases })]),
  )
}

function myTasksTool({ definition, desk, language }: AgentToolsOptions): AgentTool {
  const about = words(language, '列出等提问的人办理的事，先到期的在前', 'Lists what waits for whoever asks, what is due first')
  return toolOf('my_tasks', about, z.strictObject({}), async () => {
    const tasks = await desk.myTasks()
    const hits = [taskEvidence(tasks, { language, types: definition.cases })]
    return { hits, count: tasks.length, ids: tasks.map(({ caseId }) => caseId) }
  })
}

function prepareCaseTool(
  { definition, desk, language }: AgentToolsOptions,
  startable: readonly Readonly<{ key: string; title: LocalText }>[],
): AgentTool {
  const kinds = startable.map(({ key, title }) => `${key} (${localText(title, language)})`).join(language === 'zh' ? '、' : ', ')
  const about = {
    zh: `为提问的人填好一张新业务单的表单，由他自己核对和提交；这里什么都不会发起。业务有：${kinds}`,
    en: `Fills in the form of a new case for whoever asks, who checks and sends it; nothing is started here. There is: ${kinds}`,
  }
  const input = z.strictObject({
    type: z
      .string()
      .min(1)
      .max(100)
      .describe(words(language, '业务的名称，如上所列', 'the case type, as listed')),
    fields: z
      .record(z.string().max(100), z.unknown())
      .default({})
      .describe(words(language, '字段和内容；不知道的不写', 'fields and what they hold; leave out what is not known')),
  })
  return toolOf('prepare_case', words(language, about.zh, about.en), input, async ({ type, fields }) => {
    const prepared = await desk.prepareCase(type, fields)
    const hits = [preparedEvidence(prepared, { language, types: definition.cases })]
    return { hits, count: Object.keys(prepared.fields).length, ids: [prepared.caseType], prepared }
  })
}

function words(language: Language, zh: string, en: string): string {
  return language === 'zh' ? zh : en
}

function found(hits: readonly Hit[]): ToolResult {
  return {
    hits,
    count: hits.length,
    ids: hits.map(({ passage, document }) => (passage.knowledge === '' ? document.id : passage.id)),
  }
}

function toolOf<Input extends z.ZodType>(
  name: string,
  description: string,
  input: Input,
  call: (asked: z.output<Input>) => Promise<ToolResult>,
): AgentTool {
  const { $schema: _, ...parameters } = z.toJSONSchema(input, { io: 'input' })
  return Object.freeze({
    ...{ name, description, parameters },
    async call(given: unknown) {
      const read = input.safeParse(given)
      if (read.success) return call(read.data)
      const reason = read.error.issues.map(({ path, message }) => `${path.join('.') || name}: ${message}`).join('; ')
      throw new KaiwuError('REQUEST_INVALID', { reason })
    },
  })
}
