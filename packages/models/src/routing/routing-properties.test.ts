import { seededRandom } from '@kaiwu/testkit'
import type { ChatModel, ErrorCode } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import type { Candidate } from './candidate-order.ts'
import type { Route } from './route.ts'
import { routedChat } from './routed-chat.ts'
import { candidate, type ScriptedCandidate } from './test-candidate.ts'
import { modelError, question, readAll, textOf, type Scripted } from './test-scripted-chat.ts'

const codes: readonly ErrorCode[] = [
  'MODEL_UNREACHABLE',
  'MODEL_TIMEOUT',
  'MODEL_QUOTA_EXHAUSTED',
  'MODEL_CONTENT_FILTERED',
  'MODEL_CIRCUIT_OPEN',
  'BUDGET_EXCEEDED',
]

type World = Readonly<{
  asked: readonly ScriptedCandidate[]
  route: Route<Candidate>
  candidates: readonly ScriptedCandidate[]
  mayLeaveTheHouse: boolean
}>

/** A route of up to seven models, each with a letter of its own that all its text is made of. */
function world(random: () => number): World {
  const below = (most: number): number => Math.floor(random() * most)
  const script = (letter: string): Scripted => {
    const say = Array.from({ length: below(4) }, () => letter)
    const fate = random()
    if (fate < 0.4) return { say, fail: modelError(codes[below(codes.length)]!) }
    return fate < 0.6 ? { say, end: 'cut-off' } : { say, end: fate < 0.9 ? 'stop' : 'length' }
  }
  const asked: ScriptedCandidate[] = []
  const candidates = [...'abcdefg'].slice(0, 1 + below(7)).map((letter) =>
    candidate(`p/${letter}`, script(letter), {
      internal: random() < 0.3,
      open: random() < 0.15,
      ...(random() < 0.7 ? { price: { micros: below(5), currency: random() < 0.8 ? 'CNY' : 'USD' } } : {}),
    }),
  )
  const grown = (depth: number): Route<Candidate> => {
    const kind = depth === 0 ? 0 : below(4)
    const inner = () => Array.from({ length: 1 + below(3) }, () => grown(depth - 1))
    if (kind === 1)
      return { fallback: inner(), ...(random() < 0.3 ? { on: ['unreachable', 'cut-off', 'content-filter'] as const } : {}) }
    if (kind === 2) return { weighted: inner().map((model) => ({ model, weight: 1 + below(4) })) }
    if (kind === 3) return { cheapest: inner() }
    return { leaf: noted(candidates[below(candidates.length)]!, asked) }
  }
  return { asked, route: grown(3), candidates, mayLeaveTheHouse: random() < 0.3 }
}

/** The same candidate, noting in which order it is asked. */
function noted(one: ScriptedCandidate, asked: ScriptedCandidate[]): Candidate {
  const model: ChatModel = {
    ...one.model,
    stream(request, options) {
      asked.push(one)
      return one.model.stream(request, options)
    },
  }
  return { ...one, model }
}

describe('routing, over 4,000 worlds by chance', () => {
  it('joins no two answers, asks no channel twice, leaves no house, ends once, and closes everything', async () => {
    const random = seededRandom(20_261_121)
    const ends: Record<string, number> = {}
    let switched = 0
    for (let round = 0; round < 4_000; round++) {
      const { asked, route, candidates, mayLeaveTheHouse } = world(random)
      const { events, error } = await readAll(routedChat(route, { mayLeaveTheHouse, random }).stream(question))
      expect(new Set(asked).size).toBe(asked.length)
      for (const { model } of candidates) expect(model.open()).toBe(0)
      const inside = asked.findIndex(({ internal }) => internal)
      if (!mayLeaveTheHouse && inside >= 0) expect(asked.slice(inside).every(({ internal }) => internal)).toBe(true)
      const letters = new Set(textOf(events))
      expect(letters.size).toBeLessThanOrEqual(1)
      const parts = events.map((event) => (event.type === 'text' ? event.text : event.type === 'reset' ? '|' : '')).join('')
      for (const part of parts.split('|')) expect(new Set(part).size).toBeLessThanOrEqual(1)
      const finals = events.filter(({ type }) => type === 'end')
      expect(finals.length).toBe(error === undefined ? 1 : 0)
      const [end] = finals
      if (end?.type === 'end') {
        expect(events.at(-1)).toBe(end)
        if (letters.size > 0) expect(end.model).toBe(`p/${[...letters][0]}`)
      }
      for (const event of events)
        if (event.type === 'reset') {
          switched += 1
          expect(event.from).not.toBe(event.to)
        }
      const ending = error === undefined ? (end?.type === 'end' ? end.finish : '') : (error as { code: string }).code
      ends[ending] = (ends[ending] ?? 0) + 1
    }
    console.log(`ends: ${JSON.stringify(ends)}; half answers voided: ${switched}`)
    expect(switched).toBeGreaterThan(100)
    expect(Object.keys(ends).every((ending) => ['stop', 'length', 'cut-off', ...codes].includes(ending))).toBe(true)
  })
})
