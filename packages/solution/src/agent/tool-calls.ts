import { randomBytes } from 'node:crypto'
import { KaiwuError, localText, type AgentEvent, type AgentStep, type Language, type LocalText } from '@kaiwu/core'
import { asMaterial, passagesForPrompt } from '../built-in-prompt.ts'
import type { AgentTool, ToolResult } from './agent-tools.ts'
import type { GatheredEvidence } from './gathered-evidence.ts'

/** What calls of tools are made with. */
export type ToolCallsOptions = Readonly<{
  tools: readonly AgentTool[]
  /** How many may be made. */
  most: number
  evidence: GatheredEvidence
  asOf: string
  language: Language
  signal: AbortSignal
  tell(event: AgentEvent): void
}>

/** The calls of tools of one question. */
export type ToolCalls = Readonly<{
  /** How many may still be made. */
  left(): number
  /** What could not be done, and what was done instead. */
  notes(): readonly string[]
  /**
   * Makes a call once those before it have come back, and gives what the model is told. What goes wrong is told, too.
   * @throws CANCELLED, and what is no KaiwuError
   */
  call(name: string, given: Readonly<Record<string, unknown>>): Promise<string>
}>

const longestArguments = 200
const mostIds = 20

/** Makes calls of tools, each an event when it begins and when it came back; the same one is not made twice. */
export function toolCalls(options: ToolCallsOptions): ToolCalls {
  const { tools, most, evidence, language, signal, tell } = options
  const seen = new Set<string>()
  const notes = new Set<string>()
  const sign = randomBytes(6).toString('hex')
  let made = 0
  let before: Promise<unknown> = Promise.resolve()

  const callNow = async (name: string, given: Readonly<Record<string, unknown>>): Promise<string> => {
    if (signal.aborted) throw new KaiwuError('CANCELLED')
    if (made >= most) return localText(noneLeft, language)
    const asked = JSON.stringify(given)
    const begun = { number: ++made, tool: name.slice(0, 60), arguments: shortened(asked), count: 0, ids: [] }
    const step = (so: Partial<AgentStep>): void =>
      tell({ type: 'step', step: Object.freeze({ ...begun, state: 'running', ...so }) })
    const fail = (message: LocalText): string => {
      step({ state: 'failed', message })
      return localText(message, language)
    }
    step({})
    const tool = tools.find((one) => one.name === name)
    if (!tool) return fail(unknownTool(tools.map((one) => one.name)))
    if (seen.has(`${name} ${asked}`)) return fail(calledBefore)
    seen.add(`${name} ${asked}`)
    const result = await tool.call(given).catch((error: unknown) => failureOf(error))
    if (KaiwuError.is(result)) return fail(reasonFor(result))
    for (const note of result.notes ?? []) notes.add(note)
    const text = materialOf(result)
    step({ state: 'done', count: result.count, ids: result.ids.slice(0, mostIds) })
    return text
  }

  const materialOf = ({ hits, prepared }: ToolResult): string => {
    if (hits.length === 0) return localText(nothingFound, language)
    const numbered = evidence.add(hits)
    tell({ type: 'passages', passages: evidence.passages(), asOf: options.asOf })
    if (prepared) tell({ type: 'prepared', prepared })
    return asMaterial(passagesForPrompt(numbered), sign)
  }

  return Object.freeze({
    left: () => Math.max(0, most - made),
    notes: () => [...notes],
    call(name: string, given: Readonly<Record<string, unknown>>) {
      const now = before.then(() => callNow(name, given))
      before = Promise.allSettled([now])
      return now
    },
  })
}

/** What a model and a reader are told of; anything else is nothing that a model can help. */
function failureOf(error: unknown): KaiwuError {
  if (!KaiwuError.is(error) || error.code === 'CANCELLED') throw error
  return error
}

/** What a caller can mend is told as it is; of the rest the code, not what it says of this machine. */
function reasonFor(error: KaiwuError): LocalText {
  if (error.fault === 'caller') return { zh: error.text('zh'), en: error.text('en') }
  return { zh: `没有做成（${error.code}）`, en: `It failed (${error.code})` }
}

function shortened(text: string): string {
  const characters = [...text]
  return characters.length > longestArguments ? `${characters.slice(0, longestArguments - 1).join('')}…` : text
}

const noneLeft = {
  zh: '没有做：可用的步数已经用完。请根据已经得到的内容作答。',
  en: 'Not done: there are no steps left. Answer from what there is.',
}
const nothingFound = { zh: '没有找到。', en: 'Nothing was found.' }
const calledBefore = {
  zh: '没有做：同样的调用已经做过，结果在上文。',
  en: 'Not done: the same call was made before; its result stands above.',
}
const unknownTool = (names: readonly string[]): LocalText => ({
  zh: `没有这个工具；可用：${names.join('、')}`,
  en: `there is no such tool; there is ${names.join(', ')}`,
})
