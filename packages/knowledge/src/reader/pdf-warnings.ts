import type { ReadWarning } from './reader.ts'

/** What is said of a file beside its text. Page numbers are 1-based. */
export type PdfRemarks = Readonly<{
  /** Pages that hold something but no text. */
  withoutText: readonly number[]
  /** Pages whose fonts do not tell what their letters mean; they are left out. */
  unmapped: readonly number[]
  broken: readonly number[]
  /** Part of the characters that were read whose meaning is not sure. */
  doubtful: number
  /** Text that nobody sees, by page. */
  hidden: readonly Readonly<{ page: number; text: string }>[]
  /** Characters without width. */
  weightless: string
  figuresLeftOut: number
}>

/** Above this part of doubtful characters there is a warning. */
const doubtfulTold = 0.02
const mostPagesNamed = 20
const sampleLength = 80

/** The warnings on a file, those about missing parts first. */
export function pdfWarnings(remarks: PdfRemarks): readonly ReadWarning[] {
  const { doubtful, hidden, weightless, figuresLeftOut } = remarks
  const warnings: ReadWarning[] = [
    ...notRead(remarks.withoutText, '没有文字（可能是扫描件或图片），未读取', 'has no text (it may be a scan) and was not read'),
    ...notRead(
      remarks.unmapped,
      '的字体没有文字对照表，读出来是乱码，未读取',
      'has fonts without a character map; its text is rubbish and was left out',
    ),
    ...notRead(remarks.broken, '已损坏，未读取', 'is damaged and was not read'),
  ]
  if (figuresLeftOut > 0) {
    warnings.push({
      zh: `${figuresLeftOut} 张图片太多、太大或无法解码，未保留`,
      en: `${figuresLeftOut} pictures are too many, too large or cannot be unpacked, and were left out`,
      kind: 'not-read',
      count: figuresLeftOut,
    })
  }
  const text = hidden.map((one) => one.text.trim()).filter((one) => one !== '')
  if (text.length > 0) {
    const count = text.join('').replace(/\s/g, '').length
    warnings.push({
      zh: `有 ${count} 个字符在页面上看不见（白色、透明、极小或在页面之外），未读取`,
      en: `${count} characters cannot be seen on the page (white, transparent, tiny or outside of it) and were left out`,
      kind: 'hidden',
      ...(hidden[0] === undefined ? {} : { page: hidden[0].page }),
      count,
      sample: text.join(' ').slice(0, sampleLength),
    })
  }
  if (weightless !== '') {
    const count = [...weightless].length
    const sample = spell(weightless).slice(0, sampleLength)
    warnings.push({
      zh: `有 ${count} 个不显示的字符（零宽字符或标签字符），已去掉`,
      en: `${count} characters without any width (zero-width or tag characters) were removed`,
      kind: 'hidden',
      count,
      ...(sample === '' ? {} : { sample }),
    })
  }
  if (doubtful > doubtfulTold) {
    const share = `${Math.round(doubtful * 100)}%`
    warnings.push({
      zh: `约 ${share} 的字符没有文字对照，可能是乱码`,
      en: `About ${share} of the characters have no meaning in their fonts and may be garbled`,
      kind: 'doubtful',
    })
  }
  return Object.freeze(warnings.map((warning) => Object.freeze(warning)))
}

function notRead(pages: readonly number[], zh: string, en: string): readonly ReadWarning[] {
  const [page] = pages
  if (page === undefined) return []
  const ranges = rangesOf(pages)
  const named = ranges.slice(0, mostPagesNamed)
  const more = ranges.length > named.length
  return [
    {
      zh: `第 ${named.join('、')}${more ? '…' : ''} 页${pages.length > 1 ? `（共 ${pages.length} 页）` : ''}${zh}`,
      en: `Page ${named.join(', ')}${more ? '…' : ''}${pages.length > 1 ? ` (${pages.length} pages)` : ''} ${en}`,
      kind: 'not-read',
      page,
      count: pages.length,
    },
  ]
}

/** 3, 4, 5, 9 as 3–5, 9. */
function rangesOf(pages: readonly number[]): readonly string[] {
  const ranges: [number, number][] = []
  for (const page of pages) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === page - 1) last[1] = page
    else ranges.push([page, page])
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`))
}

/** What tag characters spell. */
function spell(text: string): string {
  return [...text]
    .map((character) => (character.codePointAt(0) ?? 0) - 0xe0000)
    .filter((code) => code >= 0x20 && code < 0x7f)
    .map((code) => String.fromCharCode(code))
    .join('')
}
