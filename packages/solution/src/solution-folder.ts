import { existsSync } from 'node:fs'
import { readFile, realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import { glob } from 'tinyglobby'
import { manifestFile } from './check-manifest.ts'

/** A solution's folder. Nothing outside it is ever read through it. */
export type SolutionFolder = Readonly<{
  /** Absolute. */
  path: string
  /** @throws PATH_OUTSIDE */
  resolve(file: string): string
  /** The text of a file, or `undefined` when there is none. @throws PATH_OUTSIDE */
  text(file: string): Promise<string | undefined>
  /** A file as it is, or `undefined` when there is none. @throws PATH_OUTSIDE */
  bytes(file: string): Promise<Uint8Array | undefined>
  /** The files a pattern matches, sorted, as paths within the folder with `/`. @throws PATH_OUTSIDE */
  list(pattern: string | readonly string[]): Promise<string[]>
}>

/**
 * Opens the folder of a solution.
 * @param options `manifest: false` for a solution in TypeScript, whose folder has no solution.yaml
 * @throws SOLUTION_FOLDER_MISSING when there is no solution.yaml in it
 */
export function openSolutionFolder(path: string, { manifest = true }: { manifest?: boolean } = {}): SolutionFolder {
  const root = resolve(path)
  const bytes = async (file: string): Promise<Buffer | undefined> => {
    const full = inside(root, file)
    if (!existsSync(full)) return undefined
    await refuseLinkOutside(root, full, file)
    return readFile(full)
  }
  if (manifest && !existsSync(join(root, manifestFile))) throw new KaiwuError('SOLUTION_FOLDER_MISSING', { path })
  return Object.freeze({
    path: root,
    resolve: (file: string) => inside(root, file),
    text: async (file: string) => (await bytes(file))?.toString('utf8'),
    bytes,
    async list(pattern: string | readonly string[]) {
      const patterns = (Array.isArray(pattern) ? pattern : [pattern]) as string[]
      for (const one of patterns) inside(root, one)
      const found = await glob(patterns, {
        cwd: root,
        onlyFiles: true,
        dot: false,
        followSymbolicLinks: false,
        expandDirectories: false,
        ignore: ['**/~$*', '**/.*/**'],
      })
      return found.map((file) => file.split(sep).join('/')).sort()
    },
  })
}

function inside(root: string, file: string): string {
  const full = resolve(root, file)
  const way = relative(root, full)
  if (isAbsolute(file) || file.includes('\0') || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
    throw new KaiwuError('PATH_OUTSIDE', { path: file })
  return full
}

async function refuseLinkOutside(root: string, full: string, file: string): Promise<void> {
  const way = relative(await realpath(root), await realpath(full))
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) throw new KaiwuError('PATH_OUTSIDE', { path: file })
}
