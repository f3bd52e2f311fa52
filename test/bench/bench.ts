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
  retrieval: {
    says: '--data DIR --engine keyword|vector|hybrid [--set NAME] [--backend sqlite|postgres] [--simplified] [--floor X] [--json]: nDCG, recall, time, beside exact BM25',
    run: () => import('./retrieval.ts'),
  },
  vectors: {
    says: '[--count N] [--dims D] [--data DIR] [--engines a,b] [--json]: flat, hnsw, brute force, LangChain, hnswlib-node',
    run: () => import('./vectors.ts'),
  },
  ingest: {
    says: '[--count N] [--dims D] [--data DIR] [--growth] [--json]: taking in, memory, restart, searching, beside FTS5',
    run: () => import('./ingest.ts'),
  },
  serve: {
    says: '[--count N] [--json]: searches while a sync adds 640 documents a second',
    run: () => import('./serve.ts'),
  },
  refusal: {
    says: '[--data FILE|DIR [--leave-out SHARE]] [--solution DIR --questions FILE [--leave-out-parts N]] [--threshold T] [--json]: telling answerable questions from others, ROC',
    run: () => import('./refusal.ts'),
  },
  crash: {
    says: '--rounds N [--backend sqlite|postgres] [--json]: kills while taking in, deleting, merging, writing index files',
    run: () => import('./crash.ts'),
  },
  cases: {
    says: '[--backend sqlite|postgres] [--count 10000] [--timers 1000] [--json]: open cases: start, lists, tasks, decisions, due timers',
    run: () => import('./cases.ts'),
  },
  classify: {
    says: '--data FILE [--json] [--folds 5] [--seed N]: the local classifier by cross-validation, beside five BM25 neighbours',
    run: () => import('./classify.ts'),
  },
  'two-evidence': {
    says: '[--set building|held-back] [--show] [--json]: how often both places that a question needs are found',
    run: () => import('./two-evidence.ts'),
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
