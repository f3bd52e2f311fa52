import type { Fault } from '../fault.ts'

/** One row of the error table: who must act, the HTTP status, whether the same call may succeed later, and the text. */
export type ErrorEntry = Readonly<{
  fault: Fault
  status: number
  retryable: boolean
  /** `{name}` holes are filled from the error's details. */
  zh: string
  en: string
}>

/** Makes a row of the error table. */
export function entry(fault: Fault, status: number, zh: string, en: string, retryable = false): ErrorEntry {
  return Object.freeze({ fault, status, retryable, zh, en })
}
