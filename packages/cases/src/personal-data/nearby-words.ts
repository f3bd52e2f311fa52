import type { TextPage } from './text-page.ts'

/** Whether the words in front of a number speak for the kind sought, against it (an order number), or not at all. */
export type Leaning = 'for' | 'against' | 'none'

/** How far back a word may stand and still speak for a number. */
const windowLength = 28
/** What names a number as something of business: must stand right before it. */
const businessWords =
  '订单|订货|单号|单据|工单|运单|快递|编号|编码|代码|条码|条形码|料号|物料|批号|批次|图号|型号|件号|货号|零件|备件|序列号|序号|流水|合同|资产|' +
  '机身|设备号|机号|炉号|钢号|发票|凭证|表号|户号|案号|文号|标准|规格|版本|金额|合计|总计|总额|数量|产量|电量|读数|余额|' +
  '计数器?|累计|流量|里程|底数|示数|点位|仓位|托盘码?|模具|运行时间|[数均阈限峰初终]?值|' +
  '(?<![a-z])(?:(?:s/?n|p/?n|po|so|wo|lot|batch|order|part|serial|sku|ref|item|bar|invoice|asset|material|job|trace)' +
  '(?:[ _-]?(?:no|id|num|number|code))?|code|ean|upc|gtin|imei|iccid|version|' +
  'rev|qty|total|amount|sum|timestamp|ts|model|spec|iso|gb|gb/t)(?![a-z])'

const mayStandBetween = /^[^\p{P}\p{L}\p{N}]*(?:[:：=#*（(「“"'[【.<>/-]|号|码|为|是|no|nr|number|\s)*$/u

/** A reader of the words in front of a number: the nearest word decides. */
export function describeWords(forWords: string): (page: TextPage, start: number) => Leaning {
  const either = new RegExp(`(${forWords})|(${businessWords})`, 'gu')
  return (page, start) => {
    if (!hasLetter(page.folded, Math.max(0, start - windowLength), start)) return 'none'
    const window = page.folded.slice(Math.max(0, start - windowLength), start).toLowerCase()
    let leaning: Leaning = 'none'
    for (const hit of window.matchAll(either)) {
      if (hit[1] !== undefined) leaning = 'for'
      else leaning = mayStandBetween.test(window.slice(hit.index + hit[0].length)) ? 'against' : leaning
    }
    if (leaning === 'none' && /(?<![a-z])(?:no\.?|nr\.?|№)\s?[:：]?\s?$/u.test(window)) return 'against'
    return leaning
  }
}

/** Cheap, because a page of figures asks half a million times. */
function hasLetter(folded: string, from: number, to: number): boolean {
  for (let at = to - 1; at >= from; at--) {
    const code = folded.charCodeAt(at) | 32
    if ((code >= 97 && code <= 122) || code >= 0x2100) return true
  }
  return false
}

/** How a number is joined to what stands beside it: free, tied by a sign or what follows (`PO-138…`, `138…B`), or inside a longer
 * word (`A138…`). */
export type Edge = 'free' | 'tied' | 'inside'

const labelBefore = /(?<![a-z])(?:tel|phone|mobile|mob|call|cell|contact|wechat|wx|vx|card|acct|account|passport)$/i
const labelAfter = /^(?:wx|vx|qq|tel|wechat|call|ext)(?![a-z])/i
const unit = new RegExp(
  '^\\s?(?:元|万|亿|吨|件|套|只|次|度|秒|米|条|字节|个(?!人)|台(?![州湾])|%|℃|m³|m\\^3|' +
    '(?:[smhtlgvaw]|kwh|kw|mwh|kg|kb|mb|gb|bytes?|mm|cm|ms|rpm|pcs|hz|mpa|pa|m3|usd|rmb|cny)(?![a-z]))',
  'i',
)

/** Looks at both sides of a number in a folded text. */
export function edgeOf(page: TextPage, start: number, end: number): Edge {
  const before = sideBefore(page, start)
  return before === 'inside' ? before : worse(before, sideAfter(page, end))
}

function worse(one: Edge, other: Edge): Edge {
  if (one === 'inside' || other === 'inside') return 'inside'
  return one === 'tied' || other === 'tied' ? 'tied' : 'free'
}

function sideBefore(page: TextPage, start: number): Edge {
  if (page.taken(start - 1, start)) return 'free'
  const near = page.folded.slice(Math.max(0, start - 12), start)
  if (/[A-Za-z]$/.test(near)) return labelBefore.test(near) ? 'free' : 'inside'
  if (/[_+\d]$/.test(near)) return 'inside'
  if (/[#$¥￥£€]\s?$/.test(near)) return 'tied'
  // The number of an item in a list: `1.138…`.
  if (/(?:^|\n)[ \t]*[1-9]\d?\.$/.test(near)) return 'free'
  if (/[A-Za-z0-9_)\]][-/\\.~]$/.test(near)) return page.taken(start - 2, start - 1) ? 'free' : 'tied'
  return 'free'
}

function sideAfter(page: TextPage, end: number): Edge {
  const near = page.folded.slice(end, end + 16)
  if (/^[A-Za-z]/.test(near)) return labelAfter.test(near) ? 'free' : 'tied'
  if (/^[_\d]/.test(near)) return 'inside'
  if (/^\/(?:\+?86-?)?1[3-9]\d{9}(?!\d)/.test(near) || /^\/0\d{2,3}-?\d/.test(near)) return 'free'
  if (/^[-/\\.~*][A-Za-z0-9]/.test(near) || unit.test(near)) return 'tied'
  return 'free'
}
