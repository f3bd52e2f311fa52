/**
 * Case types and people by chance, for walks that nobody thought of.
 * @module
 */
import type { CaseInput } from '../definition/case-schema.ts'

/** Chance that can be had again: the same seed, the same numbers (mulberry32). */
export function chance(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** The roles of every random case type, and who holds them. */
export const people: Readonly<Record<string, readonly string[]>> = {
  甲: ['r1'],
  乙: ['r1', 'r2'],
  丙: ['r2'],
  丁: ['r3'],
  戊: [],
}

type States = CaseInput['states']

/** A case type with three to eight states: forms, tables of ways on, approvals of every mode, ends. */
export function randomCase(below: (limit: number) => number): CaseInput {
  const count = 3 + below(6)
  const names = Array.from({ length: count }, (_, at) => `s${at}`)
  const to = (): string => names[below(count)]!
  const role = (): string => `r${1 + below(3)}`
  const states: States = {}
  for (const [at, name] of names.entries()) {
    const kind = at === count - 1 ? 'end' : (['form', 'approval', 'ways'] as const)[below(3)]!
    if (kind === 'end') states[name] = { end: true }
    else if (kind === 'form')
      states[name] = {
        actions: {
          go: { by: [role(), 'initiator'], form: ['amount'], to: to(), require: [{ that: 'amount >= 0', message: '负数' }] },
          on: { by: role(), to: names[at + 1]!, set: { step: `${at}` }, ...(below(2) ? { forbidSameAs: ['initiator'] } : {}) },
        },
      }
    else if (kind === 'approval')
      states[name] = {
        approval: {
          by: Array.from({ length: 1 + below(3) }, role),
          mode: (['any', 'all', 'sequence'] as const)[below(3)]!,
          approved: names[at + 1]!,
          rejected: to(),
          returnTo: [to()],
          ...(below(2) ? { forbidSameAs: ['initiator'] } : {}),
        },
      }
    else states[name] = { next: [{ when: `amount > ${below(10)}`, to: names[at + 1]! }, { to: names[count - 1]! }] }
  }
  return {
    kaiwu: 1,
    case: 'random',
    title: '随机',
    number: 'R-{seq:4}',
    roles: { r1: '一', r2: '二', r3: '三' },
    fields: { amount: { type: 'number', required: true, min: -5, max: 20 }, step: { type: 'integer' } },
    start: 's0',
    states,
  }
}
