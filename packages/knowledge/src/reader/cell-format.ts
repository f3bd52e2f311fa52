/** How Excel shows the number of a cell, as far as the text depends on it. `digits` pads with zeros: 000123. */
export type CellFormat = Readonly<{ kind: 'number' | 'date' | 'percent' } | { kind: 'digits'; digits: number }>

const plain: CellFormat = Object.freeze({ kind: 'number' })
const dayMs = 86_400_000

/**
 * The format of a number format code.
 * @param id built-in formats are known by number (ECMA-376 part 1, 18.8.30, and its East Asian date formats)
 * @param code the code of a custom format
 */
export function cellFormat(id: number, code?: string): CellFormat {
  if (code === undefined) {
    if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58))
      return { kind: 'date' }
    return id === 9 || id === 10 ? { kind: 'percent' } : plain
  }
  const bare =
    code
      .replace(/"[^"]*"|\\.|_.|\*./g, '')
      .replace(/\[(?![hms]+\])[^\]]*\]/gi, '')
      .split(';')[0] ?? ''
  if (/^0{2,}$/.test(bare)) return { kind: 'digits', digits: bare.length }
  if (bare.includes('%')) return { kind: 'percent' }
  return /[ymdhs]/i.test(bare) && !/general/i.test(bare) ? { kind: 'date' } : plain
}

/** The text of a number: dates as `2024-01-05`, `2024-01-05 08:30` or `08:30`, per cent as `12.5%`, no binary noise. */
export function formatNumber(raw: string, format: CellFormat, from1904: boolean): string {
  const value = Number(raw)
  if (raw.trim() === '' || !Number.isFinite(value)) return raw
  if (format.kind === 'percent') return `${exact(value * 100)}%`
  if (format.kind === 'digits' && Number.isInteger(value) && value >= 0) return String(value).padStart(format.digits, '0')
  if (format.kind === 'date' && value >= 0 && value < 2_958_466) return formatDate(value, from1904)
  return exact(value)
}

function exact(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : String(Number(value.toPrecision(15)))
}

/** Excel counts 29 February 1900, which never was, so days before it stand one off. */
function formatDate(serial: number, from1904: boolean): string {
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30)
  const moment = new Date(Math.round((epoch + serial * dayMs) / 1000) * 1000).toISOString()
  const time = moment.slice(11, moment.slice(17, 19) === '00' ? 16 : 19)
  if (serial < 1 && !from1904) return time
  return serial % 1 === 0 ? moment.slice(0, 10) : `${moment.slice(0, 10)} ${time}`
}
