/**
 * Files for tests, built byte by byte so that each test says what is in them.
 * @module
 */
import { crc32, deflateRawSync } from 'node:zlib'

/** One entry of a test archive. `claims` is the unpacked size the archive states, when that is a lie. */
export type ZipEntry = Readonly<{ name: string; content: string | Uint8Array; claims?: number }>

/** A zip archive, deflated. */
export function zipFile(entries: readonly ZipEntry[]): Uint8Array {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, claims } of entries) {
    const bytes = Buffer.from(content)
    const packed = deflateRawSync(bytes)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(0x0800, 2)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(bytes), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(claims ?? bytes.length, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, tail, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, list, end])
}

const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

function relationsFile(targets: readonly (readonly [string, string, string])[]): string {
  const items = targets.map(([id, kind, target]) => `<Relationship Id="${id}" Type="${relations}/${kind}" Target="${target}"/>`)
  return `<?xml version="1.0"?><Relationships>${items.join('')}</Relationships>`
}

/** A Word document. `body` is the XML inside `w:body`. */
export function docxFile(
  body: string,
  parts: Readonly<{ styles?: string; numbering?: string; footnotes?: string }> = {},
): Uint8Array {
  const named = Object.entries(parts)
  return zipFile([
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name: '_rels/.rels', content: relationsFile([['r1', 'officeDocument', 'word/document.xml']]) },
    { name: 'word/_rels/document.xml.rels', content: relationsFile(named.map(([kind], at) => [`r${at}`, kind, `${kind}.xml`])) },
    { name: 'word/document.xml', content: `<?xml version="1.0"?><w:document><w:body>${body}</w:body></w:document>` },
    ...named.map(([kind, xml]) => ({ name: `word/${kind}.xml`, content: `<w:${kind}>${xml}</w:${kind}>` })),
  ])
}

/** A paragraph of a Word document; `properties` is the XML inside `w:pPr`. */
export function wordParagraph(text: string, properties = ''): string {
  return `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
}

/** A sheet of a test workbook: its name, the XML inside `worksheet`, and whether it is hidden. */
export type TestSheet = Readonly<{ name: string; xml: string; hidden?: boolean }>

/** An Excel workbook. `styles` is the XML inside `styleSheet`. */
export function xlsxFile(sheets: readonly TestSheet[], strings: readonly string[] = [], styles = ''): Uint8Array {
  const list = sheets.map(
    ({ name, hidden }, at) =>
      `<sheet name="${name}" sheetId="${at + 1}"${hidden === true ? ' state="hidden"' : ''} r:id="s${at}"/>`,
  )
  return zipFile([
    { name: 'xl/workbook.xml', content: `<workbook><sheets>${list.join('')}</sheets></workbook>` },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relationsFile(sheets.map((_, at) => [`s${at}`, 'worksheet', `worksheets/sheet${at}.xml`])),
    },
    { name: 'xl/sharedStrings.xml', content: `<sst>${strings.map((text) => `<si>${text}</si>`).join('')}</sst>` },
    { name: 'xl/styles.xml', content: `<styleSheet>${styles}</styleSheet>` },
    ...sheets.map(({ xml }, at) => ({ name: `xl/worksheets/sheet${at}.xml`, content: `<worksheet>${xml}</worksheet>` })),
  ])
}

/** The XML of rows of inline texts and numbers, from A1 on. */
export function sheetData(rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number, reference: string): string =>
    typeof value === 'number'
      ? `<c r="${reference}"><v>${value}</v></c>`
      : value === ''
        ? ''
        : `<c r="${reference}" t="inlineStr"><is><t>${value}</t></is></c>`
  const lines = rows.map(
    (row, at) =>
      `<row r="${at + 1}">${row.map((value, column) => cell(value, `${String.fromCharCode(65 + column)}${at + 1}`)).join('')}</row>`,
  )
  return `<sheetData>${lines.join('')}</sheetData>`
}

/**
 * A PDF file. Each page is the drawing operations on it; the font `F1` is Helvetica, `F2` is STSong-Light, a font that is
 * not embedded and takes UCS-2 (`<4e3b8f74>` is 主轴), `F3` is a font without a map whose letters are square.
 */
export function pdfFile(pages: readonly string[], trailer = ''): Uint8Array {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, at) => `${8 + at * 2} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 6 0 R /DW 1000 >>',
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
    `<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 33 /LastChar 126 /Widths [${'1000 '.repeat(94)}] >>`,
    ...pages.flatMap((content, at) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${9 + at * 2} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 7 0 R >> >> >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ]),
  ]
  let file = '%PDF-1.4\n'
  const places = objects.map((object, at) => {
    const place = file.length
    file += `${at + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const start = file.length
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(file, 'latin1')
}

/** Draws Chinese text on a page, `y` upwards from the bottom. */
export function chineseLine(text: string, x: number, y: number, size = 12): string {
  return `BT /F2 ${size} Tf 1 0 0 1 ${x} ${y} Tm <${Buffer.from(text, 'utf16le').swap16().toString('hex')}> Tj ET\n`
}

/** Draws Latin text on a page. */
export function latinLine(text: string, x: number, y: number, size = 12): string {
  return `BT /F1 ${size} Tf 1 0 0 1 ${x} ${y} Tm (${text}) Tj ET\n`
}

/** An Office file locked with a password, as far as anyone without the password can tell. */
export function encryptedOffice(): Uint8Array {
  return Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(504),
    Buffer.from('EncryptedPackage', 'utf16le'),
    Buffer.alloc(480),
  ])
}

/** A map to Unicode: small letters to tag characters, the space to one without width. */
const tagMap =
  '/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n1 begincodespacerange <00> <FF> endcodespacerange\n' +
  '2 beginbfrange\n<20> <20> <200B>\n<61> <7A> <DB40DC61>\nendbfrange\nendcmap end end'

/** An image for {@link pdfFileWith}: raw bytes and the entries of its dictionary beside type, size and length. */
export type TestImage = Readonly<{ width: number; height: number; filter: string; bytes: Uint8Array; color?: string }>

/**
 * A PDF file like that of {@link pdfFile} whose pages can draw images (`/I0 Do`, `/I1 Do`, …) and see two graphics states:
 * `/Clear gs` makes everything transparent, `/F4` is a font that writes vertically, and the small letters of `/F5` mean tag characters, its space a
 * space without width. `layer` is an optional layer that is off: text between
 * `/OC /Off BDC` and `EMC` is in it. `box` is the part of the page that is shown.
 */
export function pdfFileWith(pages: readonly string[], images: readonly TestImage[] = [], box = '0 0 595 842'): Uint8Array {
  const first = 12 + images.length
  const resources =
    '<< /Font << /F1 3 0 R /F2 4 0 R /F3 7 0 R /F4 8 0 R /F5 10 0 R >> /ExtGState << /Clear << /ca 0 /CA 0 >> >> /Properties << /Off 9 0 R >> ' +
    `/XObject << ${images.map((_, at) => `/I${at} ${12 + at} 0 R`).join(' ')} >> >>`
  const objects: Buffer[] = [
    '<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [9 0 R] /D << /OFF [9 0 R] /Order [9 0 R] >> >> >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, at) => `${first + at * 2} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 6 0 R /DW 1000 >>',
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
    `<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 33 /LastChar 126 /Widths [${'1000 '.repeat(94)}] >>`,
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-V /DescendantFonts [5 0 R] >>',
    '<< /Type /OCG /Name (layer) >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 11 0 R >>',
    `<< /Length ${tagMap.length} >>\nstream\n${tagMap}\nendstream`,
  ].map((object) => Buffer.from(object, 'latin1'))
  for (const { width, height, filter, bytes, color = '/DeviceRGB' } of images) {
    const dictionary = `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace ${color} /BitsPerComponent 8 /Filter /${filter} /Length ${bytes.length} >>\nstream\n`
    objects.push(Buffer.concat([Buffer.from(dictionary, 'latin1'), bytes, Buffer.from('\nendstream', 'latin1')]))
  }
  for (const [at, content] of pages.entries()) {
    objects.push(
      Buffer.from(
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /CropBox [${box}] /Contents ${first + at * 2 + 1} 0 R /Resources ${resources} >>`,
        'latin1',
      ),
    )
    objects.push(Buffer.from(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`, 'latin1'))
  }
  const parts = [Buffer.from('%PDF-1.5\n', 'latin1')]
  let length = 9
  const places = objects.map((object, at) => {
    const part = Buffer.concat([Buffer.from(`${at + 1} 0 obj\n`, 'latin1'), object, Buffer.from('\nendobj\n', 'latin1')])
    const place = length
    parts.push(part)
    length += part.length
    return place
  })
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`,
      'latin1',
    ),
  )
  return Buffer.concat(parts)
}
