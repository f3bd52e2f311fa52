import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of all templates: this package's own, else the one at the top of the repository. */
export function templatesFolder(): string {
  const own = fileURLToPath(new URL('../../templates', import.meta.url))
  return existsSync(own) ? own : fileURLToPath(new URL('../../../../templates', import.meta.url))
}

/** The names of the templates: folders that hold a solution.yaml. */
export async function templateNames(): Promise<string[]> {
  const folder = templatesFolder()
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'solution.yaml')))
    .map(({ name }) => name)
    .sort()
}
