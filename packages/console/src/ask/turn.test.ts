import type { Answer } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { ownProblem } from '../http/request-problem.ts'
import { isSending, type KeyPress } from './is-sending.ts'
import { advanceTurn, endTurn, isRunning, startTurn } from './turn.ts'

const answer = { outcome: 'answered', text: '每月1200元。[1]' } as Answer
const begun = startTurn(1, { question: '多少钱' })

describe('a turn', () => {
  it('goes from searching to writing to done', () => {
    const found = advanceTurn(begun, { type: 'passages', passages: [], asOf: '2026-11-22' })
    expect(found).toMatchObject({ state: 'searching', evidence: { asOf: '2026-11-22' } })
    const written = advanceTurn(advanceTurn(found, { type: 'token', text: '每月' }), { type: 'token', text: '1200元' })
    expect(written).toMatchObject({ state: 'writing', text: '每月1200元' })
    expect(advanceTurn(written, { type: 'answer', answer })).toMatchObject({ state: 'done', answer })
  })

  it('keeps what was streamed when it fails or is stopped', () => {
    const written = advanceTurn(begun, { type: 'token', text: '每月' })
    expect(endTurn(written)).toMatchObject({ state: 'stopped', text: '每月' })
    expect(endTurn(written, ownProblem('interrupted'))).toMatchObject({
      state: 'failed',
      text: '每月',
      problem: { kind: 'interrupted' },
    })
  })

  it('is not changed by what comes after its end', () => {
    const stopped = endTurn(begun)
    expect(advanceTurn(stopped, { type: 'answer', answer })).toBe(stopped)
    expect(endTurn(stopped, ownProblem('unreachable'))).toBe(stopped)
    expect(isRunning(stopped)).toBe(false)
    expect(isRunning(begun)).toBe(true)
  })
})

describe('a turn of an assistant that looks for itself', () => {
  const step = { number: 1, tool: 'search', arguments: '{}', state: 'running', count: 0, ids: [] } as const

  it('shows each step once, as it stands', () => {
    const running = advanceTurn(advanceTurn(begun, { type: 'step', step }), { type: 'step', step: { ...step, number: 2 } })
    expect(running.steps.map(({ number, state }) => [number, state])).toEqual([
      [1, 'running'],
      [2, 'running'],
    ])
    const done = advanceTurn(advanceTurn(running, { type: 'step', step: { ...step, state: 'done', count: 3 } }), {
      type: 'bound',
    })
    expect(done.steps.map(({ number, state }) => [number, state])).toEqual([
      [1, 'done'],
      [2, 'running'],
    ])
  })

  it('keeps the forms that were filled in, and voids what was said before a tool was called', () => {
    const prepared = { type: 'leave', title: { zh: '请假', en: 'Leave' }, fields: { days: 3 }, problems: [] }
    const said = advanceTurn(advanceTurn(begun, { type: 'prepared', prepared }), { type: 'token', text: '我先查' })
    expect(advanceTurn(said, { type: 'reset', reason: 'tool-calls' })).toMatchObject({
      state: 'searching',
      text: '',
      prepared: [prepared],
    })
  })
})

describe('isSending', () => {
  const enter: KeyPress = {
    key: 'Enter',
    shiftKey: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    isComposing: false,
    keyCode: 13,
  }

  it('sends on Enter alone', () => {
    expect(isSending(enter)).toBe(true)
    expect(isSending({ ...enter, key: 'a', keyCode: 65 })).toBe(false)
    for (const modifier of ['shiftKey', 'ctrlKey', 'altKey', 'metaKey'] as const)
      expect(isSending({ ...enter, [modifier]: true })).toBe(false)
  })

  it('does not send while an input method composes', () => {
    expect(isSending({ ...enter, isComposing: true })).toBe(false)
    expect(isSending({ ...enter, keyCode: 229 })).toBe(false)
  })
})
