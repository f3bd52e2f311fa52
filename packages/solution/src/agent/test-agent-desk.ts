/**
 * A solution with an assistant in agent mode, people, one case type and a model behind real HTTP that plays a script.
 * @module
 */
import { anonymous, systemActor, type Asking, type CaseView, type FieldValues } from '@kaiwu/cases'
import type { AgentEvent, AgentReport } from '@kaiwu/core'
import {
  fakeTokenApi,
  tempFolder,
  type FakeTokenApi,
  type PlayedToolCall,
  type TokenRequest,
  type TokenScript,
  type VendorId,
} from '@kaiwu/testkit'
import { onTestFinished } from 'vitest'
import type { Question } from '../answer-question.ts'
import { caseFile, documents } from '../case-steps/test-case-desk.ts'
import { loadSolution, openSolution, type Solution } from '../open-solution.ts'
import { agentReport } from './answer-by-agent.ts'

/** What a model does in one turn: tools it calls, words it says, or both. */
export type AgentTurn = string | Readonly<{ calls: readonly PlayedToolCall[]; text?: string }>

/** A turn, or what makes one of what the model was sent. */
export type ScriptedTurn = AgentTurn | ((request: TokenRequest) => AgentTurn)

type Message = Readonly<{ role: string; content: string | null }>

/** The messages of a request. */
export function messagesOf({ body }: TokenRequest): readonly Message[] {
  return body['messages'] as readonly Message[]
}

/** A model that does one turn after the other; the last again and again. */
export function turns(...all: readonly ScriptedTurn[]): TokenScript {
  const turnAt = (request: TokenRequest): Exclude<AgentTurn, string> => {
    const turn = all[Math.min(messagesOf(request).filter(({ role }) => role === 'assistant').length, all.length - 1)]!
    const played = typeof turn === 'function' ? turn(request) : turn
    return typeof played === 'string' ? { calls: [], text: played } : played
  }
  return {
    toolCalls: (request) => {
      const { calls } = turnAt(request)
      return calls.length > 0 ? calls : undefined
    },
    answer: (request) => turnAt(request).text ?? '',
    beforeCalls: (request) => turnAt(request).text ?? '',
  }
}

/** A call of a tool. */
export function call(name: string, given: PlayedToolCall['arguments'], id?: string): PlayedToolCall {
  return { name, arguments: given, ...(id === undefined ? {} : { id }) }
}

/** One call, alone. */
export function one(name: string, given: PlayedToolCall['arguments']): AgentTurn {
  return { calls: [call(name, given)] }
}

/** What a desk is opened with. */
export type AgentDeskOptions = Readonly<{
  model?: TokenScript
  /** The bounds as the manifest writes them; empty: no agent mode. */
  agent?: string
  /** The manifest's `models`, in place of the model behind the API. */
  models?: string
  vendor?: VendorId
  /** `provider/model`. */
  ref?: string
  price?: string
  files?: Readonly<Record<string, string>>
  environment?: Readonly<Record<string, string>>
}>

/** A desk at work. */
export type AgentDesk = Readonly<{
  solution: Solution
  api: FakeTokenApi
  /** Somebody who asks; '' is nobody. */
  as(login: string): Promise<Asking>
  /** Asks and waits for the whole, with every event. */
  ask(question: string | Question, login?: string): Promise<AgentReport & Readonly<{ events: readonly AgentEvent[] }>>
  /** A case of somebody's, sent. */
  started(login: string, values: FieldValues): Promise<CaseView>
  /** Everything that was sent to the model, as text. */
  sent(): string
}>

/** Opens a desk for one test. */
export async function agentDesk(options: AgentDeskOptions = {}): Promise<AgentDesk> {
  const {
    model = {},
    agent = '{}',
    vendor = 'deepseek',
    ref = 'deepseek/deepseek-flash',
    price = '',
    files = {},
    environment = {},
  } = options
  const api = await fakeTokenApi({ vendor, ...model })
  const models =
    options.models ?? `chat: { model: ${ref}, baseUrl: '${api.url}', keyEnv: TEST_KEY${price === '' ? '' : `, price: ${price}`} }`
  const folder = await tempFolder({
    'solution.yaml': `kaiwu: 1
name: desk
title: 补贴台
contact: 人社局 12333
models: { ${models} }
knowledge: { policies: { from: knowledge/*.md } }
flow: [{ find: policies }, { ask: prompts/answer.md }]
${agent === '' ? '' : `agent: ${agent}\n`}`,
    'prompts/answer.md': '资料：{{passages}}\n问题：{{question}}\n语气：简短。\n',
    'cases/subsidy.yaml': caseFile('\n      - { find: policies, for: "{{content}}" }'),
    ...documents,
    ...files,
  })
  const settings = { TEST_KEY: api.key, ...environment }
  const solution = await openSolution(await loadSolution(folder.path, { environment: settings }), {
    root: folder.path,
    environment: settings,
  })
  onTestFinished(async () => {
    await solution.close()
    await api.close()
    await folder.remove()
  })
  await solution.sync()
  const { people, desk } = solution.work
  for (const [login, name] of [
    ['zhang', '张三'],
    ['li', '李四'],
  ] as const)
    await people.add({ login, name, roles: [] }, systemActor)
  const as = async (login: string): Promise<Asking> =>
    login === ''
      ? { subject: anonymous }
      : { subject: await people.subjectOfPerson((await people.lookup.personByLogin(login))!.id) }
  let decisions = 0
  return {
    ...{ solution, api, as },
    async ask(question, login = 'zhang') {
      const events: AgentEvent[] = []
      const noted = async function* (stream: AsyncIterable<AgentEvent>) {
        for await (const event of stream) {
          events.push(event)
          yield event
        }
      }
      const asked = typeof question === 'string' ? { question } : question
      return { ...(await agentReport(noted(solution.agent(asked, await as(login))))), events }
    },
    async started(login, values) {
      const asking = await as(login)
      const { record, shown } = await desk!.cases.start(asking, { caseType: 'subsidy' })
      return desk!.cases.act(asking, record.id, { action: 'submit', values, shown, decisionId: `d-${++decisions}` })
    },
    sent: () => api.requests.map(({ text }) => text).join('\n'),
  }
}
