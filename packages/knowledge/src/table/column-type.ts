import { fold } from '../text/fold.ts'
import { readDateCell, type DayOrder } from './date-cell.ts'
import type { CellValue, Column } from './typed-table.ts'

/** A column's type, and its cells as values of that type. */
export type TypedCells = Readonly<{ type: Column['type']; unit?: string; values: readonly CellValue[] }>

/** A number as a cell gives it, with the unit behind (or the currency in front). */
export type NumberCell = Readonly<{ value: number; unit: string }>

/** The part of the filled cells that must have the type; with fewer than 20 of them that is all. */
const share = 0.95
const nothing = /^(?:[-—–/\\~]+|无|暂无|没有|n\/?a|none|nil|null)$/
const digits = '(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?|\\.\\d+'
const unitLetters = '[\\p{Script=Han}%‰°℃℉μωåω²³a-z][\\p{Script=Han}%‰°℃℉μω²³a-z0-9/·*^.]{0,11}'
const numberCell = new RegExp(`^(?<sign>[-+])?\\s*(?<currency>[¥$€£])?\\s*(?<digits>${digits})\\s*(?<unit>${unitLetters})?$`, 'u')
const headUnit = new RegExp(
  `^(.*\\S)\\s*(?:[(（\\[【]\\s*(?:单位[:：]?\\s*)?([^()（）\\[\\]【】]{1,12})\\s*[)）\\]】]|/\\s*(${unitLetters}))$`,
  'iu',
)
const unitWords =
  /^(?:[%‰°℃℉]|°c|[μmkcdn]?m[²³23]?|[μmk]?g|[mk]?l|t|[kmg]?pa|bar|[mk]?v|[mμk]?a|[mkg]?w|kwh|kva|[kmg]?hz|k?n|n·?m|kn·?m|r\/min|rpm|m\/s|l\/min|m³\/h|m3\/h|mm\/s|[mμ]?s|min|h|d|h?ours?|days?|weeks?|months?|years?|minutes?|seconds?|usd|eur|cny|rmb|¥|\$|€|£|yuan|pcs?|units?|[百千]?万?(?:元|人|吨|件|台|户|次)|[万亿]|天|日|小时|分钟|秒|年|个?月|周|岁|个|只|支|套|根|条|张|片|箱|桶|瓶|米|毫米|厘米|公里|千米|平方米|立方米|千克|公斤|克|升|毫升|度|亩|公顷|名|项|份|批|层|间|辆|元\/[\p{Script=Han}]{1,3})$/iu
const identifier =
  /(?:号|编号|编码|代码|代号|型号|电话|手机|邮编|账号|证号)$|^(?:id|code|no\.?|number|phone|tel|zip|serial)$|(?:_id|[\s_](?:id|code|no\.?|phone|tel|serial))$/i
const ordinary = /^(?:序号|行号)$/

/**
 * The type of a column, inferred from its head and all of its cells. A column is of numbers when at least 95 % of its filled cells
 * are numbers of one unit (all, where fewer than 20 are filled), of dates likewise; an odd cell's value is then `null`, as are marks
 * for nothing (`-`, `无`, `N/A`). Heads that say number of a thing (`编号`, `code`, `电话`), digits with a leading zero and numbers
 * beyond 15 digits are names, so text.
 * @param cells as written, blank where empty
 */
export function columnType(head: string, cells: readonly string[]): TypedCells {
  const sample = spread(cells.filter((cell) => cell.trim() !== ''))
  if (mayBe(sample, (cell) => readNumberCell(cell) !== undefined || dateLike.test(cell))) {
    const folded = cells.map((cell) => fold(cell).text.trim())
    const filled = folded.filter((cell) => cell !== '' && !nothing.test(cell)).length
    const typed = filled === 0 ? undefined : (asDates(head, folded, filled) ?? asNumbers(head, folded, filled))
    if (typed) return typed
  }
  return { type: 'text', values: cells.map((cell) => (cell.trim() === '' ? null : cell.trim())) }
}

// Most columns are text; a look at some of the cells settles that without reading all of them.
const sampled = 60
const dateLike = /\d.*[-/.年月].*\d|\d{4}|[〇零一二三四五六七八九]{4}年/

function spread(cells: readonly string[]): readonly string[] {
  const step = Math.max(1, Math.floor(cells.length / sampled))
  return cells.filter((_, at) => at % step === 0).map((cell) => fold(cell).text.trim())
}

function mayBe(sample: readonly string[], fits: (cell: string) => boolean): boolean {
  const filled = sample.filter((cell) => !nothing.test(cell))
  return filled.length > 0 && filled.filter(fits).length >= filled.length * 0.8
}

/**
 * Reads a cell that is a number as a whole: 1,500, 30%, ¥1,200.00, 7 天, (1,234) below zero. 1.5万 stays 1.5 with the unit 万.
 * @example
 * readNumberCell('1,500 元') // { value: 1500, unit: '元' }
 */
export function readNumberCell(cell: string): NumberCell | undefined {
  const text = fold(cell).text.trim()
  const inBrackets = /^\((.*)\)$/.exec(text)?.[1]
  const match = numberCell.exec(inBrackets ?? text)
  if (!match?.groups) return undefined
  const { sign, currency = '', digits: written = '', unit = '' } = match.groups
  const plain = written.replaceAll(',', '')
  if (/^0\d/.test(plain) || plain.replace('.', '').length > 15) return undefined
  if (unit !== '' && !unitWords.test(unit)) return undefined
  const negative = sign === '-' || (inBrackets !== undefined && sign === undefined)
  return { value: negative ? -Number(plain) : Number(plain), unit: unit === '' ? currency : unit }
}

/** The unit a head gives in brackets or behind a slash: `功率(kW)`, `流量/m³/h`; only what is known as a unit. */
export function unitOfHead(head: string): Readonly<{ name: string; unit?: string }> {
  const [, name = '', bracketed, behind] = headUnit.exec(head.trim()) ?? []
  const unit = (bracketed ?? behind)?.trim()
  return unit !== undefined && unitWords.test(fold(unit).text) ? { name, unit } : { name: head.trim() }
}

function asNumbers(head: string, cells: readonly string[], filled: number): TypedCells | undefined {
  const { name, unit: headed } = unitOfHead(head)
  if (identifier.test(name) && !ordinary.test(name)) return undefined
  const numbers = cells.map((cell) => (cell === '' ? undefined : readNumberCell(cell)))
  const units = new Set(numbers.flatMap((number) => (number && number.unit !== '' ? [number.unit] : [])))
  const count = numbers.filter((number) => number !== undefined).length
  if (count < filled * share || count === 0 || units.size > 1) return undefined
  const [inCells] = units
  const unit = headed ?? writtenUnit(inCells)
  return { type: 'number', ...(unit === undefined ? {} : { unit }), values: numbers.map((number) => number?.value ?? null) }
}

/** Folding made small letters of the unit; the usual form is given back. */
function writtenUnit(unit: string | undefined): string | undefined {
  const usual: Readonly<Record<string, string>> = {
    mpa: 'MPa',
    kpa: 'kPa',
    pa: 'Pa',
    kw: 'kW',
    w: 'W',
    mw: 'MW',
    v: 'V',
    kv: 'kV',
    a: 'A',
    ma: 'mA',
    hz: 'Hz',
    khz: 'kHz',
    mhz: 'MHz',
    n: 'N',
    kn: 'kN',
    n·m: 'N·m',
    kva: 'kVA',
    kwh: 'kWh',
    l: 'L',
    'l/min': 'L/min',
    '°c': '℃',
  }
  return unit === undefined ? undefined : (usual[unit] ?? unit)
}

function asDates(head: string, cells: readonly string[], filled: number): TypedCells | undefined {
  // Days repeat, and each is looked at in both orders.
  const known = { 'day-first': new Map<string, string | undefined>(), 'month-first': new Map<string, string | undefined>() }
  const read = (cell: string, order: DayOrder): string | undefined => {
    if (!known[order].has(cell)) known[order].set(cell, readDateCell(cell, { head, order }))
    return known[order].get(cell)
  }
  for (const order of ['day-first', 'month-first'] satisfies DayOrder[]) {
    const dates = cells.map((cell) => (cell === '' ? undefined : read(cell, order)))
    const count = dates.filter((date) => date !== undefined).length
    if (count === 0 || count < filled * share) continue
    // 3/4/2026 alone does not tell its day from its month.
    const other = order === 'day-first' ? 'month-first' : 'day-first'
    const unclear = cells.some((cell, at) => {
      const day = dates[at] === undefined ? undefined : read(cell, other)
      return day !== undefined && day !== dates[at]
    })
    const settled = cells.some((cell, at) => dates[at] !== undefined && read(cell, other) === undefined)
    if (unclear && !settled) continue
    return { type: 'date', values: dates.map((date) => date ?? null) }
  }
  return undefined
}
