import { contentHash } from '@kaiwu/core'
import type { Connection, DatabaseFile } from '@kaiwu/store'
import { readingVersion, type RevisionRow } from '../document-store.ts'
import { applyCorrections } from '../metadata/corrections.ts'
import { contentDigest, exportApplicationId, exportFormat, exportTable } from './export-format.ts'
import type { FactCorrections } from './knowledge-life.ts'
import { list, object, oneOf, span, text, whole, type Shape } from './shape.ts'

/** Why a file is not taken in; it says so in both languages. */
export class ExportFlaw extends Error {}

const anyTime = whole(0, 8_640_000_000_000_000)
const sha256 = /^[0-9a-f]{64}$/

/**
 * Checks a file that is said to be an exported knowledge base: that it is one, whole, unchanged since, and that nothing in it points
 * outside of what it holds. It may have been made to do harm.
 * @param own the {@link schemaOf} a knowledge base of this program
 * @throws ExportFlaw, and what the database raises
 */
export function checkExport(file: DatabaseFile, own: readonly string[]): void {
  const { application_id: application } = file.get<{ application_id: number }>('PRAGMA application_id')!
  if (application !== exportApplicationId) throw new ExportFlaw('不是导出的知识库 / it is not an exported knowledge base')
  checkTables(file, own)
  const damage = file.get<{ integrity_check: string }>('PRAGMA integrity_check(1)')?.integrity_check
  if (damage !== 'ok') throw new ExportFlaw(`文件损坏 / it is damaged: ${damage?.slice(0, 200)}`)
  if (file.get('PRAGMA foreign_key_check')) throw new ExportFlaw('内容不完整 / parts of it are missing')
  const rows = file.all<{ format: number; sha256: string }>('SELECT format, sha256 FROM export')
  if (rows.length !== 1 || rows[0]!.format !== exportFormat)
    throw new ExportFlaw(
      `格式是 ${rows[0]?.format}，需要 ${exportFormat} / its format is ${rows[0]?.format}, not ${exportFormat}`,
    )
  checkRows(file)
  checkFiles(file)
  for (const key of file.all<{ id: string; revision: number }>('SELECT document_id AS id, revision FROM revisions'))
    checkRevision(file, key)
  if (contentDigest(file) !== rows[0]!.sha256) throw new ExportFlaw('内容与校验值不符 / its content is not what was exported')
}

/** What a database is made of, as it says it itself. */
export function schemaOf(connection: Connection): readonly string[] {
  return connection
    .all<{ type: string; name: string; sql: string | null }>('SELECT type, name, sql FROM sqlite_schema')
    .map(({ type, name, sql }) => `${type} ${name} ${sql}`)
}

/** Views, triggers or tables of other forms would have this program do what the file says. */
function checkTables(file: DatabaseFile, own: readonly string[]): void {
  const wanted = new Set([...own, `table export ${exportTable}`])
  const found = schemaOf(file)
  if (found.length !== wanted.size || !found.every((one) => wanted.has(one)))
    throw new ExportFlaw('数据表与本版本不同 / its tables are not those of this version')
}

function checkRows(file: DatabaseFile): void {
  const document = object(
    {
      id: (id) => typeof id === 'string' && /^doc_[0-9a-f]{16}$/.test(id),
      knowledge: name(200),
      path: name(4096),
      origin: text(20),
    },
    { revision: nullOr(whole(1, 1e9)) },
  )
  for (const row of file.all('SELECT * FROM documents')) need(document(row), 'documents')
  const release = object({ number: whole(1, 1e9), at: anyTime, note: text(10_000) })
  for (const row of file.all('SELECT * FROM releases')) need(release(row), 'releases')
  for (const row of file.all<{ path: string; correction: string | null }>('SELECT path, correction FROM release_documents'))
    need(name(4096)(row.path) && (row.correction === null || isCorrection(parse(row.correction))), 'release_documents')
  for (const { facts, by, at, sha256: content } of file.all<Record<string, string>>('SELECT * FROM corrections'))
    need(sha256.test(content!) && isCorrection({ facts: parse(facts!), by, at }), 'corrections')
  const labels = list(name(100), 1000)
  for (const row of file.all<{ labels: string }>('SELECT labels FROM access')) need(labels(parse(row.labels)), 'access')
  const hasLost = file.get(
    `SELECT 1 FROM documents WHERE revision IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM revisions WHERE document_id = id AND revisions.revision = documents.revision)`,
  )
  need(!hasLost, 'documents')
}

function isCorrection(value: unknown): boolean {
  if (!object({ facts: (facts) => typeof facts === 'object' && facts !== null, by: name(200), at: anyTime })(value)) return false
  const { facts, by, at } = value as { facts: FactCorrections; by: string; at: number }
  if (facts.access !== undefined) return false
  // What was right beside the facts of its document is not wrong here for coming after another day.
  const { ends, ...others } = facts
  applyCorrections({ title: '-' }, others, by, at)
  applyCorrections({ title: '-' }, ends === undefined ? {} : { ends }, by, at)
  return true
}

function checkFiles(file: DatabaseFile): void {
  for (const { sha256: named } of file.all<{ sha256: string }>('SELECT sha256 FROM originals')) {
    const { bytes } = file.get<{ bytes: Uint8Array }>('SELECT bytes FROM originals WHERE sha256 = ?', named)!
    need(contentHash(bytes) === named, 'originals')
  }
}

const block = (length: number): Shape =>
  object(
    { kind: oneOf('heading', 'paragraph', 'item', 'row'), ...span(length) },
    {
      level: whole(1, 6),
      page: whole(1, 1e6),
      cells: list(object({ head: text(), text: text(1e7) }), 100_000),
    },
  )
const passage = (length: number): Shape =>
  object(
    {
      kind: oneOf('article', 'section', 'row', 'question', 'speech', 'text'),
      locator: text(),
      path: list(text(), 1000),
      ...span(length),
    },
    { page: whole(1, 1e6), lead: object(span(length)), section: object(span(length)) },
  )
const warning = object(
  { zh: text(), en: text() },
  { kind: oneOf('not-read', 'hidden', 'doubtful'), page: whole(1, 1e6), count: whole(0, 1e12), sample: text(1000) },
)
const someText = text()
const relations = list(isFlat, 10_000)

function checkRevision(file: DatabaseFile, { id, revision }: Readonly<{ id: string; revision: number }>): void {
  const row = file.get<RevisionRow>('SELECT * FROM revisions WHERE document_id = ? AND revision = ?', id, revision)!
  const { length } = row.text
  need(whole(1, 1e9)(revision) && sha256.test(row.sha256) && name(4096)(row.path), id)
  need(whole(0, readingVersion)(row.reading) && anyTime(row.added_at) && (row.pages === null || whole(1, 1e6)(row.pages)), id)
  const original = file.get<{ bytes: number }>('SELECT length(bytes) AS bytes FROM originals WHERE sha256 = ?', row.sha256)
  // A folder's file of an earlier version may not be there; one that is there is as long as it says.
  need(whole(0, 1e12)(row.bytes) && (original === undefined || original.bytes === row.bytes), id)
  const blocks = parse(row.blocks)
  const passages = parse(row.passages)
  need(list(block(length))(blocks) && list(passage(length))(passages) && list(warning, 100_000)(parse(row.warnings)), id)
  need(inOrder([...(blocks as Span[]), ...(passages as Span[])]), id)
  const { length: count } = passages as unknown[]
  const hasTables = (blocks as { kind: string }[]).some(({ kind }) => kind === 'row') ? 1 : 0
  need(row.passage_count === count && row.has_tables === hasTables, id)
  need(row.character_count === null || row.character_count === length, id)
  need(isStated(parse(row.stated), length), id)
  for (const figure of file.all<{ at: number; bytes: number; media_type: string; caption: string | null; length: number | null }>(
    'SELECT at, figures.bytes, media_type, caption, length(originals.bytes) AS length FROM figures LEFT JOIN originals USING (sha256) WHERE document_id = ? AND revision = ?',
    id,
    revision,
  )) {
    const isKnown = oneOf('image/png', 'image/jpeg', 'image/gif', 'image/webp')(figure.media_type)
    need(isKnown && whole(0, length)(figure.at) && figure.bytes === figure.length && nullOr(text())(figure.caption), id)
  }
}

type Span = Readonly<{ start: number; end: number; lead?: Span; section?: Span }>

function inOrder(spans: readonly Span[]): boolean {
  return spans.every(
    ({ start, end, lead, section }) => start <= end && inOrder([lead, section].filter((one) => one !== undefined)),
  )
}

/** Facts and relations are texts, numbers and lists of texts; how they are used checks the rest. */
function isStated(value: unknown, length: number): boolean {
  if (!object({ facts: isFacts }, { repeals: relations, amends: relations, evidence: relations, metadata: isObject })(value))
    return false
  const { evidence = [] } = value as { evidence?: readonly Partial<Span>[] }
  return evidence.every(({ start, end }) => whole(0, length)(start) && whole(0, length)(end)) && inOrder(evidence as Span[])
}

/** A record's metadata is its program's own: whichever JSON object it is. */
function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isFacts(value: unknown): boolean {
  return isFlat(value) && typeof (value as { title?: unknown }).title === 'string'
}

function isFlat(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every(
    (part) => someText(part) || list(someText, 1000)(part) || typeof part === 'boolean' || typeof part === 'number',
  )
}

function name(longest: number): Shape {
  return (value) => typeof value === 'string' && value !== '' && value.length <= longest && !value.includes('\0')
}

function nullOr(shape: Shape): Shape {
  return (value) => value === null || shape(value)
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw new ExportFlaw(`内容有误 / its content is not right: ${(error as Error).message.slice(0, 100)}`)
  }
}

function need(holds: boolean, where: string): void {
  if (!holds) throw new ExportFlaw(`内容有误（${where}）/ its content is not right (${where})`)
}
