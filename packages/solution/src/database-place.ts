/** The environment variable that holds the URL of a PostgreSQL database, for a base that several servers share. */
export const databaseVariable = 'KAIWU_DATABASE'

/** Where the base of a solution is, as `openDatabase` wants it. */
export type DatabasePlace = Readonly<{ folder: string; url?: string; schema?: string }>

/**
 * Where the base of a solution is: in its data folder, or on the PostgreSQL that the environment names, in a schema of the solution's
 * name (with `_` for `-`), so that solutions share a database and not a base.
 * @param folder what Kaiwu keeps on this machine, in any case
 */
export function databasePlace(
  { name }: Readonly<{ name: string }>,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): DatabasePlace {
  const url = environment[databaseVariable]?.trim()
  return Object.freeze({ folder, ...(url ? { url, schema: name.replaceAll('-', '_') } : {}) })
}
