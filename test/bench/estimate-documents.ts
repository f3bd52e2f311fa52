/** The documents that the token estimate is learnt from and measured on. */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** One text with the class it is reported under. */
export type Sample = Readonly<{ kind: string; name: string; text: string; use: 'learn' | 'measure' }>

const repository = join(import.meta.dirname, '../..')

/** Samples of our own: every second one of a class is for learning, the others for measuring. */
export function ownSamples(): Sample[] {
  return globSync(join(import.meta.dirname, 'estimate-samples/*.txt'))
    .toSorted()
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split(/^%%%% (?=.)/m)
        .slice(1)
        .map((section, index): Sample => {
          const end = section.indexOf('\n')
          const use = index % 2 === 0 ? 'measure' : 'learn'
          return { kind: basename(file, '.txt'), name: section.slice(0, end), text: section.slice(end + 1), use }
        }),
    )
}

const kinds: Readonly<Record<string, readonly string[]>> = {
  'repository: Chinese documents': [
    '*.zh-CN.md',
    'docs/*.zh-CN.md',
    'templates/*/README.zh-CN.md',
    'templates/*/knowledge/**/*.{md,txt}',
    'templates/*/prompts/*',
  ],
  'repository: tables': ['templates/*/knowledge/**/*.csv', 'templates/*/glossary.csv', 'templates/*/evals/*', 'test/quality/*'],
  'repository: English documents': ['*.md', 'docs/**/*.md'],
  'repository: TypeScript': ['packages/{core,store,knowledge,solution,server}/src/**/*.ts'],
}

/** Documents of this repository: every fourth of a class is for measuring. */
export function repositoryDocuments(): Sample[] {
  return Object.entries(kinds).flatMap(([kind, patterns]) =>
    read(kind, patterns, (path) => !kind.includes('English') || !path.includes('zh-CN'), 200, 4),
  )
}

/** Documentation and code of the installed packages, for learning alone: English and code far from this repository's own. */
export function installedDocuments(): Sample[] {
  const own = (path: string): boolean => !path.includes('kaiwu') && !path.includes('.min.')
  return [
    ...read('installed: documentation', ['node_modules/**/*.md'], own, 120, 0),
    ...read('installed: types', ['node_modules/**/*.d.ts'], own, 100, 0),
    ...read('installed: code', ['node_modules/*/{lib,src,dist}/*.js'], own, 70, 0),
    ...read('installed: JSON', ['node_modules/**/package.json'], own, 60, 0),
  ]
}

/** Random bytes as services and tools write them, always the same. For learning alone. */
export function randomTexts(): Sample[] {
  let state = 20_261_123
  const byte = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24
  return Array.from({ length: 40 }, (_, index): Sample => {
    const bytes = Buffer.from(Array.from({ length: 350 }, byte))
    const form = (['base64', 'hex', 'base64url'] as const)[index % 3]!
    return { kind: 'random bytes', name: `${form} ${index}`, text: bytes.toString(form), use: 'learn' }
  })
}

function read(
  kind: string,
  patterns: readonly string[],
  wanted: (path: string) => boolean,
  most: number,
  measureEvery: number,
): Sample[] {
  const paths = patterns
    .flatMap((pattern) => globSync(pattern, { cwd: repository }))
    .filter(wanted)
    .toSorted()
  const step = Math.max(1, Math.floor(paths.length / most))
  return paths
    .filter((_, index) => index % step === 0)
    .map((path, index): Sample => {
      const text = readFileSync(join(repository, path), 'utf8').slice(0, 12_000)
      return { kind, name: path, text, use: measureEvery > 0 && index % measureEvery === 0 ? 'measure' : 'learn' }
    })
    .filter(({ text }) => text.length > 200)
}
