import type { ChargedTo, Currency, Money } from '@kaiwu/core'
import type { SharedStore, StoreValue } from '@kaiwu/store'
import { chargedColumn, chargedNames, rowOf, type CallRecord } from './call-record.ts'
import type { CostFilter, CostKey, CostLine, LedgerRow } from './ledger.ts'

const currencies: readonly Currency[] = ['CNY', 'USD', 'EUR']

/** What a report groups by, as SQL. `local_day` is registered by the ledger. */
const groupings: Readonly<Record<Exclude<CostKey, keyof ChargedTo | 'day'>, string>> = {
  model: 'model',
  provider: "CASE WHEN instr(model, '/') > 0 THEN substr(model, 1, instr(model, '/') - 1) ELSE '' END",
  kind: 'kind',
  outcome: "coalesce(outcome, '')",
}

const sums = `
  count(*) AS calls,
  count(*) FILTER (WHERE cost IS NULL AND (outcome IS NOT NULL OR reserved IS NULL)) AS unpriced,
  count(DISTINCT charged_case) AS cases,
  coalesce(sum(prompt_tokens), 0) AS prompt_tokens,
  coalesce(sum(cached_tokens), 0) AS cached_tokens,
  coalesce(sum(completion_tokens), 0) AS completion_tokens,
  ${currencies
    .flatMap((currency) => [
      `sum(cost) FILTER (WHERE cost_currency = '${currency}') AS cost_${currency}`,
      `nullif(sum(saved) FILTER (WHERE saved_currency = '${currency}'), 0) AS saved_${currency}`,
    ])
    .join(',\n  ')}`

type LineRecord = Readonly<Record<string, number | string | null>>

/** The rows that count, oldest first. */
export function rowsOf(store: SharedStore, filter: CostFilter = {}): readonly LedgerRow[] {
  const { where, values } = conditions(filter)
  return store.all<CallRecord>(`SELECT * FROM call ${where} ORDER BY at, id`, ...values).map(rowOf)
}

/** The rows that count, put together by the keys, in their order. Days are those of the time zone. */
export function linesOf(
  store: SharedStore,
  by: readonly CostKey[],
  filter: CostFilter = {},
  timeZone: string,
): readonly CostLine[] {
  const { where, values } = conditions(filter)
  const groups = by.map((key, index) => `${groupingOf(key)} AS group_${index}`)
  const names = by.map((_, index) => `group_${index}`).join(', ')
  const zones = by.filter((key) => key === 'day').map(() => timeZone)
  const sql = `SELECT ${[...groups, sums].join(', ')} FROM call ${where} ${names ? `GROUP BY ${names} ORDER BY ${names}` : ''}`
  return store
    .all<LineRecord>(sql, ...zones, ...values)
    .filter(({ calls }) => calls !== 0)
    .map((record) => lineOf(record, by.length))
}

function groupingOf(key: CostKey): string {
  if (key === 'day') return 'local_day(at, ?)'
  return key in chargedColumn ? `coalesce(${chargedColumn[key as keyof ChargedTo]}, '')` : groupings[key as 'model']
}

function conditions({ from, to, model, ...chargedTo }: CostFilter): Readonly<{ where: string; values: StoreValue[] }> {
  const all: (readonly [sql: string, value: StoreValue | undefined])[] = [
    ['at >= ?', from],
    ['at < ?', to],
    ['model = ?', model],
    ...chargedNames.map((name) => [`${chargedColumn[name]} = ?`, chargedTo[name]] as const),
  ]
  const used = all.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]))
  return {
    where: used.length === 0 ? '' : `WHERE ${used.map(({ sql }) => sql).join(' AND ')}`,
    values: used.map(({ value }) => value),
  }
}

function lineOf(record: LineRecord, groups: number): CostLine {
  const number = (name: string): number => Number(record[name] ?? 0)
  const money = (kind: 'cost' | 'saved'): readonly Money[] =>
    currencies.flatMap((currency) => {
      const micros = record[`${kind}_${currency}`]
      return typeof micros === 'number' ? [Object.freeze({ micros, currency })] : []
    })
  return Object.freeze({
    group: Object.freeze(Array.from({ length: groups }, (_, index) => String(record[`group_${index}`] ?? ''))),
    calls: number('calls'),
    unpriced: number('unpriced'),
    cases: number('cases'),
    promptTokens: number('prompt_tokens'),
    cachedTokens: number('cached_tokens'),
    completionTokens: number('completion_tokens'),
    cost: money('cost'),
    saved: money('saved'),
  })
}
