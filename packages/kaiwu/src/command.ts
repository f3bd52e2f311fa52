import type { Terminal } from './terminal.ts'

/** A text in both of Kaiwu's languages. */
export type Texts = Readonly<{ zh: string; en: string }>

/** A place for a word after the command's name. A command sees to its required words itself: one may follow an optional one. */
export type CommandArgument = Readonly<{
  name: string
  form: 'required' | 'optional' | 'many'
  text: Texts
}>

/** A setting that begins with `--`. */
export type CommandOption = Readonly<{
  /** As commander reads them: `--port <number>`. The long form's name, in camel case, is its key in {@link Invocation}. */
  flags: string
  text: Texts
  /** It may be given several times: {@link textsOption} has all of them. */
  repeated?: true
}>

/** What was typed after a command's name. Values that were not given are absent. */
export type Invocation = Readonly<{
  words: readonly string[]
  options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
}>

/**
 * One command of the command line: everything its help says, and what it does. Help texts and the parser walk these records.
 */
export type Command = Readonly<{
  name: string
  /** One line in the list of commands. */
  summary: Texts
  /** What it does, for its own help. */
  about: Texts
  arguments: readonly CommandArgument[]
  options: readonly CommandOption[]
  /** `line` follows `kaiwu `. */
  examples: readonly Readonly<{ line: string; text: Texts }>[]
  /** Exit codes it may end with beside 0, 2, 70 and 130, which every command may. */
  exits: readonly number[]
  /**
   * Does the work and resolves to the exit code. Imports whatever is heavy itself, prints for people through the terminal
   * and hands its JSON document to {@link Terminal.result} once.
   * @throws KaiwuError for everything that somebody can put right
   */
  run(invocation: Invocation, terminal: Terminal): Promise<number>
}>

/** The text of an option, or `undefined` when it was not given. */
export function textOption({ options }: Invocation, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** The texts of an option that may be given several times, in their order. */
export function textsOption({ options }: Invocation, name: string): readonly string[] {
  const values = options[name]
  return Array.isArray(values) ? (values as readonly string[]) : []
}

/** Makes a command's record. */
export function defineCommand(command: Command): Command {
  return Object.freeze(command)
}
