/**
 * Writes what is derived from code, so that nothing is kept twice by hand: docs/cases.md, docs/errors.md, docs/manifest.md, docs/models.md,
 * docs/providers.md and the JSON Schema that editors read. With --check nothing is written; a difference is an error (a test runs it).
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { casesPage } from './cases-page.ts'
import { errorsPage } from './errors-page.ts'
import { manifestPage } from './manifest-page.ts'
import { manifestJsonSchema } from './manifest-json-schema.ts'
import { modelsPage } from './models-page.ts'
import { providersPage } from './providers-page.ts'

const root = join(import.meta.dirname, '..')
const files: readonly (readonly [string, string])[] = [
  ['docs/cases.md', casesPage()],
  ['docs/errors.md', errorsPage()],
  ['docs/manifest.md', manifestPage()],
  ['docs/models.md', modelsPage()],
  ['docs/providers.md', providersPage()],
  ['packages/solution/solution.schema.json', manifestJsonSchema()],
]
const check = process.argv.includes('--check')
const stale = files.filter(([file, content]) => {
  try {
    return readFileSync(join(root, file), 'utf8') !== content
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
})
for (const [file, content] of stale) {
  if (!check) writeFileSync(join(root, file), content)
  console.log(check ? `${file} is out of date: run npm run generate` : `wrote ${file}`)
}
if (check && stale.length > 0) process.exit(1)
