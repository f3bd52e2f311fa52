import type { Language } from '@kaiwu/core'
import type { AigcLabel } from './aigc-label.ts'
import { escaped } from './case-document.ts'
import { zipArchive } from './zip-archive.ts'

const office = 'http://schemas.openxmlformats.org'
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const types = 'application/vnd.openxmlformats-officedocument'

/** The namespaces that the root of each part declares. */
export const wordNames = `xmlns:w="${office}/wordprocessingml/2006/main" xmlns:r="${office}/officeDocument/2006/relationships"`

/** A part beside the text: the file `word/<name>.xml`. */
export type DocxPart = Readonly<{ name: string; kind: 'styles' | 'settings' | 'header' | 'footer'; content: string }>

/** What a Word file is made of. */
export type DocxForm = Readonly<{
  title: string
  language: Language
  /** The label of GB 45438, for the file's own properties. */
  aigc?: AigcLabel
  /** What stands between the tags of `w:body`. */
  body: string
  /** The text refers to them as `r1`, `r2` … in this order. */
  parts: readonly DocxPart[]
}>

/**
 * Puts the parts of a Word file together. The same parts make the same bytes.
 * @example
 * const bytes = await docxPackage({ title, language: 'zh', body, parts: [{ name: 'styles', kind: 'styles', content }] })
 */
export async function docxPackage({ title, language, aigc, body, parts }: DocxForm): Promise<Uint8Array> {
  const custom = aigc === undefined ? [] : [{ path: 'docProps/custom.xml', content: customOf(JSON.stringify(aigc)) }]
  const files = [
    { path: '[Content_Types].xml', content: contentTypes(parts, custom.length > 0) },
    { path: '_rels/.rels', content: packageRelations(custom.length > 0) },
    { path: 'docProps/core.xml', content: coreOf(title, language) },
    ...custom,
    { path: 'word/document.xml', content: `<w:document ${wordNames}><w:body>${body}</w:body></w:document>` },
    ...parts.map(({ name, content }) => ({ path: `word/${name}.xml`, content })),
    {
      path: 'word/_rels/document.xml.rels',
      content: relations(parts.map(({ name, kind }) => [`officeDocument/2006/relationships/${kind}`, `${name}.xml`])),
    },
  ]
  const pieces: Uint8Array[] = []
  for await (const piece of zipArchive(files.map(({ path, content }) => ({ path, content: Buffer.from(head + content) }))))
    pieces.push(piece)
  return Buffer.concat(pieces)
}

function coreOf(title: string, language: Language): string {
  const space = `xmlns:cp="${office}/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"`
  return `<cp:coreProperties ${space}><dc:title>${escaped(title)}</dc:title><dc:creator>Kaiwu</dc:creator><dc:language>${language}</dc:language></cp:coreProperties>`
}

/** GB 45438: the label of the file itself, under the key `AIGC`. */
function customOf(label: string): string {
  const space = `xmlns="${office}/officeDocument/2006/custom-properties" xmlns:vt="${office}/officeDocument/2006/docPropsVTypes"`
  return `<Properties ${space}><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="AIGC"><vt:lpwstr>${escaped(label)}</vt:lpwstr></property></Properties>`
}

function contentTypes(parts: readonly DocxPart[], hasCustom: boolean): string {
  const one = (path: string, type: string): string => `<Override PartName="/${path}" ContentType="${type}+xml"/>`
  const word = parts.map(({ name, kind }) => one(`word/${name}.xml`, `${types}.wordprocessingml.${kind}`)).join('')
  const custom = hasCustom ? one('docProps/custom.xml', `${types}.custom-properties`) : ''
  return `<Types xmlns="${office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${one('word/document.xml', `${types}.wordprocessingml.document.main`)}${word}${one('docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties')}${custom}</Types>`
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const items = targets.map(([type, target], at) => `<Relationship Id="r${at + 1}" Type="${office}/${type}" Target="${target}"/>`)
  return `<Relationships xmlns="${office}/package/2006/relationships">${items.join('')}</Relationships>`
}

function packageRelations(hasCustom: boolean): string {
  return relations([
    ['officeDocument/2006/relationships/officeDocument', 'word/document.xml'],
    ['package/2006/relationships/metadata/core-properties', 'docProps/core.xml'],
    ...(hasCustom ? [['officeDocument/2006/relationships/custom-properties', 'docProps/custom.xml'] as const] : []),
  ])
}
