import { Writable } from 'node:stream'

/** stdout, for one writer alone. */
export type OwnStdout = Readonly<{
  stdout: Writable
  /** Lets everybody write there again. */
  giveBack(): void
}>

/**
 * Keeps stdout for one writer: whatever else prints there, such as the code of a solution, goes to stderr until it is given back.
 * @example
 * const { stdout, giveBack } = ownStdout()
 */
export function ownStdout(): OwnStdout {
  const write = process.stdout.write.bind(process.stdout)
  const stdout = new Writable({
    write: (chunk: Buffer, encoding, done) => void write(chunk, encoding, done),
  })
  process.stdout.write = process.stderr.write.bind(process.stderr)
  return Object.freeze({ stdout, giveBack: () => void (process.stdout.write = write) })
}
