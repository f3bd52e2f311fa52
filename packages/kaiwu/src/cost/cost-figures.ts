import type { Currency, Money } from '@kaiwu/core'
import type { CostLine, Ledger } from '@kaiwu/models'
import type { CostRequest } from './cost-request.ts'

/** A line of a report, and what one of its cases cost: each answer, each work order. */
export type CostFigures = CostLine &
  Readonly<{
    /** Mean of the cases it is about, rounded up, each currency by itself; calls that belong to no case are not in it. */
    perCase: readonly Money[]
    /** Some calls of its cases have no price, so that a case cost more than `perCase`. */
    perCaseAtLeast: boolean
  }>

/** What a report says: its lines, and everything together. */
export type CostSummary = Readonly<{ lines: readonly CostFigures[]; total: CostFigures | undefined }>

/** Asks the ledger for a report. */
export function costSummary(ledger: Ledger, { by, filter }: CostRequest): CostSummary {
  const figures = (keys: CostRequest['by']): CostFigures[] => {
    const cases = ledger.report([...keys, 'case'], filter).filter(({ group }) => group.at(-1) !== '')
    const byGroup = new Map<string, CostLine[]>()
    for (const line of cases) {
      const group = JSON.stringify(line.group.slice(0, -1))
      const known = byGroup.get(group)
      if (known) known.push(line)
      else byGroup.set(group, [line])
    }
    return ledger.report(keys, filter).map((line) => {
      const own = byGroup.get(JSON.stringify(line.group)) ?? []
      return Object.freeze({ ...line, perCase: meanOf(own), perCaseAtLeast: own.some(({ unpriced }) => unpriced > 0) })
    })
  }
  return Object.freeze({ lines: figures(by), total: figures([])[0] })
}

function meanOf(cases: readonly CostLine[]): readonly Money[] {
  const sums = new Map<Currency, number>()
  for (const { currency, micros } of cases.flatMap(({ cost }) => cost)) sums.set(currency, (sums.get(currency) ?? 0) + micros)
  return [...sums].map(([currency, micros]) => ({ micros: Math.ceil(micros / cases.length), currency }))
}
