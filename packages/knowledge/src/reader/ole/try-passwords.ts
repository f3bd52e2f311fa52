import { KaiwuError } from '@kaiwu/core'

/** The password Excel itself uses for a workbook that is only protected against changes. */
const usual = 'VelvetSweatshop'

/**
 * What the first right password opens.
 * @param open returns undefined for a wrong password
 * @throws FILE_ENCRYPTED when no password was given, FILE_PASSWORD_WRONG when none of those given is right
 */
export function tryPasswords<T>(
  passwords: readonly string[] | undefined,
  name: string,
  open: (password: string) => T | undefined,
): T {
  for (const password of new Set([...(passwords ?? []), usual])) {
    // Office takes no more than 255 characters.
    const opened = open(password.slice(0, 255))
    if (opened !== undefined) return opened
  }
  throw new KaiwuError(passwords === undefined || passwords.length === 0 ? 'FILE_ENCRYPTED' : 'FILE_PASSWORD_WRONG', { name })
}
