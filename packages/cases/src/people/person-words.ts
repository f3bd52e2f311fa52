import { KaiwuError } from '@kaiwu/core'

/** The roles that Kaiwu itself knows. Everybody who may sign in is a `member`, whether or not it is written down. */
export const builtInRoles = Object.freeze(['administrator', 'auditor', 'author', 'member'] as const)

/** A role that Kaiwu itself knows. */
export type BuiltInRole = (typeof builtInRoles)[number]

const loginForm = /^[\p{L}\p{M}\p{N}._@+-]{1,64}$/u
// Letters that look alike across these scripts let one person pass for another.
const scripts = [/\p{Script=Latin}/u, /\p{Script=Greek}/u, /\p{Script=Cyrillic}/u]
const wordForm = /^[\p{L}\p{M}\p{N}_.-]{1,40}$/u
// Control characters, what is not seen or turns the direction of writing, and halves of characters.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u
const mostRoles = 50

/**
 * The form under which a login is unique: however it is written, it is the same one.
 * @example
 * foldLogin('Ｚhang.San') // 'zhang.san'
 */
export function foldLogin(login: string): string {
  // What is far too long is no login of anybody, and folding it would cost time.
  return login.slice(0, 1_000).normalize('NFKC').trim().toLowerCase().normalize('NFKC')
}

/** A login as it is kept. @throws LOGIN_INVALID */
export function loginOf(given: string): string {
  const login = given.slice(0, 1_000).normalize('NFKC').trim()
  const mixed = scripts.filter((script) => script.test(login)).length > 1
  if (!loginForm.test(login) || !loginForm.test(foldLogin(login)) || mixed) throw new KaiwuError('LOGIN_INVALID')
  return login
}

/** A name as it is kept, or nothing where it is none. */
export function nameOf(given: string): string | undefined {
  const name = given.slice(0, 1_000).normalize('NFC').trim()
  const length = [...name].length
  return length >= 1 && length <= 100 && !unseen.test(name) ? name : undefined
}

/** The key of a role or a department as it is kept, or nothing where it is none. */
export function wordOf(given: string): string | undefined {
  const word = given.slice(0, 1_000).normalize('NFKC').trim()
  return wordForm.test(word) ? word : undefined
}

/** Roles as they are kept: each once, sorted; built-in ones however they are written. @throws ROLE_INVALID */
export function rolesOf(given: readonly string[]): readonly string[] {
  const roles = new Set(
    given.map((one) => {
      const word = wordOf(one)
      if (word === undefined) throw new KaiwuError('ROLE_INVALID')
      return builtInRoles.find((role) => role === word.toLowerCase()) ?? word
    }),
  )
  if (roles.size > mostRoles) throw new KaiwuError('ROLE_INVALID')
  return Object.freeze([...roles].sort())
}
