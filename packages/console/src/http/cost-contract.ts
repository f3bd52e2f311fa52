import type { Money } from '@kaiwu/core'
import type { BothLanguages } from './contract.ts'

/** Calls to models, added up; money stays apart by currency. */
export type CallSums = Readonly<{
  calls: number
  unpriced: number
  cases: number
  promptTokens: number
  completionTokens: number
  cost: readonly Money[]
  saved: readonly Money[]
}>

/** Cases that ended, with all they ever cost and what they were charged at. */
export type EndedSums = Readonly<{
  cases: number
  unpriced: number
  cost: readonly Money[]
  perCase: readonly Money[]
  priced: number
  charged: readonly Money[]
  margin: readonly Money[]
}>

/** A line of what work cost. */
export type CostLine = Readonly<{
  group: readonly Readonly<{ key: string; value: string; title: BothLanguages }>[]
  spent: CallSums
  ended?: EndedSums
}>

/** What the work of a solution cost. */
export type WorkCost = Readonly<{
  by: readonly string[]
  timeZone: string
  lines: readonly CostLine[]
  total: CostLine
  elsewhere: CallSums
}>
