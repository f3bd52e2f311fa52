/**
 * How Excel shows the number of a cell. `digits` pads with zeros: 000123. `hidden` shows nothing. A `number` or `percent` with `parts`
 * shows thousands, a fixed number of decimals and the words around them.
 */
export type CellFormat = Readonly<
  | { kind: 'number' | 'percent'; parts?: readonly FormatPart[] }
  | { kind: 'date'; elapsed?: boolean }
  | { kind: 'digits'; digits: number }
  | { kind: 'hidden' }
>

/** One of the up to three parts of a format: for positive numbers, negative numbers, zero. `decimals` absent: as many as there are. */
export type FormatPart = Readonly<{ before: string; after: string; decimals?: number; thousands: boolean; number: boolean }>

const plain: CellFormat = Object.freeze({ kind: 'number' })
const dayMs = 86_400_000
// Built-in formats (ECMA-376 part 1, 18.8.30) that are not dates.
const builtIn: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  37: '#,##0;-#,##0',
  38: '#,##0;-#,##0',
  39: '#,##0.00;-#,##0.00',
  40: '#,##0.00;-#,##0.00',
  41: '#,##0',
  42: '#,##0',
  43: '#,##0.00',
  44: '#,##0.00',
}

/**
 * The format of a number format code.
 * @param id built-in formats are known by number (ECMA-376 part 1, 18.8.30, and its East Asian date formats)
 * @param code the code of a custom format
 */
export function cellFormat(id: number, code?: string): CellFormat {
  if (code === undefined) {
    if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58))
      return { kind: 'date' }
    const known = builtIn[id]
    return known === undefined ? plain : numberFormat(known)
  }
  const bare = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?![hms]+\])[^\]]*\]/gi, '')
    .trim()
  const [first = ''] = bare.split(';')
  if (/^0{2,}$/.test(bare)) return { kind: 'digits', digits: bare.length }
  if (/^;{2,3}$/.test(code.trim())) return { kind: 'hidden' }
  if (/general|@/i.test(first) || /E[+-]|\?\/|#\/|\/\d/i.test(first)) return plain
  if (/[ymdhs]/i.test(first)) return /\[[hms]+\]/i.test(first) ? { kind: 'date', elapsed: true } : { kind: 'date' }
  return numberFormat(code)
}

function numberFormat(code: string): CellFormat {
  // A condition of its own ([>=100]) chooses between the parts: then the number is shown plainly.
  if (/\[[<>=]/.test(code)) return plain
  const parts = splitParts(code).slice(0, 3).map(formatPart)
  if (parts.some((part) => part === undefined)) return plain
  return { kind: code.includes('%') ? 'percent' : 'number', parts: Object.freeze(parts.filter((part) => part !== undefined)) }
}

/** Splits at semicolons outside quotes. */
function splitParts(code: string): readonly string[] {
  return (code.match(/(?:"[^"]*"|\\.|[^;"\\])+|;/g) ?? []).reduce<string[]>(
    (parts, piece) => {
      if (piece === ';') parts.push('')
      else parts[parts.length - 1] += piece
      return parts
    },
    [''],
  )
}

/** Undefined for a part this does not show as Excel would: numbers scaled by thousands, digits between words. */
function formatPart(code: string): FormatPart | undefined {
  const plainCode = code
    .replace(/\[\$([^\]-]*)(?:-[^\]]*)?\]/g, (_, sign: string) => `"${sign}"`)
    .replace(/\[[^\]]*\]/g, '')
    .replace(/_./g, '')
    .replace(/\*./g, '')
  const pieces = plainCode.match(/"[^"]*"|\\.|[#0?.,]+|[^"\\]/g) ?? []
  let before = ''
  let after = ''
  let pattern = ''
  for (const piece of pieces) {
    if (/^[#0?.,]+$/.test(piece) && !(pattern === '' && /^[.,]+$/.test(piece))) {
      if (pattern !== '') return undefined
      pattern = piece
      continue
    }
    const words = piece.startsWith('"')
      ? piece.slice(1, -1)
      : piece.startsWith('\\')
        ? piece.slice(1)
        : piece === '@'
          ? ''
          : piece
    if (pattern === '') before += words
    else after += words
  }
  if (/,$|,\./.test(pattern)) return undefined
  const [, fraction = ''] = pattern.split('.')
  return Object.freeze({
    before: before.trimStart(),
    after: after.trimEnd(),
    ...(/[#?]/.test(fraction) ? {} : { decimals: fraction.length }),
    thousands: pattern.includes(','),
    number: pattern !== '',
  })
}

/** The text of a number: dates as `2024-01-05`, `2024-01-05 08:30` or `08:30`, other numbers as their format shows them, no binary noise. */
export function formatNumber(raw: string, format: CellFormat, from1904: boolean): string {
  const value = Number(raw)
  if (raw.trim() === '' || !Number.isFinite(value)) return raw
  if (format.kind === 'hidden') return ''
  if (format.kind === 'digits' && Number.isInteger(value) && value >= 0) return String(value).padStart(format.digits, '0')
  if (format.kind === 'date' && format.elapsed === true && value >= 1) return formatElapsed(value)
  if (format.kind === 'date' && value >= 0 && value < 2_958_466) return formatDate(value, from1904)
  if (format.kind === 'number' || format.kind === 'percent') return showNumber(value, format)
  return exact(value)
}

function showNumber(value: number, { kind, parts }: Extract<CellFormat, { kind: 'number' | 'percent' }>): string {
  const amount = kind === 'percent' ? value * 100 : value
  if (parts === undefined) return kind === 'percent' ? `${exact(amount)}%` : exact(amount)
  const [positive, negative, zero] = parts
  const part = (value < 0 ? negative : value === 0 ? zero : undefined) ?? positive
  if (part === undefined) return exact(value)
  // A part of words alone is shown for its number, a dash for zero; one that shows nothing at all would hide the number.
  if (!part.number) return (part.before + part.after).trim() || exact(value)
  const { decimals } = part
  const size = Math.abs(amount)
  const rounded = decimals === undefined || size >= 1e15 ? exact(size) : roundTo(size, decimals)
  // A number too small for its format would read as nought.
  const digits = size !== 0 && Number(rounded) === 0 ? exact(size) : rounded
  const sign = value < 0 && part !== negative ? '-' : ''
  return sign + part.before + (part.thousands ? groupDigits(digits) : digits) + part.after
}

/** Rounds as Excel does: by the decimal digits people see, so that 1.005 gives 1.01. */
function roundTo(value: number, decimals: number): string {
  const shifted = Math.round(Number(`${Number(value.toPrecision(15))}e${decimals}`))
  return Number.isFinite(shifted) ? Number(`${shifted}e-${decimals}`).toFixed(decimals) : value.toFixed(decimals)
}

function groupDigits(digits: string): string {
  const [whole = '', fraction] = digits.split('.')
  const grouped = /^\d+$/.test(whole) ? whole.replace(/\B(?=(?:\d{3})+$)/g, ',') : whole
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

function exact(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : String(Number(value.toPrecision(15)))
}

function formatElapsed(days: number): string {
  const minutes = Math.round(days * 24 * 60)
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}

/** Excel counts 29 February 1900, which never was, so days before it stand one off. */
function formatDate(serial: number, from1904: boolean): string {
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30)
  const moment = new Date(Math.round((epoch + serial * dayMs) / 1000) * 1000).toISOString()
  const time = moment.slice(11, moment.slice(17, 19) === '00' ? 16 : 19)
  if (serial < 1 && !from1904) return time
  return serial % 1 === 0 ? moment.slice(0, 10) : `${moment.slice(0, 10)} ${time}`
}
