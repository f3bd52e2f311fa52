import { styleText } from 'node:util'
import { localText, type Language, type LocalText } from '@kaiwu/core'

/** Where a command prints. People's output goes to stdout, progress and notes to stderr; under `--json` stdout is one document. */
export type Terminal = Readonly<{
  language: Language
  /** The language was asked for with `--lang`: nothing may change it. */
  languageAsked: boolean
  json: boolean
  /** A person is there to answer questions. */
  interactive: boolean
  environment: Readonly<Record<string, string | undefined>>
  /** Aborted when the process is told to stop; its reason is the signal's name. */
  signal: AbortSignal
  /** The text in the reader's language. */
  pick(text: LocalText): string
  /** A line for people on stdout; nothing under `--json`. */
  print(text?: LocalText): void
  /** Text for people on stdout without a line end, its control characters dropped; nothing under `--json`. */
  write(text: string): void
  /** A line on stderr. */
  note(text: LocalText): void
  /** What is going on, on stderr: one line that is written over, or now and then a line where there is no terminal. */
  progress(text: LocalText): void
  /** Colours a text, where stdout is a terminal and NO_COLOR is not set. */
  paint(style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', text: string): string
  /** Gives the command's one JSON document: printed under `--json`. */
  result(document: unknown): void
  /** True once {@link Terminal.result} printed. */
  hasResult(): boolean
  /** The same terminal in the language, unless `--lang` asked for another. */
  speaking(language: Language): Terminal
}>

/** What a terminal is made of. */
export type TerminalSettings = Readonly<{
  language: Language
  languageAsked: boolean
  json: boolean
  environment: Readonly<Record<string, string | undefined>>
  signal: AbortSignal
  stdin: Readonly<{ isTTY?: boolean }>
  stdout: NodeJS.WritableStream & Readonly<{ isTTY?: boolean }>
  stderr: NodeJS.WritableStream & Readonly<{ isTTY?: boolean }>
}>

const progressEveryMs = 5_000

/** Makes the terminal of one run of the command line. */
export function openTerminal(settings: TerminalSettings): Terminal {
  const state = { progressShown: false, progressAt: Date.now(), resulted: false }
  return terminalIn(settings.language, settings, state)
}

type State = { progressShown: boolean; progressAt: number; resulted: boolean }

function terminalIn(language: Language, settings: TerminalSettings, state: State): Terminal {
  const { json, environment, stdout, stderr, stdin } = settings
  const coloured = stdout.isTTY === true && !environment['NO_COLOR']
  const clear = (): void => {
    if (state.progressShown) stderr.write('\r\u001b[2K')
    state.progressShown = false
  }
  const people = (text: string): void => {
    clear()
    if (!json) stdout.write(text)
  }
  return Object.freeze({
    language,
    languageAsked: settings.languageAsked,
    json,
    interactive: stdin.isTTY === true && stdout.isTTY === true && !json,
    environment,
    signal: settings.signal,
    pick: (text: LocalText) => localText(text, language),
    print: (text: LocalText = '') => people(`${localText(text, language)}\n`),
    write: (text: string) => people(withoutControls(text)),
    note(text: LocalText) {
      clear()
      stderr.write(`${localText(text, language)}\n`)
    },
    progress: (text: LocalText) => showProgress(localText(text, language), stderr, state),
    paint: (style: Parameters<Terminal['paint']>[0], text: string) =>
      coloured ? styleText(style, text, { validateStream: false }) : text,
    result(document: unknown) {
      clear()
      if (!json || state.resulted) return
      state.resulted = true
      stdout.write(`${JSON.stringify(document, null, 2)}\n`)
    },
    hasResult: () => state.resulted,
    speaking: (other: Language) => terminalIn(settings.languageAsked ? language : other, settings, state),
  })
}

function showProgress(text: string, stderr: TerminalSettings['stderr'], state: State): void {
  if (stderr.isTTY) {
    stderr.write(`\r\u001b[2K${text}`)
    state.progressShown = true
  } else if (Date.now() - state.progressAt >= progressEveryMs) {
    state.progressAt = Date.now()
    stderr.write(`${text}\n`)
  }
}

/** A text of documents or models as a terminal may show it: without the characters that steer terminals. */
export function withoutControls(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
}
