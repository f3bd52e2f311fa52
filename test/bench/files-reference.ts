/**
 * What is in a file by other means than ours, for `files.ts`: pdf.js's plain text, the XML of Office files by regular expressions,
 * texts by the encoding the manifest names.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { fromBuffer } from 'yauzl'

/** The reference of a file: its text, that of each page, or the contents of its cells. */
export type Reference = Readonly<{ text?: string; pages?: readonly string[]; cells?: readonly string[] }>

/** What the manifest says of a file. */
export type ManifestEntry = Readonly<{
  file: string
  expect: string
  password: string | null
  tags: readonly string[]
  reference: Readonly<{ pages?: number; chars?: number; cjk?: number; sheets?: number; encoding?: string; error?: string }>
}>

/** The reference of a file; empty where there is none by simple means. */
export async function referenceOf(path: string, entry: ManifestEntry): Promise<Reference> {
  const bytes = readFileSync(path)
  const kind = /\.[^.]+$/.exec(path)?.[0].toLowerCase() ?? ''
  if (kind === '.pdf') return pdfPages(bytes, entry.password)
  if (entry.password !== null || bytes.subarray(0, 2).toString('latin1') !== 'PK') return textOf(bytes, kind, entry)
  if (kind === '.docx') return docxCells(await unzip(bytes, /^word\/document\d*\.xml$/))
  if (kind === '.xlsx' || kind === '.xlsm') return { cells: sheetCells(await unzip(bytes, /^xl\/.*\.(?:xml|rels)$/)) }
  if (kind === '.pptx') return slideText(await unzip(bytes, /^ppt\/slides\/slide\d+\.xml$/))
  return {}
}

async function pdfPages(bytes: Uint8Array, password: string | null): Promise<Reference> {
  const pdfjs: typeof import('pdfjs-dist') = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
  const task = pdfjs.getDocument({
    data: new Uint8Array(bytes),
    cMapUrl: join(folder, 'cmaps') + sep,
    cMapPacked: true,
    standardFontDataUrl: join(folder, 'standard_fonts') + sep,
    verbosity: 0,
    ...(password === null ? {} : { password }),
  })
  const file = await task.promise
  const pages: string[] = []
  for (let number = 1; number <= file.numPages; number++) {
    const { items } = await (await file.getPage(number)).getTextContent()
    pages.push(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''))
  }
  await task.destroy()
  return { text: pages.join('\n'), pages }
}

/** Names of encodings as the manifest's tags and references write them, in the words of `TextDecoder`. */
const encodings: readonly (readonly [RegExp, string])[] = [
  [/cp932|mskanji/, 'shift_jis'],
  [/big5/, 'big5'],
  [/utf-?16/, 'utf-16le'],
  [/cp1252/, 'windows-1252'],
  [/gb18030|encoding\?/, 'gb18030'],
]

function textOf(bytes: Uint8Array, kind: string, { file, tags, reference }: ManifestEntry): Reference {
  if (!['.txt', '.md', '.csv', '.html'].includes(kind)) return {}
  const told = `${tags.join(' ')} ${reference.encoding ?? ''} ${file}`
  const text = decode(bytes, encodings.find(([form]) => form.test(told))?.[1] ?? 'utf-8')
  if (kind === '.csv') return { cells: text.split(/[,;|\t\r\n"]+/).filter((cell) => /[\p{L}\p{N}]/u.test(cell)) }
  if (kind === '.html') return { text: withoutTags(text) }
  return { text: kind === '.md' ? text.replace(/^---\n[\s\S]*?\n---\n|[#*`|>[\]\\-]+/g, '') : text }
}

function decode(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Not UTF-8: as the manifest says.
    return new TextDecoder(encoding).decode(bytes)
  }
}

function withoutTags(html: string): string {
  return entities(
    html.replace(/<!--[\s\S]*?-->|<(script|style|head|noscript|template)\b[\s\S]*?<\/\1>/gi, '').replace(/<[^>]*>/g, ''),
  )
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  reg: '®',
  middot: '·',
}

function entities(text: string): string {
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex: string, decimal: string, name: string) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return name === undefined ? String.fromCodePoint(code) : (named[name] ?? whole)
  })
}

/** The parts of an archive whose names match. */
function unzip(bytes: Buffer, wanted: RegExp): Promise<ReadonlyMap<string, string>> {
  const parts = new Map<string, string>()
  // Some programs state a comment that is not there.
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  const whole = Buffer.from(bytes.subarray(0, end + 22))
  if (end >= 0) whole.writeUInt16LE(0, end + 20)
  return new Promise((resolve, reject) => {
    fromBuffer(whole, { lazyEntries: true }, (failed, zip) => {
      if (failed !== null) return reject(failed)
      zip.on('entry', (entry: { fileName: string }) => {
        if (!wanted.test(entry.fileName)) return zip.readEntry()
        zip.openReadStream(entry as never, (broken, stream) => {
          if (broken !== null) return reject(broken)
          const chunks: Buffer[] = []
          stream.on('data', (chunk: Buffer) => chunks.push(chunk))
          stream.on('error', reject)
          stream.on('end', () => {
            parts.set(entry.fileName, Buffer.concat(chunks).toString('utf8'))
            zip.readEntry()
          })
        })
      })
      zip.on('end', () => resolve(parts))
      zip.on('error', reject)
      zip.readEntry()
    })
  })
}

const deleted = /<mc:Fallback>[\s\S]*?<\/mc:Fallback>|<w:rt>[\s\S]*?<\/w:rt>|<w:(del|moveFrom)\s[^>]*>[\s\S]*?<\/w:\1>/g

/** Paragraphs inside tables count as cells: each must be somewhere in our text. */
function docxCells(parts: ReadonlyMap<string, string>): Reference {
  const xml = [...parts.values()].join('').replace(deleted, '')
  const textIn = (part: string): string =>
    entities([...part.matchAll(/<w:t(?:\s[^>]*)?>([^<]*)<\/w:t>/g)].map((found) => found[1]).join(''))
  const tables = xml.match(/<w:tbl>[\s\S]*<\/w:tbl>/)?.[0] ?? ''
  return {
    text: xml.split('</w:p>').map(textIn).join('\n'),
    cells: tables
      .split('</w:p>')
      .map((part) => textIn(part.slice(Math.max(0, part.lastIndexOf('<w:p>'), part.lastIndexOf('<w:p '))))),
  }
}

function slideText(parts: ReadonlyMap<string, string>): Reference {
  const runs = [...parts.values()].flatMap((xml) =>
    [...xml.matchAll(/<a:t>([^<]*)<\/a:t>/g)].map((found) => entities(found[1] ?? '')),
  )
  return { cells: runs }
}

type Attributes = Readonly<Record<string, string>>

function attributesOf(tag: string): Attributes {
  return Object.fromEntries([...tag.matchAll(/([\w:]+)="([^"]*)"/g)].map((found) => [found[1], entities(found[2] ?? '')]))
}

/** The cells of visible sheets, rows and columns that hold text, or a number in no special form. */
function sheetCells(parts: ReadonlyMap<string, string>): readonly string[] {
  const textIn = (xml: string): string =>
    entities(
      [...xml.replace(/<rPh[\s\S]*?<\/rPh>/g, '').matchAll(/<t(?:\s[^>]*)?>([^<]*)<\/t>/g)].map((found) => found[1]).join(''),
    )
  const strings = (parts.get('xl/sharedStrings.xml') ?? '').split('</si>').map(textIn)
  const relations = [...(parts.get('xl/_rels/workbook.xml.rels') ?? '').matchAll(/<Relationship\s[^>]*>/g)].map((found) =>
    attributesOf(found[0]),
  )
  const sheets = [...(parts.get('xl/workbook.xml') ?? '').matchAll(/<sheet\s[^>]*>/g)].map((found) => attributesOf(found[0]))
  return sheets
    .filter(({ state }) => state === undefined || state === 'visible')
    .flatMap((sheet) => {
      const target = relations.find(({ Id }) => Id === sheet['r:id'])?.['Target'] ?? ''
      return cellsOf(parts.get(target.startsWith('/') ? target.slice(1) : `xl/${target}`) ?? '', strings, textIn)
    })
}

/** Excel writes control characters as _x000D_. */
function unescaped(text: string): string {
  return text.replace(/_x([\dA-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

function cellsOf(xml: string, strings: readonly string[], textIn: (xml: string) => string): readonly string[] {
  const hiddenColumns = [...xml.matchAll(/<col\s[^>]*>/g)]
    .map((found) => attributesOf(found[0]))
    .filter(({ hidden }) => hidden === '1' || hidden === 'true')
  const cells: string[] = []
  for (const row of xml.matchAll(/<row(\s[^>]*)?>([\s\S]*?)<\/row>/g)) {
    if (/\shidden="(?:1|true)"/.test(row[1] ?? '')) continue
    for (const found of (row[2] ?? '').matchAll(/<c(\s[^>]*?)?(?:\/>|>([\s\S]*?)<\/c>)/g)) {
      const { r = '', t = 'n', s = '0' } = attributesOf(found[1] ?? '')
      const column = [...r.replace(/\d/g, '')].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
      if (hiddenColumns.some(({ min, max }) => column >= Number(min) && column <= Number(max))) continue
      const value = entities(/<v(?:\s[^>]*)?>([^<]*)<\/v>/.exec(found[2] ?? '')?.[1] ?? '')
      if (t === 's') cells.push(unescaped(strings[Number(value)] ?? ''))
      else if (t === 'inlineStr') cells.push(unescaped(textIn(found[2] ?? '')))
      else if (t === 'str') cells.push(unescaped(value))
      else if (t === 'n' && s === '0' && /^-?\d{1,14}$/.test(value)) cells.push(value)
    }
  }
  return cells
}
