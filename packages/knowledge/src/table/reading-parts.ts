import type { Placed } from './condition-parts.ts'
import type { Mention } from './question-mentions.ts'
import type { Operation } from './question-operations.ts'
import type { QuestionParts } from './read-question.ts'
import type { Comparison, Condition } from './table-query.ts'
import type { Column } from './typed-table.ts'

/** A place in the folded question. */
export type Span = Readonly<{ start: number; end: number }>
/** A column named at a place. */
export type ColumnMention = Extract<Mention, { kind: 'column' }> & Span
/** A value named at a place. */
export type ValueMention = Extract<Mention, { kind: 'value' }> & Span

/** What reading conditions shares: the mentions of a question, what is taken of them, and what stands near what. */
export class ReadingParts {
  protected readonly parts: QuestionParts
  protected readonly columns: ColumnMention[]
  protected readonly named: ValueMention[]
  protected readonly used = new Set<Mention>()
  protected readonly spent = new Set<Operation>()
  protected readonly read: Span[] = []
  protected readonly placed: Placed[] = []
  protected denies = false

  constructor(parts: QuestionParts) {
    this.parts = parts
    const spanOf = ({ from, to }: Mention): Span => ({ start: parts.words[from]!.start, end: parts.words[to - 1]!.end })
    const placed = parts.mentions.map((mention) => ({ ...mention, ...spanOf(mention) }))
    this.columns = placed.filter((mention) => mention.kind === 'column')
    this.named = placed.filter((mention) => mention.kind === 'value')
    this.read.push(...placed.map(({ start, end }) => ({ start, end })))
  }

  protected column(at: number): Column {
    return this.parts.index.table.columns[at]!
  }

  /** Words between two places that say something. */
  protected between(one: Span, other: Span): number {
    const [start, end] = one.end <= other.start ? [one.end, other.start] : [other.end, one.start]
    return this.parts.words.filter((word) => word.start >= start && word.end <= end && !this.parts.isHarmless(word)).length
  }

  /** The column of a type named nearest to a place, within a few words; one named before is preferred. */
  protected nearest(place: Span, types: readonly Column['type'][], most = 4): ColumnMention | undefined {
    return this.columns
      .filter(({ column }) => types.includes(this.column(column).type))
      .map((mention) => ({
        mention,
        distance: this.between(mention, place) + (mention.start > place.start ? 0.5 : 0) + (this.used.has(mention) ? 0.7 : 0),
      }))
      .filter(({ distance }) => distance <= most)
      .sort((a, b) => a.distance - b.distance)[0]?.mention
  }

  protected add(condition: Comparison | Condition, columns: readonly string[], span: Span): void {
    this.placed.push({ condition, columns, start: span.start })
    this.read.push(span)
  }

  /** An operation right before a place, with nothing that says something between. */
  protected before(kind: Operation['kind'], place: Span, most = 0): Operation | undefined {
    return this.parts.operations
      .filter((one) => one.kind === kind && one.end <= place.start && this.between(one, place) <= most)
      .at(-1)
  }

  protected spend(operation: Operation | undefined): boolean {
    if (!operation) return false
    this.spent.add(operation)
    this.read.push(operation)
    if (operation.kind === 'not' || operation.kind === 'empty') this.denies = true
    return true
  }

  /** The by of caused by, which divides nothing into groups. */
  protected takeBy(start: number, end: number): void {
    this.spend(this.parts.operations.find((one) => one.kind === 'group' && one.start >= start && one.end <= end))
  }
}
