/** English words that speak of tables and of asking, and name nothing a table holds. */
export const generalWords: ReadonlySet<string> = new Set(
  `data dataset database spreadsheet sheet table tables record records row rows entry entries column columns list listed value values score level rating available following
  different distinct total full whole item items exist exists called named contain contains include includes including shown find see check due according order
  respectively currently overall together various kind kinds type types sort one ones other others belong belongs located potential possible current recommended actual
  related associated still yet ever any could might may but however regarding date dates over under above below high low hard easy big small many much good bad
  likely number numbers count thing things way ways case cases s t please give tell name names`.split(/\s+/),
)

// Words that different tables use for one thing; an asked word that no column has is tried as each of its set.
const columnWords: readonly (readonly string[])[] = [
  ['cause', 'reason', '原因'],
  ['effect', 'consequence', 'impact', '后果', '影响'],
  ['action', 'measure', 'remedy', '措施', '处理'],
  ['cost', 'price', 'fee', '价格', '单价', '费用'],
  ['amount', 'sum', '金额'],
  ['quantity', 'qty', '数量'],
  ['site', 'location', 'place', '地点', '位置'],
  ['downtime', '停机'],
  ['department', '部门'],
  ['status', 'state', '状态'],
  ['owner', 'responsible', '责任人', '负责人'],
  ['phone', 'telephone', '电话'],
]

/** Other words for a word, in either language; itself not among them. */
export function otherWords(word: string): readonly string[] {
  return columnWords.find((set) => set.includes(word))?.filter((other) => other !== word) ?? []
}

/** The Chinese words that another word of a column may stand for. */
export const otherChineseWords = new RegExp(
  columnWords
    .flat()
    .filter((word) => /^\p{Script=Han}/u.test(word))
    .join('|'),
  'g',
)
