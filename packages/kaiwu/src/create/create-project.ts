import { existsSync } from 'node:fs'
import { copyFile, cp, mkdir, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { KaiwuError } from '@kaiwu/core'
import { kaiwuVersion } from '../version.ts'
import { nameManifest } from './name-manifest.ts'
import { templatesFolder } from './template-folder.ts'

/** What a new project is to be. The parts are checked already. */
export type ProjectChoices = Readonly<{ folder: string; template: string; name: string; title?: string }>

/** A project that was made. */
export type CreatedProject = Readonly<{ folder: string; template: string; name: string; title?: string; files: number }>

const leftBehind = ['.kaiwu', 'node_modules', '.git', '.DS_Store']
const schemaFile = 'solution.schema.json'

/**
 * Copies a template into an empty or new folder and makes it a project. When something fails, what was begun is removed again.
 * @throws TARGET_NOT_EMPTY, PATH_UNUSABLE by the command line for what the file system refuses
 */
export async function createProject(choices: ProjectChoices): Promise<CreatedProject> {
  const folder = resolve(choices.folder)
  const isNew = await refuseFilled(folder)
  try {
    await mkdir(folder, { recursive: true })
    // Copying does not follow a link that stands in the target's place.
    await cp(join(templatesFolder(), choices.template), await realpath(folder), {
      recursive: true,
      filter: (source) => !leftBehind.includes(basename(source)),
    })
    await writeProjectFiles(folder, choices)
  } catch (error) {
    if (isNew) await rm(folder, { recursive: true, force: true })
    throw error
  }
  const { template, name, title } = choices
  return Object.freeze({ folder, template, name, ...(title === undefined ? {} : { title }), files: await countFiles(folder) })
}

/** True when nothing is there yet. A fresh `git init` counts as empty. */
async function refuseFilled(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return true
  const isFolder = (await stat(folder)).isDirectory()
  const entries = isFolder ? await readdir(folder) : ['the file itself']
  if (entries.some((entry) => entry !== '.git')) throw new KaiwuError('TARGET_NOT_EMPTY', { path: folder })
  return false
}

async function writeProjectFiles(folder: string, { name, title }: ProjectChoices): Promise<void> {
  const schema = schemaPath()
  if (schema) await copyFile(schema, join(folder, schemaFile))
  const manifest = join(folder, 'solution.yaml')
  const names = { name, ...(title === undefined ? {} : { title }), ...(schema ? { schema: schemaFile } : {}) }
  await writeFile(manifest, nameManifest(await readFile(manifest, 'utf8'), names))
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(packageOf(name), null, 2)}\n`)
  await writeFile(join(folder, '.gitignore'), 'node_modules/\n.kaiwu/\n')
}

function packageOf(name: string) {
  return {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    engines: { node: '>=22.18' },
    scripts: { start: 'kaiwu serve .', check: 'kaiwu check .', eval: 'kaiwu eval .' },
    dependencies: { kaiwu: `^${kaiwuVersion()}` },
  }
}

/** The JSON Schema of the manifest, where the solution package brings it. */
function schemaPath(): string | undefined {
  const path = join(dirname(fileURLToPath(import.meta.resolve('@kaiwu/solution/package.json'))), schemaFile)
  return existsSync(path) ? path : undefined
}

async function countFiles(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile() && !entry.parentPath.split(/[\\/]/).includes('.git')).length
}
