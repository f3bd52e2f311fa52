import type { LocalText } from '@kaiwu/core'
import { localText } from '@kaiwu/core'
import { undecided, type Decision, type Hit, type Hits, type Outputs } from './decision.ts'
import { exactNumber } from './feel-operators.ts'
import { emptyRecord, Unknown, type PlainValue } from './feel-value.ts'

/** Makes one decision of the rules that match, as the table's hit policy says. */
export function settle(found: Hits): Decision {
  const { policy } = found.table
  if (policy === 'unique') return settleUnique(found)
  if (policy === 'any') return settleAny(found)
  if (policy === 'first') return settleFirst(found)
  if (policy === 'priority') return settlePriority(found)
  return settleAll(found)
}

function settleUnique(found: Hits): Decision {
  const matched = found.hits.filter((hit) => !hit.open)
  if (matched.length > 1) return conflict(found, matched, '唯一', 'unique')
  return stillOpen(found) ?? decided(found, matched[0])
}

/** The first rule that matches, unless one before it might. */
function settleFirst(found: Hits): Decision {
  const [first] = found.hits
  return first?.open ? openDecision(found, first) : decided(found, first)
}

/** Several may match when they agree; so an open rule matters only when it would not. */
function settleAny(found: Hits): Decision {
  const matched = found.hits.filter((hit) => !hit.open)
  const [first] = matched
  if (!first) return stillOpen(found) ?? decided(found, undefined)
  const agreed = found.outputsOf(first.index)
  if (agreed instanceof Unknown) return failed(found, [first], agreed)
  for (const hit of found.hits) {
    const outputs = found.outputsOf(hit.index)
    if (outputs instanceof Unknown) return failed(found, [hit], outputs)
    if (JSON.stringify(outputs) === JSON.stringify(agreed)) continue
    return hit.open ? openDecision(found, hit) : conflict(found, matched, '任一', 'any')
  }
  return one(found, matched, agreed)
}

function settlePriority(found: Hits): Decision {
  const ranked = rankedHits(found)
  if (ranked instanceof Unknown) return failed(found, found.hits, ranked)
  const [best] = ranked
  if (!best) return decided(found, undefined)
  const open = ranked.find((each) => each.hit.open && compareRanks(each.rank, best.rank) === 0)
  return open ? openDecision(found, open.hit) : decided(found, best.hit)
}

/** Lists and sums take all rules that match, so every open rule matters. */
function settleAll(found: Hits): Decision {
  const open = stillOpen(found)
  if (open) return open
  const { policy } = found.table
  if (policy === 'collect count') {
    return one(
      found,
      found.hits,
      record(found, () => found.hits.length),
    )
  }
  if (found.hits.length === 0) return decided(found, undefined)
  const ranked = policy === 'output order' ? rankedHits(found) : found.hits.map((hit) => ({ hit }))
  if (ranked instanceof Unknown) return failed(found, found.hits, ranked)
  const hits = ranked.map(({ hit }) => hit)
  const rows: Outputs[] = []
  for (const hit of hits) {
    const outputs = found.outputsOf(hit.index)
    if (outputs instanceof Unknown) return failed(found, [hit], outputs)
    rows.push(outputs)
  }
  if (policy.startsWith('collect ')) return aggregate(found, hits, rows)
  return Object.freeze({ kind: 'list', outputs: Object.freeze(rows), rules: idsOf(found, hits), why: whyOf(found, hits) })
}

function aggregate(found: Hits, hits: readonly Hit[], rows: readonly Outputs[]): Decision {
  const [first, ...others] = rows
  let failure: Unknown | undefined
  const outputs = record(found, (name) => {
    let result = first![name] as number
    for (const row of others) {
      const value = row[name] as number
      if (found.table.policy === 'collect sum') {
        const sum = exactNumber(result + value)
        if (sum instanceof Unknown) failure = sum
        else result = sum as number
      } else result = found.table.policy === 'collect min' ? Math.min(result, value) : Math.max(result, value)
    }
    return result
  })
  return failure ? failed(found, hits, failure) : one(found, hits, outputs)
}

type Ranked = Readonly<{ hit: Hit; rank: readonly number[] }>

/** By the place of the results in the row of values, the first column counting most; rule order among equals. */
function rankedHits(found: Hits): Ranked[] | Unknown {
  const ranked: Ranked[] = []
  for (const hit of found.hits) {
    const outputs = found.outputsOf(hit.index)
    if (outputs instanceof Unknown) return outputs
    const rank = found.compiled.outputs.flatMap(({ name, values }) => {
      const place = values?.indexOf(outputs[name] as string | number | boolean)
      return place === undefined ? [] : [place < 0 ? Infinity : place]
    })
    ranked.push({ hit, rank })
  }
  return ranked.sort((a, b) => compareRanks(a.rank, b.rank))
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, place] of a.entries()) if (place !== b[index]) return place < b[index]! ? -1 : 1
  return 0
}

function record(found: Hits, value: (name: string) => PlainValue): Outputs {
  const outputs = emptyRecord<PlainValue>()
  for (const { name } of found.compiled.outputs) outputs[name] = value(name)
  return Object.freeze(outputs)
}

function decided(found: Hits, hit: Hit | undefined): Decision {
  if (!hit) {
    const why = { zh: `${found.table.file} 里没有规则符合`, en: `no rule of ${found.table.file} matches` }
    return Object.freeze({ kind: 'none', rules: Object.freeze([]) as readonly [], why })
  }
  const outputs = found.outputsOf(hit.index)
  return outputs instanceof Unknown ? failed(found, [hit], outputs) : one(found, [hit], outputs)
}

function one(found: Hits, hits: readonly Hit[], outputs: Outputs): Decision {
  const why = hits.length > 0 ? whyOf(found, hits) : { zh: '没有规则符合', en: 'no rule matches' }
  return Object.freeze({ kind: 'one', outputs, rules: idsOf(found, hits), why })
}

function conflict(found: Hits, hits: readonly Hit[], zh: string, en: string): Decision {
  const ids = idsOf(found, hits).slice(0, 10).join(', ')
  const because = whyOf(found, hits)
  const why: LocalText = {
    zh: `命中策略是“${zh}”，却有 ${hits.length} 条规则符合（${ids}）：${localText(because, 'zh')}`,
    en: `the hit policy is ${en}, but ${hits.length} rules match (${ids}): ${localText(because, 'en')}`,
  }
  return Object.freeze({ kind: 'conflict', rules: idsOf(found, hits), why })
}

function stillOpen(found: Hits): Decision | undefined {
  const hit = found.hits.find((each) => each.open)
  return hit && openDecision(found, hit)
}

function openDecision(found: Hits, hit: Hit): Decision {
  const { why, input } = hit.open!
  const missing = new Set(found.hits.flatMap((each) => (each.open ? [each.open.input] : [])))
  const [id] = idsOf(found, [hit])
  return undecided(idsOf(found, [hit]), [...missing], {
    zh: `规则 ${id} 不能判断：${input}：${localText(why, 'zh')}`,
    en: `rule ${id} cannot be told: ${input}: ${localText(why, 'en')}`,
  })
}

function failed(found: Hits, hits: readonly Hit[], { why }: Unknown): Decision {
  const ids = idsOf(found, hits)
  return undecided(ids, [], {
    zh: `规则 ${ids[0]} 的结果算不出：${localText(why, 'zh')}`,
    en: `the result of rule ${ids[0]} cannot be computed: ${localText(why, 'en')}`,
  })
}

function idsOf(found: Hits, hits: readonly Hit[]): readonly string[] {
  return Object.freeze(hits.map(({ index }) => found.table.rules[index]!.id))
}

function whyOf(found: Hits, hits: readonly Hit[]): LocalText {
  return found.explain(hits.map(({ index }) => index))
}
