import { blankValues, dateComparison, hasBlanks, numberComparison } from './measure-conditions.ts'
import type { DateMark } from './question-dates.ts'
import type { NumberMark, Operation } from './question-operations.ts'
import type { ValueCandidate } from './question-mentions.ts'
import type { QuestionParts } from './read-question.ts'
import { isDuration } from './column-unit.ts'
import { ReadingParts, type ColumnMention, type Span, type ValueMention } from './reading-parts.ts'
import {
  comparisonOf,
  joinsValues,
  placeValues,
  saysNo,
  saysYes,
  type PlacedValue,
  type ReadConditions,
} from './condition-parts.ts'
import type { Condition } from './table-query.ts'
import type { Column } from './typed-table.ts'

// What may stand between the name of a column and the number it is said to be.
const equates = /^[\s(（:：=]*(?:is|are|was|of|为|是|有|达到?|等于)?\s*$/

/** Reads the conditions of a question. */
export function readConditions(parts: QuestionParts, loose: boolean): ReadConditions {
  const reading = new Reading(parts, loose)
  reading.dates()
  reading.numbers()
  reading.values()
  reading.unknownCause()
  reading.truths()
  reading.emptiness()
  return reading.finish()
}

class Reading extends ReadingParts {
  #compares = false
  #several: string | undefined
  #unclear = false
  #guesses = 0
  #exact = 0
  readonly #loose: boolean

  constructor(parts: QuestionParts, loose: boolean) {
    super(parts)
    this.#loose = loose
  }

  dates(): void {
    const bounds = new Map<number, string[]>()
    for (const date of this.parts.dates) {
      const column = this.#dateColumn(date)
      const comparison = column === undefined ? undefined : dateComparison(date, column, this.parts.index)
      if (column === undefined || !comparison) continue
      this.#compares = true
      bounds.set(column, [...(bounds.get(column) ?? []), date.op.slice(0, 1)])
      this.add(comparison, [comparison.column], date)
    }
    // Two times of one column are a range when one is its beginning and the other its end.
    for (const sides of bounds.values())
      if (sides.length > 1 && sides.toSorted((a, b) => (a < b ? -1 : 1)).join('') !== '<>') this.#unclear = true
  }

  /** The column of dates named nearest, or the only one. */
  #dateColumn(date: DateMark): number | undefined {
    const named = this.nearest(date, ['date'], 2)
    if (named) this.used.add(named)
    const { columns } = this.parts.index.table
    // Delivered in May, where the only date is that of the order.
    const states = this.columns.some(({ column }) => this.#isState(column))
    const inState = this.named.some(({ candidates }) => candidates.some(({ column }) => this.#isState(column)))
    if (!named && (states || inState)) return undefined
    const dates = columns.flatMap(({ type }, at) => (type === 'date' ? [at] : []))
    return named?.column ?? (dates.length === 1 ? dates[0] : undefined)
  }

  /** Whether a column says how far things have come. */
  #isState(at: number): boolean {
    const { name, values } = this.parts.index.columns[at]!
    const says = values.length <= 3 && values.length > 0 && values.every(({ value }) => saysYes.test(value) || saysNo.test(value))
    return says || /状态|是否|结果|进度|status|state/i.test(name)
  }

  numbers(): void {
    for (const number of this.parts.numbers) {
      const column = this.#numberColumn(number)
      const comparison = column && numberComparison(number, column)
      if (!comparison) continue
      this.#compares = true
      const mention = this.columns.find((one) => this.column(one.column).name === comparison.column)
      const start = Math.min(number.start, mention?.start ?? number.start)
      const negated =
        number.op !== '=' || mention
          ? (this.before('not', { start, end: number.end }, 1) ?? this.before('empty', { start, end: number.end }))
          : undefined
      this.add(this.spend(negated) ? { not: comparison } : comparison, [comparison.column], number)
    }
  }

  /** The column of numbers named beside a number; else, where nothing else stands there, the only one in its unit. */
  #numberColumn(number: NumberMark): Column | undefined {
    // More than 2 pumps: a number of things, not of what a column says.
    const next = this.parts.words.findIndex(({ start }) => start >= number.end)
    const counts = number.unit === '' && this.parts.mentions.some(({ from, kind }) => from === next && kind !== 'column')
    if (counts && /^\s?$/.test(this.parts.folded.slice(number.end, this.parts.words[next]!.start))) return undefined
    const near = this.nearest(number, ['number'], number.op === '=' ? 0.5 : 1.5)
    if (near && number.op === '=' && near.end <= number.start && !equates.test(this.parts.folded.slice(near.end, number.start)))
      return undefined
    if (near) {
      this.used.add(near)
      return this.column(near.column)
    }
    const beside = this.columns.some((one) => one.end <= number.start && this.between(one, number) === 0)
    if (beside || number.unit === '') return undefined
    const { columns } = this.parts.index.table
    const inUnit = columns.filter(
      (column) => (column.unit !== undefined || isDuration(column)) && numberComparison(number, column) !== undefined,
    )
    return inUnit.length === 1 ? inUnit[0] : undefined
  }

  values(): void {
    const byColumn = new Map<string, PlacedValue[]>()
    let before: (Span & { negated: boolean; columns: string }) | undefined
    for (const value of this.named) {
      const anchor = this.#anchorOf(value)
      const candidates = this.#choose(value, anchor)
      const columns = candidates.map(({ column }) => this.column(column).name)
      const text = this.parts.folded.slice(value.start, value.end)
      const parts = candidates.map((candidate) => comparisonOf(this.column(candidate.column).name, candidate, text))
      const condition: Condition = parts.length === 1 ? parts[0]! : { any: parts }
      const place = anchor && anchor.start < value.start ? anchor : value
      const key = columns.join('\n')
      const gap = before ? this.parts.folded.slice(before.end, value.start) : undefined
      const joined = before?.columns === key && gap !== undefined && joinsValues.test(gap)
      if (joined && gap.trim() !== '') this.read.push({ start: before!.end, end: value.start })
      const denied = this.spend(this.before('not', place)) || (!anchor && this.spend(this.before('empty', place)))
      const negated = this.spend(this.#excluded(value)) || denied || (joined && before?.negated === true)
      before = { start: value.start, end: value.end, negated, columns: key }
      byColumn.set(key, [...(byColumn.get(key) ?? []), { condition, start: value.start, columns, negated }])
    }
    for (const group of byColumn.values()) {
      const { placed, several, isUnclear } = placeValues(group)
      this.placed.push(...placed)
      this.#several = several ?? this.#several
      this.#unclear ||= isUnclear
    }
  }

  /** 以外 right behind a value. */
  #excluded({ end }: Span): Operation | undefined {
    return this.parts.operations.find(
      (one) => one.kind === 'not' && /^(?:以外|之外)$/.test(this.parts.folded.slice(one.start, one.end)) && one.start === end,
    )
  }

  /** The column a value is said to be of: the subcomponent Batteries, the Cylinders component, failure modes related to leaks. */
  #anchorOf(value: ValueMention): ColumnMention | undefined {
    const beside = this.columns.filter((mention) => {
      const held = value.candidates.some(({ column }) => column === mention.column)
      const gap =
        mention.end <= value.start
          ? this.parts.folded.slice(mention.end, value.start)
          : this.parts.folded.slice(value.end, mention.start)
      return (
        held &&
        (/^[\s"'“”‘’「」:：-]*$/.test(gap) ||
          /^\s*(?:is|are|was|=|called|named|of type|为|是|叫|属于|by)\s*["'“]?$/.test(gap.trim()) ||
          this.#spansRelated(mention, value))
      )
    })
    const anchor = beside.find(({ end }) => end <= value.start) ?? beside[0]
    if (anchor) {
      this.used.add(anchor)
      this.takeBy(anchor.end, value.start)
    }
    return anchor
  }

  #spansRelated(mention: ColumnMention, value: ValueMention): boolean {
    const related = this.before('related', value)
    return related !== undefined && mention.end <= related.start && this.between(mention, related) === 0
  }

  /** The columns a value is looked for in: the one it is said to be of, else those where it is a name, not those asked for. */
  #choose(value: ValueMention, anchor: ColumnMention | undefined): readonly ValueCandidate[] {
    const related = this.before('related', value)
    this.spend(related ?? (anchor && anchor.end <= value.start ? this.before('related', anchor) : undefined))
    const own = value.candidates.filter(({ column }) => column === anchor?.column)
    const best = value.candidates[0]!.tier
    if (own.length > 0) {
      if (own[0]!.tier >= 3 || related) this.#exact++
      return own.map((one) => (related ? { ...one, tier: 1 } : one))
    }
    if (best >= 3) this.#exact++
    else if (!related) this.#guesses++
    const asked = new Set(this.columns.map(({ column }) => column))
    const fitting = value.candidates.filter(({ tier }) => (best >= 3 ? tier >= 3 : this.#loose || tier === best))
    const others = fitting.filter(({ column }) => !asked.has(column))
    return others.length > 0 ? others : fitting
  }

  /** Caused by software bugs: words behind a column and `by` that the table does not have. */
  unknownCause(): void {
    for (const mention of this.columns) {
      const [by = ''] = /^\s*by\s+/.exec(this.parts.folded.slice(mention.end)) ?? []
      const start = mention.end + by.length
      const end = this.parts.folded.slice(start).search(/[?.,!]|$/) + start
      const rest = this.parts.words.filter((word) => word.start >= start && word.end <= end)
      if (by === '' || rest.length === 0 || rest.length > 4 || this.column(mention.column).type !== 'text') continue
      if (this.read.some((span) => span.start < end && start < span.end)) continue
      const { name } = this.column(mention.column)
      this.used.add(mention)
      this.takeBy(mention.end, start)
      this.add({ column: name, op: 'words', value: this.parts.folded.slice(start, end).trim() }, [name], { start, end })
    }
  }

  /** Which orders have not been delivered: the name of a column of yes and no says which rows. */
  truths(): void {
    if (!this.parts.operations.some(({ kind }) => ['list', 'count', 'share', 'exists', 'not', 'empty'].includes(kind))) return
    for (const mention of this.columns) {
      const { name, type } = this.column(mention.column)
      const values = this.parts.index.columns[mention.column]!.values.map(({ value }) => value)
      if (
        this.used.has(mention) ||
        type !== 'text' ||
        values.length > 3 ||
        !values.some((value) => saysYes.test(value)) ||
        !values.every((value) => saysYes.test(value) || saysNo.test(value))
      )
        continue
      const negated = this.spend(this.before('not', mention)) || this.spend(this.before('empty', mention))
      const wanted = values.filter((value) => (negated ? saysNo : saysYes).test(value))
      if (wanted.length === 0) continue
      this.used.add(mention)
      this.#compares = true
      this.add(
        wanted.length === 1 ? { column: name, op: '=', value: wanted[0]! } : { column: name, op: 'in', values: wanted },
        [name],
        mention,
      )
    }
  }

  /** Without a date, 没有备注, 备注为空; still has an action. */
  emptiness(): void {
    for (const operation of this.parts.operations) {
      if ((operation.kind !== 'empty' && operation.kind !== 'filled') || this.spent.has(operation)) continue
      const free = this.columns.filter((one) => !this.used.has(one))
      const behind = free.find((one) => one.start >= operation.end && this.between(operation, one) === 0)
      const ahead = free.findLast((one) => one.end <= operation.start && this.between(one, operation) === 0)
      const said = this.parts.folded.slice(operation.start, operation.end)
      // 没有哪些 asks for what is not there.
      if (/^(?:哪|什么)/.test(this.parts.folded.slice(operation.end))) continue
      const mention = behind ?? (/空|填|empty|blank|missing|登记|记录/.test(said) ? ahead : undefined)
      if (!mention) continue
      // 没有更换过轴承: what is read as 更换备件 is a verb.
      if (!mention.exact && /^(?:过|了)/.test(this.parts.folded.slice(mention.end))) continue
      const { name } = this.column(mention.column)
      // No discount, where each row gives one: 0 % is none, too.
      if (!hasBlanks(mention.column, this.parts.index)) continue
      this.used.add(mention)
      this.spend(operation)
      this.#compares = true
      const blank = blankValues(mention.column, this.parts.index)
      const empty: Condition = { column: name, op: 'empty' }
      const none: Condition = blank.length > 0 ? { any: [empty, { column: name, op: 'in', values: blank }] } : empty
      const filled: Condition = blank.length > 0 ? { not: none } : { column: name, op: 'not-empty' }
      this.add(operation.kind === 'empty' ? none : filled, [name], mention)
    }
  }

  finish(): ReadConditions {
    const free = this.columns.filter((one) => !this.used.has(one))
    const askedAt = free.map(({ column, start, end }) => ({ name: this.column(column).name, start, end }))
    const placed = this.placed.sort((a, b) => a.start - b.start)
    return {
      conditions: placed.map(({ condition }) => condition),
      places: placed.map(({ start }) => start),
      conditionColumns: [...new Set(placed.flatMap(({ columns }) => columns))],
      asked: [...new Set(askedAt.map(({ name }) => name))],
      askedAt,
      ...(this.#several === undefined ? {} : { several: this.#several }),
      rows: this.parts.mentions.some(({ kind }) => kind === 'rows'),
      exactColumns: this.columns.filter(({ exact }) => exact).length,
      exactValues: this.#exact,
      guesses: this.#guesses,
      compares: this.#compares,
      unclear: this.#unclear,
      denies: this.denies,
      spent: this.spent,
      read: this.read,
    }
  }
}
