/** Who has to act when an error occurs. The command line exits with this party's code. */
export type Fault = 'caller' | 'author' | 'operator' | 'provider' | 'kaiwu'

/**
 * Exit codes of the command line, by whose fault it is.
 * 2 follows shells (wrong usage), 65, 78, 69 and 70 follow BSD's sysexits.h.
 */
export const exitCodes: Readonly<Record<Fault, number>> = Object.freeze({
  caller: 2,
  author: 65,
  operator: 78,
  provider: 69,
  kaiwu: 70,
})
