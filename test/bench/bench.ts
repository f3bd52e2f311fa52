/**
 * `npm run bench -- <name> …`: runs one measurement of this folder. Without a name, or with one that is not there, it lists them.
 * @module
 */
const benches: Readonly<Record<string, Readonly<{ says: string; run: () => Promise<unknown> }>>> = {
  files: {
    says: '--data DIR [--json]: every file of a manifest.jsonl against its expected outcome, time, memory of the child',
    run: () => import('./files.ts'),
  },
  articles: {
    says: '--data DIR [--json]: headings of statutes re-wrapped at 28 characters a line',
    run: () => import('./articles.ts'),
  },
  tables: {
    says: '--data DIR [--table FILE] [--json]: share of nuggets found in the answers to spreadsheet questions',
    run: () => import('./tables.ts'),
  },
  citations: {
    says: '[--data DIR] [--json] [--seed N]: precision and recall of quote and number verification',
    run: () => import('./citations.ts'),
  },
}

const [name = '', ...rest] = process.argv.slice(2)
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
if (bench) {
  // A bench reads its own options as if it had been started by itself.
  process.argv.splice(2, process.argv.length - 2, ...rest)
  await bench.run()
} else {
  console.error(
    `npm run bench -- <name>\n${Object.entries(benches)
      .map(([key, { says }]) => `  ${key} ${says}`)
      .join('\n')}`,
  )
  process.exitCode = 2
}
