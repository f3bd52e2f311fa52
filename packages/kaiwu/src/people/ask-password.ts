import { cancel, password } from '@clack/prompts'
import { KaiwuError } from '@kaiwu/core'
import type { Texts } from '../command.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'

/** The environment variable that holds a password where nobody can be asked. */
export const passwordVariable = 'KAIWU_PASSWORD'

/**
 * A password: of the environment, or asked at the terminal without showing it. Never an argument, which others on the machine see.
 * @throws USAGE_INVALID where nobody can be asked, CANCELLED when the question is left
 */
export async function askPassword(
  message: Texts,
  terminal: Terminal,
  { variable = passwordVariable, twice = false }: Readonly<{ variable?: string; twice?: boolean }> = {},
): Promise<string> {
  const given = terminal.environment[variable]
  if (given) return given
  if (!terminal.interactive)
    throw usageError(terminal, {
      zh: `${message.zh}：请在终端里运行，或把密码放在环境变量 ${variable} 里`,
      en: `${message.en}: run it at a terminal, or put the password into the variable ${variable}`,
    })
  const typed = await asked(message, terminal)
  if (twice && (await asked({ zh: '再输入一次', en: 'Once more' }, terminal)) !== typed)
    throw usageError(terminal, { zh: '两次输入的密码不一样', en: 'the two passwords are not the same' })
  return typed
}

async function asked(message: Texts, terminal: Terminal): Promise<string> {
  const typed = await password({ message: terminal.pick(message) })
  if (typeof typed === 'string') return typed
  cancel(terminal.pick({ zh: '没有改动', en: 'Nothing was changed' }))
  throw new KaiwuError('CANCELLED')
}
