import { modelSettingsSchema } from '@kaiwu/models'
import { settingsTable } from './settings-table.ts'

/** docs/models.md: every setting of models.yaml, from the schema that checks it. */
export function modelsPage(): string {
  return `# models.yaml

What an operator says about models: providers, prices, budgets, keys of the gateway. Every setting, generated from
\`packages/models/src/settings\` by \`npm run generate\`. The file stands beside \`solution.yaml\`, or wherever \`KAIWU_MODELS\` says;
\`kaiwu check\` names every mistake with its line and what to do. All of it is optional.

${settingsTable(modelSettingsSchema)}
`
}
