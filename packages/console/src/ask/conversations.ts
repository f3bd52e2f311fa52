import type { Language } from '@kaiwu/core'
import { createStore } from '../frame/store.ts'
import type { AskEvent } from '../http/agent-contract.ts'
import type { AnswerRequest } from '../http/contract.ts'
import { isAbort, problemOf } from '../http/request-problem.ts'
import { streamAnswer } from '../http/stream-answer.ts'
import { advanceTurn, endTurn, startTurn, type Turn } from './turn.ts'

/** The conversations of this visit, by solution. They live outside of the views, so that changing views stops nothing. */
export const conversations = createStore<Readonly<Record<string, readonly Turn[]>>>({})

/** What the reader is about to ask, by solution. */
export const drafts = createStore<Readonly<Record<string, AnswerRequest>>>({})

const running = new Map<number, AbortController>()
let lastId = 0

/** Asks a question as a new turn. Problems end up in the turn. */
export async function ask(solution: string, request: AnswerRequest, language: Language): Promise<void> {
  lastId += 1
  const turn = startTurn(lastId, request)
  conversations.set({ ...conversations.get(), [solution]: [...turnsOf(solution), turn] })
  await run(solution, turn, language)
}

/** Asks the question of a turn once more, in its place. */
export async function askAgain(solution: string, { id, request }: Turn, language: Language): Promise<void> {
  stop(solution, id)
  const turn = startTurn(id, request)
  change(solution, id, () => turn)
  await run(solution, turn, language)
}

/** Stops a turn; what has been streamed stays, marked as not checked. */
export function stop(solution: string, id: number): void {
  running.get(id)?.abort()
  running.delete(id)
  change(solution, id, (turn) => endTurn(turn))
}

/** Forgets a solution's conversation and stops what is running in it. */
export function clear(solution: string): void {
  for (const turn of turnsOf(solution)) stop(solution, turn.id)
  conversations.set({ ...conversations.get(), [solution]: [] })
}

/** A solution's turns, oldest first. */
export function turnsOf(solution: string): readonly Turn[] {
  return conversations.get()[solution] ?? []
}

// More of a conversation than this is no longer meant by what is asked now.
const remembered = 4

async function run(solution: string, { id, request: asked }: Turn, language: Language): Promise<void> {
  const before = turnsOf(solution)
    .filter((turn) => turn.id < id)
    .slice(-remembered)
    .map(({ request }) => request.question)
  const request = before.length === 0 ? asked : { ...asked, before }
  const controller = new AbortController()
  running.set(id, controller)
  const tokens = gatherTokens((text) => change(solution, id, (turn) => advanceTurn(turn, { type: 'token', text })))
  const isCurrent = (): boolean => running.get(id) === controller
  const take = (event: AskEvent): void => {
    if (event.type === 'token') return tokens.add(event.text)
    tokens.flush()
    change(solution, id, (turn) => advanceTurn(turn, event))
  }
  try {
    for await (const event of streamAnswer(solution, request, { language, signal: controller.signal }))
      if (isCurrent()) take(event)
  } catch (error) {
    if (!isCurrent()) return
    tokens.flush()
    change(solution, id, (turn) => (isAbort(error) ? endTurn(turn) : endTurn(turn, problemOf(error))))
  } finally {
    tokens.drop()
    if (isCurrent()) running.delete(id)
  }
}

function change(solution: string, id: number, update: (turn: Turn) => Turn): void {
  const turns = turnsOf(solution).map((turn) => (turn.id === id ? update(turn) : turn))
  conversations.set({ ...conversations.get(), [solution]: turns })
}

const gatherMs = 40

// Drawing once per token would parse the growing text thousands of times.
function gatherTokens(
  show: (text: string) => void,
): Readonly<{ add: (text: string) => void; flush: () => void; drop: () => void }> {
  let waiting = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  const drop = (): void => {
    clearTimeout(timer)
    timer = undefined
  }
  const flush = (): void => {
    drop()
    if (waiting !== '') show(waiting)
    waiting = ''
  }
  const add = (text: string): void => {
    waiting += text
    timer ??= setTimeout(flush, gatherMs)
  }
  return { add, flush, drop }
}
