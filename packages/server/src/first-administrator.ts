import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { checkPassword, loginOf, systemActor } from '@kaiwu/cases'
import { KaiwuError } from '@kaiwu/core'
import type { Solution } from '@kaiwu/solution'

/** The first administrator of every solution, as the environment names them. */
export type EnvironmentAdministrator = Readonly<{ login: string; password: string }>

const variables = { login: 'KAIWU_ADMIN_LOGIN', password: 'KAIWU_ADMIN_PASSWORD' } as const

/**
 * Who is to be the first administrator by the environment, if it says so: `KAIWU_ADMIN_LOGIN` and `KAIWU_ADMIN_PASSWORD`.
 * @throws ADMINISTRATOR_SETTINGS_INVALID when one is missing or the password does not keep the rules; it is never repeated
 */
export function administratorIn(environment: Readonly<Record<string, string | undefined>>): EnvironmentAdministrator | undefined {
  const [login = '', password = ''] = [environment[variables.login]?.trim(), environment[variables.password]]
  if (login === '' && password === '') return undefined
  const missing = login === '' ? variables.login : password === '' ? variables.password : undefined
  if (missing !== undefined)
    throw new KaiwuError('ADMINISTRATOR_SETTINGS_INVALID', { zh: `没有设置 ${missing}`, en: `${missing} is not set` })
  try {
    loginOf(login)
    checkPassword(password, login)
  } catch (error) {
    if (!KaiwuError.is(error)) throw error
    throw new KaiwuError('ADMINISTRATOR_SETTINGS_INVALID', { zh: error.text('zh'), en: error.text('en') }, { cause: error })
  }
  return Object.freeze({ login, password })
}

/** Makes the administrator that the environment names, on a base where there is none yet. */
export async function setUpFromEnvironment(
  { work: { people }, database }: Solution,
  administrator: EnvironmentAdministrator | undefined,
): Promise<void> {
  if (!administrator || !database.writable || !(await people.firstRun())) return
  try {
    await people.createAdministrator({ ...administrator, name: administrator.login }, systemActor)
  } catch (error) {
    // Another server of the same base was quicker.
    if (!KaiwuError.is(error) || error.code !== 'ADMINISTRATOR_EXISTS') throw error
  }
}

/** The codes by which whoever started the server, and nobody else, makes the first administrator of a solution. */
export type SetupCodes = Readonly<{
  /** 128 random bits, the same for as long as the server runs. */
  of(solution: string): string
  /** However its letters and the lines between them are written. */
  isRight(solution: string, given: string): boolean
}>

/** A code for each solution, made when it is first asked for and kept in memory alone. */
export function setupCodes(): SetupCodes {
  const codes = new Map<string, string>()
  const codeOf = (solution: string): string => {
    const code = codes.get(solution) ?? randomBytes(16).toString('hex').match(/.{8}/g)!.join('-')
    codes.set(solution, code)
    return code
  }
  return Object.freeze({
    of: codeOf,
    isRight: (solution: string, given: string) => timingSafeEqual(digest(codeOf(solution)), digest(given)),
  })
}

function digest(code: string): Buffer {
  return createHash('sha256')
    .update(code.toLowerCase().replace(/[^\da-f]/g, ''))
    .digest()
}
