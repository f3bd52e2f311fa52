import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newPassword } from '@kaiwu/cases'
import type { SolutionSource } from '../hosted-solution.ts'

/** Where the files of a solution are that is shown with invented people. */
export type DemoPlace = Readonly<{ root: string; data: string }>

/** The invented people of a base: their logins, and the password of them all. */
export type InventedPeople = Readonly<{ logins: readonly string[]; password: string }>

/** The places of the solutions that a demo serves. */
export function demoPlaces(sources: readonly SolutionSource[]): ReadonlyMap<string, DemoPlace> {
  return new Map(
    sources.flatMap((source) =>
      'root' in source
        ? [[source.definition.name, { root: source.root, data: source.data ?? join(source.root, '.kaiwu') }] as const]
        : [],
    ),
  )
}

const fileOf = ({ data }: DemoPlace): string => join(data, 'demo-people.json')

/** The invented people of a base; nothing of a base that was not made by a demo. */
export async function readDemo(place: DemoPlace): Promise<InventedPeople | undefined> {
  try {
    return Object.freeze(JSON.parse(await readFile(fileOf(place), 'utf8')) as InventedPeople)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Chooses a password for invented people, and keeps it for its owner alone to read, before they are taken in. */
export async function keepDemo(place: DemoPlace, logins: readonly string[]): Promise<void> {
  const password = newPassword()
  await writeFile(fileOf(place), JSON.stringify({ password, logins }), { mode: 0o600 })
}
