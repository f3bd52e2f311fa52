import { unitPattern } from './column-unit.ts'

/** What a question does with rows, and where it says so. Offsets into the folded question. */
export type Operation = Readonly<{
  kind:
    | 'count'
    | 'average'
    | 'sum'
    | 'highest'
    | 'lowest'
    | 'group'
    | 'ascending'
    | 'descending'
    | 'share'
    | 'list'
    | 'empty'
    | 'filled'
    | 'not'
    | 'related'
    | 'numbers'
    | 'exists'
  start: number
  end: number
  /** Of top 3: 3. */
  count?: number
  /** Words such as 最长 name a dimension: 长. */
  word?: string
}>

type Pattern = readonly [Operation['kind'], RegExp]

// The order matters: what stands first takes the words.
const patterns: readonly Pattern[] = [
  [
    'share',
    /(?:what |which )?(?:percentage|per ?cent|proportion|share|fraction)(?: of)?|占比|百分之几|百分比|比例|占多少|占了多少/g,
  ],
  [
    'descending',
    /(?:in |by )?(?:a )?(?:descending|decreasing)(?: order)?(?: (?:of|by))?(?: their)?|(?:ranked|sorted|ordered) (?:from high(?:est)? to low(?:est)?|highest first)(?: (?:of|by))?|from (?:high(?:est)?|larg(?:e|est)) to (?:low(?:est)?|small(?:est)?)|(?:从|由)(?:高|大|多|长)(?:到|至)(?:低|小|少|短)|降序|倒序/g,
  ],
  [
    'ascending',
    /(?:in |by )?(?:an )?(?:ascending|increasing)(?: order)?(?: (?:of|by))?(?: their)?|from (?:low(?:est)?|small(?:est)?) to (?:high(?:est)?|larg(?:e|est))|(?:从|由)(?:低|小|少|短)(?:到|至)(?:高|大|多|长)|升序/g,
  ],
  ['descending', /(?:ranked|sorted?|ordered|order|rank)(?: by| of)|排名|排序|排列|排列出/g],
  [
    'highest',
    /最(?<w>大|高|多|长|贵|严重|新|晚|久)的?(?:前)?(?<m>[0-9一二两三四五六七八九十]+)(?:名|位|个|条|项|大|种|台|张|次|家|只|件|款)|最(?<l>近)的?(?<k>[0-9一二两三四五六七八九十]+)(?:次|条|张|笔|单|份)|\b(?<n>\d+|two|three|four|five|ten) (?:highest|largest|greatest|biggest|longest|latest|newest|most recent)\b/g,
  ],
  [
    'lowest',
    /最(?<w>小|低|少|短|便宜|早)的?(?:前)?(?<m>[0-9一二两三四五六七八九十]+)(?:名|位|个|条|项|大|种|台|张|次|家|只|件|款)|\b(?<n>\d+|two|three|four|five|ten) (?:lowest|smallest|shortest|earliest|oldest|cheapest)\b/g,
  ],
  ['highest', /\btop (?<n>\d+)\b|前(?<m>[0-9一二两三四五六七八九十]+)(?:名|位|个|条|项|大|种|台)?/g],
  [
    'highest',
    /\b(?:most likely(?: to be)?|highest|largest|greatest|biggest|maximum|max|most (?!of\b)|longest|latest|newest|most recent|last(?= installed| added| bought))\b|\bmost\b(?! of\b)|最(?<w>大|高|多|长|贵|严重|新|晚|重|远|快|久|频繁)|最高值|最大值/g,
  ],
  [
    'lowest',
    /\b(?:lowest|smallest|least|minimum|min|shortest|fewest|earliest|oldest|cheapest)\b(?!\s*\d)|(?<=\b(?:installed|reported|added|bought|built|issued|made|started|opened) )first\b|最(?<w>小|低|少|短|便宜|早|轻|慢)|最小值|最低值/g,
  ],
  ['average', /\b(?:on )?(?:average|mean|avg)\b|平均(?:值|数|每次|每个|每台|每项|下来)?|均值/g],
  [
    'count',
    /\bhow many(?: times| different| of)?\b|\b(?:the )?(?:total )?(?:number|count) of\b|\bcount\b|(?:一共|总共|共)?有?(?:多少|几)(?:个|条|项|种|台|次|只|件|张|家|名|位|份|套|款|起|处|类|行|笔|户|人次?|辆|块|批|艘)(?!分钟|小时)|数量(?:是多少|有多少)?|总数|个数|次数|件数|台数|人数|(?:一共|总共|共)有多少(?!分钟|小时|元|天)/g,
  ],
  ['sum', /\b(?:total|sum|altogether|in total|combined)(?: of)?\b|合计|总计|总和|总共|一共|累计|总(?:量|额|金额|时长|时间)/g],
  [
    'group',
    /\b(?:grouped by|group by|broken down by|per|for each|for every|each|every)\b|(?:^|[\s,])by(?= \w)|按照?|每(?:一)?(?:个|种|类|台|次|家|项|条)?|各个?|分别(?:是多少|有多少|统计)?|统计/g,
  ],
  [
    'empty',
    /\b(?:without|no|missing|lacks?|lacking|empty|blank|do(?:es)? not (?:yet )?have|don't have|doesn't have|ha(?:s|ve) no|not filled)\b(?: (?:a|an|any|the))?|(?:都|还)?(?:没有|没|未|无|缺少?|缺)(?:填写?|写|登记|记录)?|为空|空着|空白|未填/g,
  ],
  [
    'not',
    /\b(?:except(?: for)?|other than|excluding|but not|neither|nor|not|isn't|aren't)\b|除了|除去|以外|之外|不是|不在|并非|不含|不包括|非(?=[\p{Script=Han}])|不属于/gu,
  ],
  [
    'related',
    /\b(?:(?:are |is )?(?:related|associated|linked|connected) (?:to|with)|related to|involv(?:es?|ing)|concerning|regarding|mention(?:s|ing)?|containing|contains?|about)\b|涉及到?|有关|相关|提到|包含|关于/g,
  ],
  ['numbers', /\b(?:other )?(?:numerical|numeric) values?\b|\b(?:all )?(?:the )?(?:figures|numbers)\b|各项?数值|数值/g],
  ['exists', /\b(?:are|is) there (?:any|a|an)\b|\bany\b|有没有|是否有|有无/g],
  [
    'list',
    /\b(?:list|show|give me|name|display|enumerate|what are|which|what)\b(?: (?:all|me))?(?: (?:the|of the))?|有哪些|有哪几|哪些|列出|列举|列一下|哪(?:一|几)?(?:个|种|台|条|项|家|次|只|张|位)?|都有(?:什么|谁)|分别是什么|是什么|有什么|(?<!为)什么/g,
  ],
  ['filled', /\b(?:still )?ha(?:s|ve|d|ving)(?= an? | the | any )|\bwith (?=an? |the |any )|有(?=[\p{Script=Han}])/gu],
]

const numerals = '零一二三四五六七八九十'
const numberWords: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4, five: 5, ten: 10, 两: 2 }

function countOf(written: string): number {
  return /^\d+$/.test(written) ? Number(written) : (numberWords[written] ?? Math.max(1, numerals.indexOf(written)))
}

/** The operations of a folded question, in order; they do not overlap. */
export function findOperations(folded: string): readonly Operation[] {
  const taken = new Uint8Array(folded.length)
  const found: Operation[] = []
  for (const [kind, pattern] of patterns) {
    for (const match of folded.matchAll(pattern)) {
      const start = match.index + (/^[\s,]/.test(match[0]) ? 1 : 0)
      const end = match.index + match[0].trimEnd().length
      if (taken.subarray(start, end).some(Boolean) || end <= start) continue
      taken.fill(1, start, end)
      const { n, m, k, l, w = l } = match.groups ?? {}
      const count = n ?? m ?? k
      found.push({
        kind,
        start,
        end,
        ...(count === undefined ? {} : { count: countOf(count) }),
        ...(w === undefined ? {} : { word: w }),
      })
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

/** A comparison with a number, as written: `over 35`, `不少于10`. */
export type NumberMark = Readonly<{
  op: '=' | '!=' | '<' | '<=' | '>' | '>=' | 'between'
  values: readonly number[]
  /** Written behind the number: 分钟, kW. */
  unit: string
  start: number
  end: number
}>

const amount = `(-?\\d+(?:,\\d{3})*(?:\\.\\d+)?)(万|千)?`
const unit = `\\s*(${unitPattern})?`
const before: readonly (readonly [NumberMark['op'], string])[] = [
  [
    '>=',
    'at least|no(?:t)? (?:less|fewer|lower) than|greater than or equal to|minimum of|>=|≥|不少于|不低于|不小于|至少|大于等于|大于或等于|高于或等于|满',
  ],
  [
    '<=',
    'at most|no(?:t)? (?:more|greater|higher) than|up to|less than or equal to|maximum of|<=|≤|不超过|不高于|不大于|不多于|至多|小于等于|小于或等于',
  ],
  [
    '>',
    'over|above|more than|greater than|higher than|larger than|longer than|exceed(?:s|ed|ing)?|bigger than|>|大于|超过|高于|多于|超出|长于',
  ],
  ['<', 'under|below|less than|fewer than|lower than|smaller than|shorter than|<|小于|低于|少于|不足|不到|短于|未满'],
  ['!=', 'not equal to|other than|!=|≠|<>|不等于'],
  ['=', 'equal to|equals|exactly|of exactly|=|等于|正好是?|恰好是?|刚好是?'],
]

/** The comparisons with numbers in a folded question. */
export function findNumbers(folded: string): readonly NumberMark[] {
  const taken = new Uint8Array(folded.length)
  const found: NumberMark[] = []
  const add = (
    op: NumberMark['op'],
    values: readonly number[],
    written: string | undefined,
    start: number,
    whole: string,
  ): void => {
    const end = start + whole.trimEnd().length
    if (taken.subarray(start, end).some(Boolean)) return
    taken.fill(1, start, end)
    found.push({ op, values, unit: written ?? '', start, end })
  }
  const range = new RegExp(
    `(?:between|from|在|介于)?\\s*(?<![\\w.-])${amount}${unit}\\s*(?:and|to|到|至|~|～|-|和|与)\\s*${amount}${unit}(?:\\s*(?:之间|以内))?`,
    'g',
  )
  for (const match of folded.matchAll(range)) {
    if (!/^(?:between|from|在|介于)|之间$/.test(match[0].trim())) continue
    add(
      'between',
      [valueOf(match[1], match[2]), valueOf(match[4], match[5])].sort((a, b) => a - b),
      match[3] ?? match[6],
      match.index,
      match[0],
    )
  }
  for (const [op, words] of before) {
    for (const match of folded.matchAll(new RegExp(`(?:${words})\\s*(?:了)?(?<![\\d.])${amount}${unit}(?!\\s*[-/年月]\\d)`, 'g')))
      add(op, [valueOf(match[1], match[2])], match[3], match.index, match[0])
  }
  const behind = new RegExp(
    `(?<![\\w.-])${amount}${unit}\\s*(\\+|or (?:more|above|higher|over|greater)|and (?:above|over|more)|及?以上|or (?:less|below|lower|fewer|under)|and (?:below|under)|及?以下|以内|(?<=\\d)-(?=[\\s)]|$))`,
    'g',
  )
  for (const match of folded.matchAll(behind))
    add(
      /\+|more|above|higher|over|greater|以上/.test(match[4]!) ? '>=' : '<=',
      [valueOf(match[1], match[2])],
      match[3],
      match.index,
      match[0],
    )
  const plain = new RegExp(`(?<![\\w.,-])${amount}${unit}(?![\\w-]|\\.\\d|\\s*[年月])`, 'g')
  for (const match of folded.matchAll(plain)) add('=', [valueOf(match[1], match[2])], match[3], match.index, match[0])
  return found.sort((a, b) => a.start - b.start)
}

function valueOf(digits = '', scale?: string): number {
  return Number(digits.replaceAll(',', '')) * (scale === '万' ? 10_000 : scale === '千' ? 1000 : 1)
}
