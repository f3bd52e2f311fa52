import type { QuestionWord } from './question-mentions.ts'

// Every word here may be left out of a question to a table without changing which rows it means. A word that compares, denies, ranks,
// bounds, gives a time, a reason or a way (below, not, last, before, each, why, how) must never be one of them.
const english: ReadonlySet<string> = new Set(
  `a an the of to in on at for from by with and as that this these those which who whom whose what there here it its they them their me my we our us you your i
  is are was were be been being am do does did have has had having can could may might would will shall please tell show give find see get want know also all any some s t
  data dataset database spreadsheet sheet table tables record records row rows entry entries column columns list listed value values score rating item items
  exist exists existing called named contain contains include includes including found following different distinct kind kinds type types sort sorts one ones
  belong belongs located occur occurs occurred happen happened recorded registered number numbers count thing things way ways case cases name names date dates order
  any respectively according associated come comes came made placed ordered`.split(/\s+/),
)
const phrases =
  /\ball (?:the )?[a-z-]+(?: [a-z-]+)? available(?=\W*$)|\b(?:over|in|across) (?:the|this) (?:full|whole|entire) (?:data|dataset|table|sheet|list)\b/g
const chinese = new RegExp(
  [
    '表格|表里|表中|数据|记录|条目|列表|清单|台账|目录|登记|请问|情况|总体|全体|全部|所有|现有|目前|当前|现在|对应|属于|各自|分别|其中|里面|之中|当中|并且|而且|以及|还有',
    '多少|哪里|什么|哪些|哪个|几个|是否|告诉|查询|查一下|帮我|给我|列出|显示|统计|发生|出现|进行|信息|内容|具体|种类|类别|一共|总共|共有|都有|还在|的话|一下|日期|我想|想知道',
    '(?<!^|[已经没未待正还都在被要可能会])(?:处理|办理|经办)的',
    '[的了是有在与和跟及吗呢么吧啊哪个种条项台次张件名家位份套款起处类行笔里中请问查看列谁这那些就都也还以为于所人由用得被把给占将过]',
  ].join('|'),
  'gu',
)

/** Parts of a folded question that may be left out of it: asking, speaking of a table, and words that only join others. */
export function harmlessSpans(folded: string): (word: Pick<QuestionWord, 'written' | 'kind' | 'start' | 'end'>) => boolean {
  const spansOf = (pattern: RegExp) =>
    [...folded.matchAll(pattern)].map(({ 0: word, index }) => ({ start: index, end: index + word.length }))
  const [spans, framing] = [spansOf(chinese), spansOf(phrases)]
  const lies = (word: Readonly<{ start: number; end: number }>, within: readonly Readonly<{ start: number; end: number }>[]) =>
    within.some((span) => span.start <= word.start && word.end <= span.end)
  return (word) =>
    word.kind === 'word' ? english.has(word.written) || lies(word, framing) : word.kind === 'character' && lies(word, spans)
}

// Never let off, though the name of a column has them.
const telling = /[上下前后内外高低大小长短多少新旧早晚最不没未无非超过满足到至比第每各再又才仅只半倍率]/

const bounding = /^(?:last|first|next|previous|before|after|not|no|without|max.*|min.*|total|average|than|more|less|by|per|each)$/

/** Whether a word says nothing more, as a part of the name of a column the query is about: 报 before E-203, of 报警代码. */
export function repeatsName({ written, kind }: QuestionWord, names: string): boolean {
  if (kind === 'character') return !telling.test(written) && names.includes(written)
  return (
    kind === 'word' && !bounding.test(written) && ` ${names.toLowerCase().replace(/[^a-z]+/g, ' ')} `.includes(` ${written} `)
  )
}
