import { KaiwuError } from '@kaiwu/core'

/** Where a PostgreSQL database is, and which part of it is ours. */
export type PostgresAddress = Readonly<{
  url: string
  /** One base may hold several solutions, each in a schema of its own. */
  schema: string
  /** What errors name: the URL without its password and settings. */
  place: string
}>

/** True for a URL that names PostgreSQL. */
export function isPostgresUrl(url: string): boolean {
  return /^postgres(?:ql)?:/i.test(url)
}

/** Checks where a database is said to be. The password is in none of the errors. @throws DATABASE_URL_INVALID */
export function postgresAddress(url: string, schema = 'kaiwu'): PostgresAddress {
  if (!/^[a-z_][a-z0-9_]{0,47}$/.test(schema) || /^pg_|^public$|^information_schema$/.test(schema)) {
    const problem = `"${schema}" cannot be the name of a schema (small letters, digits and _, at most 48, not of the system's own)`
    throw new KaiwuError('DATABASE_URL_INVALID', { problem })
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || !decodes(parsed.username, parsed.password, parsed.pathname)) {
    // The URL itself is in the error of the parser, and a password in the URL: neither goes further.
    const problem =
      'it is not of the form postgresql://user:password@host:5432/name; special characters of a password are written as %40 for @'
    throw new KaiwuError('DATABASE_URL_INVALID', { problem })
  }
  const host = parsed.host || parsed.searchParams.get('host') || 'localhost'
  const user = parsed.username && `${parsed.username}@`
  return Object.freeze({ url, schema, place: `postgresql://${user}${host}${parsed.pathname} (${schema})` })
}

function decodes(...parts: readonly string[]): boolean {
  try {
    for (const part of parts) decodeURIComponent(part)
    return true
  } catch {
    return false
  }
}
