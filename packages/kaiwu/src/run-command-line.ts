import { exitCodes, KaiwuError } from '@kaiwu/core'
import { commands } from './commands.ts'
import { chooseLanguage } from './choose-language.ts'
import { parseCommandLine } from './parse-command-line.ts'
import { reportFailure } from './report-failure.ts'
import { openTerminal, type Terminal, type TerminalSettings } from './terminal.ts'
import { kaiwuVersion } from './version.ts'

// Longer than the server's ten seconds for answers under way.
const graceMs = 15_000

/** What a command line reads and where it prints. */
export type Surroundings = Readonly<{ env: TerminalSettings['environment'] }> &
  Pick<TerminalSettings, 'stdin' | 'stdout' | 'stderr'>

/**
 * Runs one command line in this process and gives its exit code.
 * @param words what follows the program's name
 * @param surroundings those of this process when not given
 */
export async function runCommandLine(
  words: readonly string[],
  { env: environment, stdin, stdout, stderr }: Surroundings = process,
): Promise<number> {
  const asked = askedLanguage(words)
  const stop = new AbortController()
  const terminal = openTerminal({
    language: chooseLanguage(asked, environment),
    languageAsked: asked === 'zh' || asked === 'en',
    json: beforeDashes(words).includes('--json'),
    environment,
    signal: stop.signal,
    stdin,
    stdout,
    stderr,
  })
  stdout.on('error', (error: NodeJS.ErrnoException) => endWithout(error, terminal))
  try {
    const parsed = parseCommandLine(words, commands, kaiwuVersion(), terminal.language)
    if (parsed.kind !== 'run') {
      terminal.print(parsed.text)
      terminal.result({ [parsed.kind]: parsed.text })
      return 0
    }
    onStopSignals(stop)
    return await parsed.command.run(parsed.invocation, terminal)
  } catch (error) {
    return reportFailure(error, terminal)
  }
}

/** Ends when stdout takes no more. A reader such as `head` that has seen enough is no error. */
function endWithout(error: NodeJS.ErrnoException, terminal: Terminal): never {
  if (error.code === 'EPIPE') process.exit(141)
  const failure = new KaiwuError('PATH_UNUSABLE', { path: 'stdout', reason: error.message }, { cause: error })
  terminal.note(failure.text(terminal.language))
  process.exit(exitCodes[failure.fault])
}

/** The first signal asks the command to stop, the second stops the process at once. */
function onStopSignals(stop: AbortController): void {
  for (const [name, exit] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(exit)
      stop.abort(name)
      setTimeout(() => process.exit(exit), graceMs).unref()
    })
  }
}

function beforeDashes(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--')
  return end < 0 ? words : words.slice(0, end)
}

/** Read before anything else, so that mistakes in the rest of the line are told in the language asked for. */
function askedLanguage(words: readonly string[]): string | undefined {
  const own = beforeDashes(words)
  const at = own.lastIndexOf('--lang')
  return own.findLast((word) => word.startsWith('--lang='))?.slice('--lang='.length) ?? (at < 0 ? undefined : own[at + 1])
}
