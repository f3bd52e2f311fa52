/**
 * How far something is that is sent outside. `delivering` also stands for a try that a crash has cut off, until it is made again.
 */
export type DeliveryState = 'waiting' | 'delivering' | 'delivered' | 'failed'

/** Something that is sent outside. */
export type Delivery = Readonly<{
  /** Its idempotency key. */
  key: string
  target: string
  /** The JSON text that is sent, byte by byte. */
  body: string
  caseId?: string
  /** What it is about, for people. */
  about?: string
  state: DeliveryState
  tries: number
  /** The last status that was answered. */
  status?: number
  /** The first 2 KB of what was answered, as text. */
  response?: string
  /** Why it has not been delivered, so far or at all. */
  error?: string
  putAtMs: number
  changedAtMs: number
}>

/** A row of the table. */
export type DeliveryRow = { readonly [Key in keyof Required<Delivery>]: Required<Delivery>[Key] | null }

/** Reads a row. */
export function deliveryOf(row: DeliveryRow): Delivery {
  const filled = Object.entries(row).filter(([, value]) => value !== null)
  return Object.freeze(Object.fromEntries(filled)) as Delivery
}
