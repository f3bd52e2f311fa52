import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder that a test may fill and throws away. */
export type TempFolder = Readonly<{
  /** Absolute. */
  path: string
  /** Writes files by their path within the folder, making folders as needed. */
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>
  /** Deletes the folder with all that is in it. */
  remove(): Promise<void>
}>

/**
 * Makes an empty folder in the system's temporary folder.
 * @example
 * const folder = await tempFolder({ 'solution.yaml': 'kaiwu: 1' })
 * onTestFinished(() => folder.remove())
 */
export async function tempFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), 'kaiwu-test-'))
  const write = async (more: Readonly<Record<string, string | Uint8Array>>): Promise<void> => {
    for (const [file, content] of Object.entries(more)) {
      await mkdir(dirname(join(path, file)), { recursive: true })
      await writeFile(join(path, file), content)
    }
  }
  await write(files)
  return Object.freeze({ path, write, remove: () => rm(path, { recursive: true, force: true }) })
}
