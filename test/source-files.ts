import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'

/** The repository's folder. */
export const repository = join(import.meta.dirname, '..')

/** One source file, parsed. */
export type SourceFile = Readonly<{
  /** From the repository's folder, with `/`. */
  path: string
  text: string
  lines: number
  /** Where each import and re-export points, as written; `value` is false for type-only ones. */
  imports: readonly Readonly<{ from: string; value: boolean }>[]
  /** Everything it loads at any time: imports, `import()`, `resolve('…')`. */
  loads: readonly string[]
  functions: readonly Readonly<{ name: string; lines: number; line: number }>[]
  /** Exported declarations, and whether a doc comment stands right above. */
  exports: readonly Readonly<{ name: string; documented: boolean; line: number }>[]
}>

type AstNode = { type: string; start: number; end: number } & Record<string, unknown>

/** Every TypeScript file a pattern matches, parsed once. */
export function sourceFiles(...patterns: string[]): SourceFile[] {
  const paths = patterns.flatMap((pattern) => globSync(pattern, { cwd: repository })).map((path) => path.replaceAll('\\', '/'))
  return [...new Set(paths)]
    .filter((path) => !/node_modules|\/dist\//.test(path))
    .sort()
    .map(parse)
}

function parse(path: string): SourceFile {
  const text = readFileSync(join(repository, path), 'utf8')
  const { program, comments, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`)
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length
  const body = program.body as unknown as AstNode[]
  const documented = (start: number) =>
    comments.some(
      (comment) => comment.value.startsWith('*') && comment.end <= start && /^\s*$/.test(text.slice(comment.end, start)),
    )
  return {
    path,
    text,
    lines: text.split('\n').length - 1,
    imports: body.flatMap(importOf),
    loads: [...body.flatMap(importOf).map(({ from }) => from), ...lateLoads(program as unknown as AstNode)],
    functions: functionsIn(program as unknown as AstNode).map(({ name, node }) => ({
      name,
      line: lineOf(node.start),
      lines: lineOf(node.end) - lineOf(node.start) + 1,
    })),
    exports: body.flatMap((node) =>
      exportsOf(node).map((name) => ({ name, documented: documented(node.start), line: lineOf(node.start) })),
    ),
  }
}

function importOf(node: AstNode): { from: string; value: boolean }[] {
  const source = node['source'] as { value: string } | null | undefined
  if (!source || !/^(Import|Export)/.test(node.type)) return []
  const kind = (node['importKind'] ?? node['exportKind']) as string | undefined
  const specifiers = (node['specifiers'] ?? []) as { importKind?: string; exportKind?: string }[]
  const allTypes = specifiers.length > 0 && specifiers.every((one) => one.importKind === 'type' || one.exportKind === 'type')
  return [{ from: source.value, value: kind !== 'type' && !allTypes }]
}

function exportsOf(node: AstNode): string[] {
  const declaration = node['declaration'] as AstNode | null | undefined
  if (node.type !== 'ExportNamedDeclaration' || !declaration) return []
  if (declaration.type === 'VariableDeclaration')
    return (declaration['declarations'] as { id: { name: string } }[]).map(({ id }) => id.name)
  return [(declaration['id'] as { name?: string } | null)?.name ?? '?']
}

/** The specifiers of `import('x')`, `require('x')`, `require.resolve('x')` and `import.meta.resolve('x')`. */
function lateLoads(root: AstNode): string[] {
  const found: string[] = []
  const literal = (node: unknown): string[] =>
    typeof (node as { value?: unknown } | undefined)?.value === 'string' ? [(node as { value: string }).value] : []
  visit(root, (node) => {
    if (node.type === 'ImportExpression') found.push(...literal(node['source']))
    if (node.type !== 'CallExpression') return
    const callee = node['callee'] as { name?: string; property?: { name?: string } }
    if (callee.name === 'require' || callee.property?.name === 'resolve')
      found.push(...literal((node['arguments'] as unknown[])[0]))
  })
  return found
}

function visit(node: unknown, see: (node: AstNode) => void): void {
  if (Array.isArray(node)) for (const one of node) visit(one, see)
  if (!node || typeof node !== 'object' || !('type' in node)) return
  see(node as AstNode)
  for (const [key, child] of Object.entries(node)) if (key !== 'parent') visit(child, see)
}

function functionsIn(root: AstNode): { name: string; node: AstNode }[] {
  const found: { name: string; node: AstNode }[] = []
  const walk = (node: unknown, name: string): void => {
    if (Array.isArray(node)) for (const one of node) walk(one, name)
    if (!node || typeof node !== 'object' || !('type' in node)) return
    const here = node as AstNode
    const own = ((here['id'] ?? here['key']) as { name?: string } | null | undefined)?.name ?? name
    if (/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(here.type))
      found.push({ name: own, node: here })
    for (const [key, child] of Object.entries(here)) if (key !== 'parent') walk(child, own)
  }
  walk(root, '(anonymous)')
  return found
}
