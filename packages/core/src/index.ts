/**
 * The ports everything in Kaiwu meets at. No I/O, no framework.
 * @module
 */
export * from './agent.ts'
export * from './answer.ts'
export * from './clock.ts'
export * from './document.ts'
export * from './error-table.ts'
export * from './fault.ts'
export * from './id.ts'
export * from './kaiwu-error.ts'
export * from './language.ts'
export * from './model.ts'
export * from './money.ts'
export * from './guarded-cell.ts'
export * from './parse-delimited.ts'
export * from './price.ts'
export * from './problem.ts'
export * from './suggest.ts'
export * from './without-address.ts'
