import { describe, expect, it } from 'vitest'
import { addHistories, eventTypes, readHistories, recordHashOf } from './test-histories.ts'

addHistories(Number(process.env['KAIWU_ADD_HISTORIES'] ?? 0))
const all = readHistories()

// WF-16
describe('a history that an earlier engine has recorded', () => {
  it.each(all)('$file comes to the same record', ({ history }) => {
    expect(recordHashOf(history)).toBe(history.recordHash)
  })

  it('is there for every kind of event', () => {
    expect(all.length).toBeGreaterThanOrEqual(20)
    const types = new Set(all.flatMap(({ history }) => history.events.map(({ event }) => event.type)))
    expect(eventTypes.filter((type) => !types.has(type as never))).toEqual([])
  })

  it('comes to another record when one event is another', () => {
    const changed = all.filter(({ history }) => {
      const events = history.events.map((one, at) => (at === 1 ? { ...one, atMs: one.atMs + 1 } : one))
      return recordHashOf({ id: history.id, events }) !== history.recordHash
    })
    expect(changed.length).toBe(all.length)
  })
})
