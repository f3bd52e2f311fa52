/**
 * Reads every file of a `manifest.jsonl` and compares what came of it with what is expected there, then bombs, cheats, broken and
 * tricky files made here: outcome, time, memory of the child, recall of text, cells kept, pages right; and what it all did to this
 * process: how late its event loop was, how much memory it keeps.
 *
 *     npm run bench -- files --data DIR [--json] [--time-limit SECONDS] [--only TEXT] [--no-hostile]
 *
 * DIR holds the manifest, or a folder `files` that does. Exit code 1 when a floor is missed, 2 on wrong usage.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { KaiwuError } from '@kaiwu/core'
import { closeReaders } from '../../packages/knowledge/src/reader/isolated-reader.ts'
import { readDocument } from '../../packages/knowledge/src/reader/read-document.ts'
import type { ReadDocument } from '../../packages/knowledge/src/reader/reader.ts'
import { docxFile, wordParagraph } from '../../packages/knowledge/src/reader/test-files.ts'
import { judge, type Happened } from './files-outcome.ts'
import type { ManifestEntry } from './files-reference.ts'
import { report, type Row } from './files-report.ts'
import { delayAt, residentAfterCollecting, watch, watched } from './files-watch.ts'
import type { Compared, MadeFile, ReadPiece, Work } from './files-work.ts'

type Reading = Happened & Readonly<{ ms: number; loopMs: number; childBytes: number; document?: ReadDocument }>

const argument = (name: string): string | undefined => {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}
const data = argument('--data')
const timeLimitMs = Number(argument('--time-limit') ?? 60) * 1_000
const only = argument('--only') ?? ''
const watchTurnMs = 12
const json = process.argv.includes('--json')
const folder = [data ?? '', join(data ?? '', 'files')].find((one) => existsSync(join(one, 'manifest.jsonl')))

/** Reads a file as a server does; the event loop is watched meanwhile, and only then. */
async function read(bytes: Uint8Array, name: string, passwords?: readonly string[]): Promise<Reading> {
  let childBytes = 0
  const onMemory = (seen: number): void => void (childBytes = seen)
  watch()
  const began = performance.now()
  let code = 'text'
  let document: ReadDocument | undefined
  try {
    document = await readDocument(bytes, name, { timeLimitMs, onMemory, ...(passwords === undefined ? {} : { passwords }) })
  } catch (error) {
    code = KaiwuError.is(error) ? error.code : `not clean: ${String(error)}`
  }
  const ms = Math.round(performance.now() - began)
  // The watch sees a delay in the turn after it.
  await new Promise((resolve) => setTimeout(resolve, watchTurnMs))
  const loopMs = watched()
  return {
    code,
    characters: document?.text.length ?? 0,
    chinese: document?.text.match(/\p{Script=Han}/gu)?.length ?? 0,
    replaced: document?.text.match(/\ufffd/g)?.length ?? 0,
    ms,
    loopMs,
    childBytes,
    ...(document === undefined ? {} : { document }),
  }
}

function ask<T>(child: ChildProcess, work: Work): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('the comparing process ended'))
    child.once('exit', ended)
    child.once('message', (answer: T) => {
      child.off('exit', ended)
      resolve(answer)
    })
    child.send(work)
  })
}

function piecesOf({ text, blocks }: ReadDocument): readonly ReadPiece[] {
  return blocks.map(({ start, end, page, cells }) => ({
    text: text.slice(start, end),
    ...(page === undefined ? {} : { page }),
    ...(cells === undefined ? {} : { cells: cells.flatMap((cell) => [cell.head, cell.text]) }),
  }))
}

async function readEntry(entry: ManifestEntry, child: ChildProcess): Promise<Row> {
  const path = join(folder ?? '', entry.file)
  const bytes = readFileSync(path)
  const locked = entry.expect === 'needs-password'
  const bare = await read(bytes, entry.file)
  const wrong = locked ? await read(bytes, entry.file, ['not the password']) : undefined
  const opened = locked && entry.password !== null ? await read(bytes, entry.file, ['not it', entry.password]) : undefined
  const verdict = judge(entry, { bare, ...(wrong === undefined ? {} : { wrong }), ...(opened === undefined ? {} : { opened }) })
  const document = (opened ?? bare).document
  const compared: Compared =
    document === undefined || !(entry.expect === 'ok' || locked)
      ? {}
      : await ask(child, { kind: 'compare', path, entry, pieces: piecesOf(document) })
  const readings = [bare, wrong, opened].flatMap((one) => one ?? [])
  return {
    file: entry.file,
    expect: entry.expect,
    happened: opened === undefined ? bare.code : `${bare.code}, ${opened.code}`,
    ...verdict,
    ms: Math.max(...readings.map((one) => one.ms)),
    loopMs: Math.max(...readings.map((one) => one.loopMs)),
    childBytes: Math.max(...readings.map((one) => one.childBytes)),
    ...compared,
  }
}

async function readMade(file: MadeFile): Promise<Row> {
  const { code, ms, loopMs, childBytes, document } = await read(readFileSync(file.path), file.name)
  const held = file.forbidden?.find((part) => document?.text.includes(part) === true)
  const missing = document !== undefined && file.required !== undefined && !document.text.includes(file.required)
  const slow = ms > file.seconds * 1_000
  const note =
    held !== undefined
      ? `holds ${JSON.stringify(held)}`
      : missing
        ? `without ${file.required}`
        : slow
          ? `more than ${file.seconds} s`
          : undefined
  return {
    file: file.name,
    expect: file.group,
    happened: code,
    right: file.expect.includes(code) && note === undefined,
    ms,
    loopMs,
    childBytes,
    ...(note === undefined ? {} : { note }),
  }
}

async function readMadeFiles(
  child: ChildProcess,
  entries: readonly ManifestEntry[],
): Promise<Readonly<{ rows: readonly Row[]; asked: number }>> {
  const temporary = mkdtempSync(join(tmpdir(), 'kaiwu-files-'))
  let asked = 0
  const server = createServer((_, response) => {
    asked++
    response.end('SECRET-OF-A-FILE')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const secret = join(temporary, 'secret')
    writeFileSync(secret, 'SECRET-OF-A-FILE')
    const kinds = ['doc', 'xls', 'pptx', 'epub']
    const more = kinds.flatMap((kind) =>
      entries
        .filter((entry) => entry.file.endsWith(`.${kind}`))
        .slice(0, 1)
        .map((entry) => [kind, join(folder ?? '', entry.file)]),
    )
    const made = await ask<readonly MadeFile[]>(child, {
      kind: 'make',
      folder: temporary,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      secret,
      more: Object.fromEntries(more) as Record<string, string>,
    })
    const rows: Row[] = []
    for (const file of made.filter(({ name, group }) => `${name} ${group}`.includes(only))) rows.push(await readMade(file))
    return { rows, asked }
  } finally {
    server.close()
    rmSync(temporary, { recursive: true, force: true })
  }
}

async function run(): Promise<void> {
  const lines = readFileSync(join(folder ?? '', 'manifest.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const entries = lines.map((line) => JSON.parse(line) as ManifestEntry)
  const child = fork(fileURLToPath(new URL('./files-work.ts', import.meta.url)), {
    execArgv: ['--conditions=kaiwu-src', '--no-warnings'],
    serialization: 'advanced',
  })
  // The first readings load what every later one uses: the readers here, and the child process.
  await read(Buffer.from('# a\n\nb'), 'a.md')
  await read(docxFile(wordParagraph('a')), 'a.docx')
  const before = await residentAfterCollecting()
  const chosen = entries.filter(({ file }) => file.includes(only))
  // What a server does: read and let go. Comparing, which a server does not, comes after the memory has been measured.
  for (const { file } of chosen) await read(readFileSync(join(folder ?? '', file)), file)
  const made = process.argv.includes('--no-hostile') ? { rows: [], asked: 0 } : await readMadeFiles(child, entries)
  const growth = (await residentAfterCollecting()) - before
  const rows: Row[] = []
  for (const entry of chosen) rows.push(await readEntry(entry, child))
  child.disconnect()
  await closeReaders()
  report({ rows, made: made.rows, growth, asked: made.asked, delayAt, timeLimitMs, partly: only !== '', json })
}

if (folder === undefined || Number.isNaN(timeLimitMs)) {
  console.error(
    'npm run bench -- files --data DIR [--json] [--time-limit SECONDS] [--only TEXT] [--no-hostile]; DIR holds manifest.jsonl',
  )
  process.exitCode = 2
} else await run()
