import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { choiceMistakes, noSettings } from '@kaiwu/models'
import { checkManifest, checkModelSettings } from '@kaiwu/solution'
import { describe, expect, it } from 'vitest'
import { repository } from './source-files.ts'

type Manifest = Readonly<
  { name: string } & Partial<
    Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Readonly<Record<string, string>>>
  >
>

const read = (path: string): string => readFileSync(join(repository, path), 'utf8')
const filesOf = (...patterns: string[]): string[] =>
  patterns.flatMap((pattern) => globSync(pattern, { cwd: repository })).map((path) => path.replaceAll('\\', '/'))
const manifests = filesOf('package.json', 'packages/*/package.json', 'tools/*/package.json').map(
  (path) => JSON.parse(read(path)) as Manifest,
)
const own = new Set(manifests.map(({ name }) => name))
const pages = filesOf('*.md', 'docs/**/*.md', 'templates/*/README*.md', 'packages/*/README.md').sort()

/** `package: dependency`, for whatever is not of this repository. */
function declared(): string[] {
  return manifests.flatMap(({ name, dependencies, devDependencies, optionalDependencies }) =>
    Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
      .filter((one) => !own.has(one))
      .map((one) => `${name}: ${one}`),
  )
}

/** The same, out of the tables of docs/dependencies.md: a heading names the packages, the first cell of a row the dependency. */
function documented(): string[] {
  return read('docs/dependencies.md')
    .split(/^## /m)
    .slice(1)
    .flatMap((section) =>
      [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, dependency]) => `${section.split('\n')[0]!.trim()}: ${dependency}`),
    )
}

/** The anchors that a page's headings get: lower case, without punctuation, blanks as hyphens. */
function anchorsOf(markdown: string): Set<string> {
  const headings = [...withoutCode(markdown, '').matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading)
  const set = [...markdown.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)
  return new Set([
    ...set,
    ...headings.map((heading) =>
      heading
        .replaceAll('`', '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  ])
}

/** Examples in code are no links; headings keep their code. */
function withoutCode(markdown: string, inline: string): string {
  const text = markdown.replace(/^```[\s\S]*?^```/gm, '')
  return inline === '' ? text : text.replace(/`[^`\n]*`/g, inline)
}

function brokenLinks(page: string): string[] {
  const links = [...withoutCode(read(page), '`').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  return links
    .filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(page, target))
    .map((target) => `${page} → ${target}`)
}

function leadsSomewhere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? page : join(dirname(page), decodeURIComponent(path))
  if (!existsSync(join(repository, file))) return false
  return (
    anchor === undefined || (statSync(join(repository, file)).isFile() && anchorsOf(read(file)).has(decodeURIComponent(anchor)))
  )
}

/** The YAML blocks of a page that say in their first line which file they are. */
function yamlBlocks(page: string, file: string): string[] {
  return [...read(page).matchAll(/^```yaml\n([\s\S]*?)^```/gm)]
    .map(([, block = '']) => block)
    .filter((block) => block.startsWith(`# ${file}\n`))
}

/** What is wrong with a block of solution.yaml: its form, and models that nobody knows. The page's first models.yaml counts. */
function manifestMistakes(page: string, block: string): readonly unknown[] {
  const rest = 'kaiwu: 1\nname: a\ntitle: a\ncontact: a\nknowledge: { a: { from: "**/*" } }\nflow: [{ find: a }, { ask: a.md }]\n'
  const { manifest, problems } = checkManifest(rest + block)
  if (!manifest) return problems
  const { settings = noSettings } = checkModelSettings(yamlBlocks(page, 'models.yaml')[0] ?? '')
  const { chat } = manifest.models
  if (typeof chat !== 'object' || !('model' in chat)) return choiceMistakes(chat, settings)
  return choiceMistakes({ ref: chat.model, ...(chat.baseUrl ? { baseUrl: chat.baseUrl } : {}) }, settings)
}

describe('documents', () => {
  it('name every dependency of every package.json with its reason, and no other', () => {
    expect(documented().sort()).toEqual(declared().sort())
  })

  it('would be found wanting if a dependency were missing', () => {
    expect(declared()).toContain('@kaiwu/server: express')
    expect(declared().length).toBeGreaterThan(30)
  })

  it('say for each dependency its licence, why, and what it would take to do without', () => {
    const rows = read('docs/dependencies.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
    expect(rows.filter((row) => row.split(' | ').filter((cell) => cell.replaceAll('|', '').trim() !== '').length !== 4)).toEqual(
      [],
    )
  })

  it.each(pages)('%s has no link that leads nowhere', (page) => {
    expect(brokenLinks(page)).toEqual([])
  })

  it.each(filesOf('packages/*/README.md').filter((page) => read(page).includes('```ts')))(
    '%s has an example in TypeScript that runs',
    (page) => {
      for (const [, example = ''] of read(page).matchAll(/^```ts\n([\s\S]*?)^```/gm)) {
        const output = execFileSync(
          process.execPath,
          ['--conditions=kaiwu-src', '--input-type=module-typescript', '-e', example],
          { cwd: repository, encoding: 'utf8', stdio: 'pipe', timeout: 60_000 },
        )
        expect(output.trim()).not.toBe('')
      }
    },
    60_000,
  )

  it.each(pages.filter((page) => yamlBlocks(page, 'models.yaml').length > 0))(
    '%s shows models.yaml as it may be written',
    (page) => {
      for (const block of yamlBlocks(page, 'models.yaml')) expect(checkModelSettings(block).problems, block).toEqual([])
    },
  )

  it('show solution.yaml as it may be written, with models that are known', () => {
    const blocks = pages.flatMap((page) => yamlBlocks(page, 'solution.yaml').map((block) => [page, block] as const))
    expect(blocks.length).toBeGreaterThan(5)
    for (const [page, block] of blocks) expect(manifestMistakes(page, block), `${page}\n${block}`).toEqual([])
  })

  it('exist in both languages where people who are no developers read them', () => {
    const missing = [
      'README.md',
      'docs/guide.md',
      'docs/documents.md',
      'docs/operating.md',
      'docs/add-a-provider.md',
      'docs/budgets.md',
      ...pages.filter((page) => /^templates\/[^/]+\/README\.md$/.test(page)),
    ]
      .map((page) => page.replace(/\.md$/, '.zh-CN.md'))
      .filter((page) => !pages.includes(page))
    expect(missing).toEqual([])
  })

  it('that are generated are up to date', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=kaiwu-src', 'scripts/generate.ts', '--check'], {
      cwd: repository,
      encoding: 'utf8',
    })
    expect(stdout + stderr).toBe('')
    expect(status).toBe(0)
  })
})
