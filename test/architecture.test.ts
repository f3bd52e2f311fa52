import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repository, sourceFiles, type SourceFile } from './source-files.ts'

const all = sourceFiles('packages/*/src/**/*.{ts,tsx}', 'scripts/*.ts', 'examples/**/*.ts', 'test/**/*.ts')
const isTest = ({ path }: SourceFile) => /\.test\.tsx?$|\/test-[^/]*\.tsx?$|^test\//.test(path)
const product = all.filter((file) => file.path.startsWith('packages/') && !isTest(file))

/** What each package may import of the others: imports point one way. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  store: ['core'],
  models: ['core', 'store'],
  knowledge: ['core', 'store'],
  cases: ['core', 'store'],
  solution: ['core', 'store', 'models', 'knowledge', 'cases'],
  server: ['core', 'store', 'models', 'knowledge', 'cases', 'solution', 'console'],
  kaiwu: ['core', 'store', 'models', 'knowledge', 'cases', 'solution', 'server'],
  console: [],
  testkit: ['core'],
}

describe('architecture', () => {
  it('lets imports between packages point one way only', () => {
    const wrong = product.flatMap((file) => {
      const own = file.path.split('/')[1]!
      return file.imports.flatMap(({ from, value }) => {
        const other = /^@kaiwu\/([a-z-]+)/.exec(from)?.[1]
        const typesOnly = own === 'console' && other === 'core' && !value
        return other && !typesOnly && !allowed[own]!.includes(other) ? [`${file.path} imports ${from}`] : []
      })
    })
    expect(wrong).toEqual([])
  })

  it('declares in package.json what a package imports, and nothing it does not', () => {
    const wrong = Object.keys(allowed).flatMap((name) => {
      const manifest = JSON.parse(readFileSync(join(repository, 'packages', name, 'package.json'), 'utf8')) as Record<
        string,
        Record<string, string> | undefined
      >
      const declared = new Set(
        ['dependencies', 'optionalDependencies', ...(name === 'console' ? ['devDependencies'] : [])].flatMap((key) =>
          Object.keys(manifest[key] ?? {}),
        ),
      )
      const used = new Set(
        product
          .filter(({ path }) => path.startsWith(`packages/${name}/`))
          .flatMap(({ loads }) => loads)
          .filter((from) => !from.startsWith('.') && !from.startsWith('#'))
          .map(packageOf),
      )
      const missing = [...used].filter(
        (one) =>
          !declared.has(one) &&
          !one.startsWith('node:') &&
          one !== (manifest['name'] as unknown as string) &&
          !(name === 'console' && one === '@kaiwu/core'),
      )
      const idle = [...declared].filter((one) => !used.has(one) && !/^@types\/|^vite$|plugin-react$/.test(one))
      return [
        ...missing.map((one) => `${name} does not declare ${one}`),
        ...idle.map((one) => `${name} declares ${one} and never imports it`),
      ]
    })
    expect(wrong).toEqual([])
  })

  it('has no import cycle', () => {
    const graph = new Map(
      product.map((file) => [
        file.path,
        file.imports
          .filter(({ from, value }) => value && from.startsWith('.'))
          .map(({ from }) => join(dirname(file.path), from).replaceAll('\\', '/')),
      ]),
    )
    expect(cyclesIn(graph)).toEqual([])
  })

  it('keeps files within 300 lines and functions within 60', () => {
    const files = all.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path} has ${lines} lines`)
    const functions = product.flatMap(({ path, functions: found }) =>
      found.filter(({ lines }) => lines > 60).map(({ name, line, lines }) => `${path}:${line} ${name} has ${lines} lines`),
    )
    expect([...files, ...functions]).toEqual([])
  })

  it('documents every export', () => {
    const bare = product.flatMap(({ path, exports }) =>
      exports.filter(({ documented }) => !documented).map(({ name, line }) => `${path}:${line} ${name}`),
    )
    expect(bare).toEqual([])
  })

  it('has no untyped hole, no swallowed error, no skipped test and no unfinished mark', () => {
    const holes = all
      .filter(({ path }) => path !== 'test/architecture.test.ts')
      .flatMap(({ path, text }) =>
        text
          .split('\n')
          .flatMap((line, index) =>
            /\bas any\b|: any\b|@ts-(?:ignore|nocheck)|catch\s*(?:\(\w+\))?\s*\{\s*\}|\b(?:it|test|describe)\.(?:skip|only|todo)\b|\b(?:TODO|FIXME|XXX)\b/.test(
              line,
            )
              ? [`${path}:${index + 1} ${line.trim()}`]
              : [],
          ),
      )
    expect(holes).toEqual([])
  })

  it('names no file after nothing in particular', () => {
    const vague = all
      .filter(({ path }) => /\/(?:utils?|helpers?|common|base|managers?|services?|misc)(?:\/|\.tsx?$)/.test(path))
      .map(({ path }) => path)
    expect(vague).toEqual([])
  })
})

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>()
  const found: string[] = []
  const visit = (node: string, trail: readonly string[]): void => {
    if (trail.includes(node)) found.push([...trail.slice(trail.indexOf(node)), node].join(' → '))
    else if (!done.has(node)) for (const next of graph.get(node) ?? []) visit(next, [...trail, node])
    done.add(node)
  }
  for (const node of graph.keys()) visit(node, [])
  return found
}
