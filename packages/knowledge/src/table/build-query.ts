import { readConditions } from './question-conditions.ts'
import { measured, repeating, shown, textual, typeOf, whereOf, type Built, type QueryContext } from './query-context.ts'
import { shareOf } from './share-query.ts'
import { speaksOfGroups, unusedOf } from './unused-operations.ts'
import { namesWhatItCounts, rowsAreCounted } from './counted-things.ts'
import { rankedBy } from './ranked-by.ts'
import type { Operation } from './question-operations.ts'
import type { QuestionParts, TableForm } from './read-question.ts'
import type { Aggregate, Condition, TableQuery } from './table-query.ts'

/** A query made of the parts of a question. */
export type BuiltQuery = Readonly<{
  query: TableQuery
  form: TableForm
  asked: readonly string[]
  /** Parts of the folded question that went into it. */
  read: readonly Readonly<{ start: number; end: number }>[]
  /** 0 to 1: how well the parts make a query of this table. */
  fit: number
  /** No value is guessed from a part of it. */
  exact: boolean
  /** What the question calls the rows it counts. */
  noun?: string
  /** Names of columns that conditions are about. */
  about: readonly string[]
  /** Words that say what to do with rows, and that it leaves undone. */
  unused: readonly string[]
}>

/** Puts the parts of a question together; nothing when they make no query of the table. */
export function buildQuery(parts: QuestionParts, loose: boolean): BuiltQuery | undefined {
  const { table } = parts.index
  const read = readConditions(parts, loose)
  if (read.unclear || speaksOfGroups(read, parts)) return undefined
  const context: QueryContext = {
    ...read,
    parts,
    table,
    has: (kind) => parts.operations.find((one) => one.kind === kind && !read.spent.has(one)),
  }
  const built = shareOf(context) ?? extremeOf(context) ?? figureOf(context) ?? countOf(context) ?? rowsOf(context)
  if (!built) return undefined
  const unused = unusedOf(parts, built, read.spent)
  const spans = [...read.read, ...parts.operations.filter((one) => !unused.includes(one))]
  const sure = read.exactValues > 0 || read.compares || read.conditions.length === 0
  const fit = built.fit * (sure ? 1 : 0.8) * 0.94 ** read.guesses
  const noun = nounOf(parts)
  const { took: _, ...made } = built
  return {
    ...made,
    query: { table: table.id, ...built.query },
    read: spans,
    fit,
    unused: unused.map(({ start, end }) => parts.folded.slice(start, end)),
    exact: read.guesses === 0,
    about: read.conditionColumns,
    ...(noun === undefined ? {} : { noun }),
  }
}

/** The word behind how many, number of: failures, where it names the rows. */
function nounOf({ folded, mentions, operations, words }: QuestionParts): string | undefined {
  const mark = operations.find(({ kind }) => kind === 'count')
  const rows = mentions.find(({ kind, from }) => kind === 'rows' && mark !== undefined && words[from]!.start >= mark.end)
  return rows && folded.slice(words[rows.from]!.start, words[rows.to - 1]!.end)
}

/** The rows, or the groups, with the most or the least of something. */
function extremeOf(context: QueryContext): Built | undefined {
  const mark = context.has('highest') ?? context.has('lowest')
  if (!mark) return undefined
  const direction = mark.kind === 'highest' ? 'descending' : 'ascending'
  const limit = Math.min(mark.count ?? 1, 100)
  const aggregate = aggregateOf(context)
  const group = groupColumns(context)
  const counted = context.has('count') ?? (aggregate ? undefined : countedBy(context, mark))
  if (counted && !aggregate && !rowsAreCounted(counted, undefined, context.parts)) return undefined
  if ((aggregate || counted) && group.length > 0 && !group.some((name) => context.parts.index.unique.has(name))) {
    const of: Aggregate = aggregate ?? { fn: 'count' }
    const also = measured(context)
      .filter((name) => name !== of.column)
      .flatMap((column) => [
        { fn: 'min' as const, column },
        { fn: 'max' as const, column },
      ])
    const counts = of.fn === 'count' ? [] : [{ fn: 'count' as const }]
    const query = {
      ...whereOf(context.conditions),
      groupBy: group,
      aggregate: [of, ...counts, ...also],
      orderBy: [{ aggregate: 0, direction } as const],
      limit,
      ties: true,
    }
    const took =
      ['highest', 'lowest'].includes(counted?.kind ?? '') || !aggregate ? (['count'] as const) : [aggregateMark(context)!.kind]
    return { query, form: 'groups', asked: context.asked, fit: 1, took: [mark.kind, 'group', ...took] }
  }
  const by = rankedBy(mark, context.parts.folded, context.table, context.askedAt)
  // Of what most of the time is lost on may mean one row, or all of them together.
  if (by === undefined || (addsUp.test(context.parts.folded.slice(mark.start, mark.end)) && repeating(context).length > 0))
    return undefined
  const filled: Condition = { column: by, op: 'not-empty' }
  const query = {
    select: shown(context, [by]),
    ...whereOf([...context.conditions, filled]),
    orderBy: [{ column: by, direction } as const],
    limit,
    ties: true,
  }
  return { query, form: 'extreme', asked: context.asked, fit: 1, took: [mark.kind] }
}

const addsUp = /\p{Script=Han}|\bmost\b(?! likely)|fewest|least|longest|shortest/u

/** 最多 and most without a measure count rows. */
function countedBy(context: QueryContext, mark: Operation): Operation | undefined {
  const bare =
    mark.word === '多' ||
    mark.word === '少' ||
    mark.word === '频繁' ||
    /^(?:most|fewest|least|top \d+|前.*)$/.test(context.parts.folded.slice(mark.start, mark.end))
  return bare && measured(context).length === 0 && namesWhatItCounts(mark, context.parts) ? mark : undefined
}

/** An average or a sum, of all rows or of each group. */
function figureOf(context: QueryContext): Built | undefined {
  const aggregate = aggregateOf(context)
  if (!aggregate) return undefined
  const order = context.has('descending') ?? context.has('ascending')
  const group = (order ?? context.has('group')) ? groupColumns(context) : []
  const grouped = group.length > 0 ? { groupBy: group } : {}
  const direction = context.has('ascending') ? 'ascending' : 'descending'
  const orderBy = group.length > 0 ? { orderBy: [{ aggregate: 0, direction } as const] } : {}
  const query = { ...whereOf(context.conditions), ...grouped, aggregate: [aggregate, { fn: 'count' as const }], ...orderBy }
  const took = [
    aggregateMark(context)!.kind,
    'count' as const,
    ...(group.length > 0 ? (['group', 'ascending', 'descending'] as const) : []),
  ]
  return { query, form: group.length > 0 ? 'groups' : 'figure', asked: context.asked, fit: 1, took }
}

function aggregateOf(context: QueryContext): (Aggregate & { column: string }) | undefined {
  const mark = aggregateMark(context)
  if (!mark || measured(context).length > 1) return undefined
  const numbers = context.askedAt.filter(({ name }) => typeOf(context, name) === 'number')
  const next = numbers.find(({ start }) => start >= mark.end) ?? numbers.at(-1)
  if (!next || (mark.kind === 'sum' && addsNothing.test(next.name))) return undefined
  return { fn: mark.kind === 'average' ? 'average' : 'sum', column: next.name }
}

// Prices of one, rates and ages of several rows have no sum.
const addsNothing = /单价|率|比例|龄|[上下]限|unit price|rate|\bage\b|discount|%|percent/i

const aggregateMark = (context: QueryContext): Operation | undefined => context.has('average') ?? context.has('sum')

/** The columns a question divides the rows by: named as such, else the text it asks for, else one of which it names several values. */
function groupColumns(context: QueryContext): readonly string[] {
  const mark = context.has('group')
  const named = context.askedAt.find(({ name, start }) => mark && start >= mark.end && typeOf(context, name) !== 'number')
  if (named) return [named.name]
  const texts = textual(context)
  const dividing = repeating(context)
  // The most alarms of a machine: two things rows may be divided by.
  if (dividing.length > 1) return []
  const by = dividing[0] ?? texts[0]
  if (by !== undefined) return [by]
  return mark && context.several !== undefined ? [context.several] : []
}

/** How many rows, how many different values of what is asked for, or how many rows of each group. */
function countOf(context: QueryContext): Built | undefined {
  const mark =
    context.has('count') ??
    (context.has('group') && context.has('group')!.end > 0 && measured(context).length === 0 ? countingGroup(context) : undefined)
  if (!mark) return undefined
  const group = context.has('group') || context.has('descending') || context.has('ascending') ? groupColumns(context) : []
  if (group.length > 0) {
    if (!rowsAreCounted(mark, undefined, context.parts)) return undefined
    const direction = context.has('ascending') ? 'ascending' : 'descending'
    const query = {
      ...whereOf(context.conditions),
      groupBy: group,
      aggregate: [{ fn: 'count' as const }],
      orderBy: [{ aggregate: 0, direction } as const],
    }
    return { query, form: 'groups', asked: group, fit: 1, took: ['count', 'group', 'ascending', 'descending'] }
  }
  const [counted, ...more] = textual(context)
  // How many hours of downtime, how many different pairs: no number of rows.
  if (measured(context).length > 0 || more.length > 0) return undefined
  if (!rowsAreCounted(mark, counted, context.parts)) return undefined
  const different = counted === undefined ? [] : distinctOf(context, counted)
  const fit = context.conditions.length > 0 || counted !== undefined || context.rows ? 1 : 0.5
  return {
    query: { ...whereOf(context.conditions), aggregate: [{ fn: 'count' }, ...different] },
    form: 'count',
    asked: counted === undefined ? [] : [counted],
    fit,
    took: ['count'],
  }
}

/** Different values of a column; of one below others also those that are different within them: Fittings of Pumps, of Valves. */
function distinctOf({ parts: { index } }: QueryContext, column: string): readonly Aggregate[] {
  const at = index.naming.indexOf(column)
  const within =
    at > 0 && at < index.naming.length - 1 && index.naming.slice(0, at + 1).every((name) => index.repeats.has(name))
      ? index.naming.slice(0, at)
      : []
  const plain: Aggregate = { fn: 'count-distinct', column }
  return within.length > 0 ? [plain, { ...plain, within }] : [plain]
}

/** 按处理班组统计, 统计各状态: to count is what remains. */
function countingGroup(context: QueryContext): Operation | undefined {
  const grouping = context.parts.operations.filter(({ kind }) => kind === 'group')
  return grouping.length > 1 || /统计/.test(context.parts.folded) ? grouping[0] : undefined
}

/** Rows, or the different values of a column. */
function rowsOf(context: QueryContext): Built | undefined {
  const order = context.has('descending') ?? context.has('ascending')
  const by = order && measured(context).at(-1)
  const orderBy = by
    ? { orderBy: [{ column: by, direction: order.kind === 'ascending' ? 'ascending' : 'descending' } as const] }
    : {}
  const took = [...(by ? [order.kind] : []), 'numbers' as const]
  const list = context.has('list') ?? context.has('exists') ?? order
  if (context.conditions.length === 0) {
    if (by) return { query: { select: shown(context), ...orderBy }, form: 'list', asked: context.asked, fit: 1, took }
    const texts = textual(context)
    if (texts.length === 0 || !list || context.asked.length > 2) return undefined
    const all = /\ball\b|全部|所有|一共|哪些|哪几/.test(context.parts.folded)
    return {
      query: { select: texts, distinct: true },
      form: 'list',
      asked: texts,
      fit: all && context.exactColumns > 0 ? 1 : 0.7,
      took,
    }
  }
  const figures = context.has('numbers')
    ? context.table.columns.filter(({ type }) => type === 'number').map(({ name }) => name)
    : []
  const compares = context.compares || list !== undefined
  const lookup = context.asked.some((name) => !context.parts.index.naming.includes(name))
  // Why pumps leak is no question for their names.
  if (!compares && !lookup) return undefined
  return {
    query: { select: shown(context, figures), ...whereOf(context.conditions), ...orderBy },
    form: lookup && !context.compares ? 'lookup' : 'list',
    asked: context.asked,
    fit: 1,
    took,
  }
}
