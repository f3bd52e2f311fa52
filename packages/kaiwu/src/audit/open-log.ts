import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { logSigner, type LogSigner } from '@kaiwu/cases'
import type { Database } from '@kaiwu/store'
import { textOption, type Invocation } from '../command.ts'
import { dataFolder, loadFolder } from '../open-folder.ts'
import type { Terminal } from '../terminal.ts'

/** The log of a solution's base, and what anchors it. */
export type OpenedLog = Readonly<{
  database: Database
  signer: LogSigner
  /** The public key on this machine; absent where nothing has been signed here. */
  publicKey?: string
}>

/** Where the key of a solution's log and its checkpoints are. */
export async function logSignerOf(
  folder: string,
  invocation: Invocation,
  terminal: Terminal,
): Promise<LogSigner & { keyFile: string }> {
  const { data } = await placeOf(folder, invocation, terminal)
  const { logFiles } = await import('@kaiwu/solution')
  const files = logFiles(data, terminal.environment)
  return { ...logSigner(files), keyFile: files.keyFile }
}

/**
 * Opens the log of a solution's base, also one that another process serves; models and documents are left alone.
 * @throws what loading a solution and opening a database throws
 */
export async function openLog(
  folder: string,
  access: 'read' | 'write-or-read',
  invocation: Invocation,
  terminal: Terminal,
): Promise<OpenedLog> {
  const { definition, data } = await placeOf(folder, invocation, terminal)
  const [{ openDatabase }, { databasePlace, solutionMigrations }] = await Promise.all([
    import('@kaiwu/store'),
    import('@kaiwu/solution'),
  ])
  const { keyFile, ...signer } = await logSignerOf(folder, invocation, terminal)
  const place = databasePlace(definition, data, terminal.environment)
  const database = await openDatabase({ ...place, migrations: solutionMigrations, access })
  return { database, signer, ...(existsSync(keyFile) ? { publicKey: signer.key().publicKey } : {}) }
}

async function placeOf(folder: string, invocation: Invocation, terminal: Terminal) {
  const { definition, root } = await loadFolder(folder, terminal, { cases: false })
  return { definition, data: resolve(dataFolder({ root, name: definition.name }, textOption(invocation, 'data'), terminal)) }
}
