import { KaiwuError, type AgentEvent, type AgentStep } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import type { AgentTool, ToolResult } from './agent-tools.ts'
import { gatherEvidence } from './gathered-evidence.ts'
import { toolCalls } from './tool-calls.ts'

const nothing: ToolResult = { hits: [], count: 0, ids: [] }

function calls(call: AgentTool['call'], signal = new AbortController().signal) {
  const events: AgentEvent[] = []
  const tools = [{ name: 'look', parameters: {}, call }]
  const made = toolCalls({
    ...{ tools, most: 9, evidence: gatherEvidence(), asOf: '2026-11-23', language: 'zh', signal },
    tell: (event) => void events.push(event),
  })
  const steps = (): readonly AgentStep[] => events.flatMap((event) => (event.type === 'step' ? event.step : []))
  return { made, steps }
}

describe('calls of tools', () => {
  it('are made one after the other, in the order in which they were asked for', async () => {
    const order: string[] = []
    const { made } = calls(async (given) => {
      const { n } = given as { n: number }
      order.push(`+${n}`)
      await new Promise((resolve) => setTimeout(resolve, 10 - 3 * n))
      order.push(`-${n}`)
      return nothing
    })
    await Promise.all([0, 1, 2].map((n) => made.call('look', { n })))
    expect(order).toEqual(['+0', '-0', '+1', '-1', '+2', '-2'])
  })

  it('tell of an error of this machine by its code alone, and go on', async () => {
    const { made, steps } = calls(() => Promise.reject(new KaiwuError('FILE_EMPTY', { name: '/srv/secret/a.md' })))
    const operator = calls(() => Promise.reject(new KaiwuError('STORE_CORRUPT', { path: '/srv/secret', reason: 'x' })))
    expect(await operator.made.call('look', {})).toBe('没有做成（STORE_CORRUPT）')
    expect(JSON.stringify(operator.steps())).not.toContain('/srv/secret')
    await made.call('look', {})
    expect(steps().at(-1)).toMatchObject({ state: 'failed' })
    expect(await made.call('look', { again: 1 })).toBe(await made.call('look', { again: 2 }))
  })

  it('let what is no error of anybody through, and stop when they are told to', async () => {
    const { made } = calls(() => Promise.reject(new TypeError('a mistake in here')))
    await expect(made.call('look', {})).rejects.toThrow(TypeError)
    const stopped = calls(() => Promise.resolve(nothing), AbortSignal.abort())
    await expect(stopped.made.call('look', {})).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('show what they were called with cut at whole characters', async () => {
    const { made, steps } = calls(() => Promise.resolve(nothing))
    await made.call('look', { text: '𠮷'.repeat(300) })
    const shown = steps()[0]!.arguments
    expect([[...shown].length, shown.endsWith('…'), /\p{Surrogate}/u.test(shown)]).toEqual([200, true, false])
    expect(made.left()).toBe(8)
  })
})
