import { Command as Commander, CommanderError, Option } from 'commander'
import type { Language } from '@kaiwu/core'
import type { Command, CommandOption, Invocation, Texts } from './command.ts'
import { commandHelp, programHelp, sharedOptions, versionOption } from './help-text.ts'
import { usageError } from './usage-error.ts'

/** What was asked for: a command with its words and options, or a text to print. */
export type ParsedLine =
  | Readonly<{ kind: 'run'; command: Command; invocation: Invocation }>
  | Readonly<{ kind: 'help'; text: string }>
  | Readonly<{ kind: 'version'; text: string }>

/**
 * Reads the words of a command line.
 * @throws USAGE_INVALID that says what is wrong and, where one is near, what was meant
 */
export function parseCommandLine(
  words: readonly string[],
  commands: readonly Command[],
  version: string,
  language: Language,
): ParsedLine {
  let parsed: ParsedLine | undefined
  let printed = ''
  const program = prepared(
    new Commander('kaiwu'),
    (text) => (printed += text),
    () => programHelp(commands, version, language),
  )
  program.version(version, versionOption.flags)
  for (const command of commands) {
    const own = prepared(
      program.command(command.name),
      (text) => (printed += text),
      () => commandHelp(command, language),
    )
    for (const argument of command.arguments)
      own.argument(argument.form === 'many' ? `[${argument.name}...]` : `[${argument.name}]`)
    for (const option of command.options) own.addOption(optionOf(option))
    own.action((...given: unknown[]) => {
      const typed = given
        .slice(0, command.arguments.length)
        .flat()
        .filter((word) => typeof word === 'string')
      parsed = { kind: 'run', command, invocation: { words: typed, options: own.optsWithGlobals() } }
    })
  }
  try {
    program.parse(words.length === 0 ? ['--help'] : [...words], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.version') return { kind: 'version', text: version }
    if (error.exitCode !== 0 && error.code !== 'commander.help') throw usageError({ language }, explain(error))
    return { kind: 'help', text: printed.trimEnd() }
  }
  return parsed ?? { kind: 'help', text: programHelp(commands, version, language) }
}

function optionOf({ flags, repeated }: CommandOption): Option {
  const option = new Option(flags)
  return repeated
    ? option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value])
    : option
}

function prepared(commander: Commander, write: (text: string) => void, help: () => string): Commander {
  for (const { flags } of sharedOptions) {
    if (flags.startsWith('--lang')) commander.addOption(new Option(flags).choices(['zh', 'en']))
    else if (!flags.includes('--help')) commander.addOption(new Option(flags))
  }
  return commander
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined, outputError: () => undefined })
    .configureHelp({ formatHelp: help })
    .showSuggestionAfterError(true)
}

/** Says commander's complaint in both languages. What it is about stands in quotes in commander's own English. */
function explain({ code, message }: CommanderError): Texts {
  const [, subject = ''] = /'(.*?)'(?:\s|\.|$)/s.exec(message) ?? []
  const [, near] = /\(Did you mean (?:one of )?(.+?)\?\)/s.exec(message) ?? []
  const [, allowed] = /Allowed choices are (.+)\.$/s.exec(message) ?? []
  const meant = near
    ? { zh: `；是不是 ${near}？`, en: `; did you mean ${near}?` }
    : allowed
      ? { zh: `；可用：${allowed}`, en: `; use ${allowed}` }
      : { zh: '。用 kaiwu --help 查看用法', en: '. See kaiwu --help' }
  const whats: Readonly<Record<string, Texts>> = {
    'commander.unknownCommand': { zh: `没有“${subject}”这个命令`, en: `there is no command "${subject}"` },
    'commander.unknownOption': { zh: `没有“${subject}”这个选项`, en: `there is no option "${subject}"` },
    'commander.optionMissingArgument': { zh: `选项 ${subject} 后面缺少值`, en: `the option ${subject} needs a value` },
    'commander.excessArguments': {
      zh: '参数太多；含有空格的内容请加引号',
      en: 'too many words; put what holds spaces into quotes',
    },
    'commander.invalidArgument': { zh: `选项 ${subject} 的值不对`, en: `the option ${subject} does not take this value` },
  }
  const what = whats[code] ?? { zh: message, en: message.replace(/^error: /, '') }
  return { zh: what.zh + meant.zh, en: what.en + meant.en }
}
