import { manifestSchema } from '@kaiwu/solution'
import { settingsTable } from './settings-table.ts'

/** docs/manifest.md: every setting of solution.yaml, from the schema that checks it. */
export function manifestPage(): string {
  return `# solution.yaml

Every setting, generated from \`packages/solution/src/manifest.ts\` by \`npm run generate\`. \`kaiwu check\` names every mistake with its line and what to do.
A text for people is one string, or \`{ zh: …, en: … }\`.

${settingsTable(manifestSchema)}
`
}
