import type { TextPage } from './text-page.ts'

const named =
  /(?:家庭住址|家庭地址|户籍地址?|户籍所在地|现住址?|常住地?|居住地址?|居住在|住址|住所|家住|住在|收货地址|收件地址|联系地址|通讯地址|通信地址|户籍|籍贯|地址)[:： ]{0,3}(?:是|为|在|:|：)? ?/g
const sentence = /^[\p{Script=Han}A-Za-z0-9()#\- ]{4,60}/u
const place = /[省市区县旗镇乡村路街巷弄道里园苑庄屯组社坊厦寓城湾桥港]|小区|大院|宿舍/
const house = /(?:\d{1,5}|[零一二三四五六七八九十百]{1,5})(?:号院?|弄|幢|栋|座|单元|室|户|楼|层|组|排)/
// A household beside a road, without a word in front: …路88号3幢2单元501室.
const household = new RegExp(
  '(?:路|街|巷|弄|道|里|村|苑|园|小区|公寓|大院|宿舍|大厦|社区)' +
    '(?: ?[\\dA-Za-z一二三四五六七八九十零百-]{1,8}(?:号院?|弄|支弄|幢|栋|座|楼|单元|组|层)){1,5}' +
    ' ?[\\dA-Za-z-]{1,8}(?:室|户|号|房)?(?!\\d)',
  'g',
)
const reach = 32
const breaks = /[^\p{Script=Han}\dA-Za-z]|[住在到于址是为从往至和与的了对向]/u

/** Finds addresses, best effort and never sure: behind a word such as 住址, or with a household (…路8号2单元501室). */
export function findAddresses(page: TextPage): void {
  let read = 0
  for (const hit of page.folded.matchAll(named)) {
    const start = hit.index + hit[0].length
    if (hit.index < read) continue
    const run = sentence.exec(page.folded.slice(start, start + 60))?.[0] ?? ''
    read = start + run.length
    const last = lastHouse(run)
    if (last > 0 && place.test(run.slice(0, last))) note(page, start, start + last)
  }
  for (const hit of page.folded.matchAll(household)) {
    const end = hit.index + hit[0].trimEnd().length
    if (!/(?:室|户|单元|房|\d)$/.test(page.folded.slice(hit.index, end)) || !/单元|室|户|房|幢|栋|座/.test(hit[0])) continue
    let start = hit.index
    while (start > 0 && hit.index - start < reach && !breaks.test(page.folded.charAt(start - 1))) start--
    note(page, start, end)
  }
}

function lastHouse(run: string): number {
  let last = 0
  for (const hit of run.matchAll(new RegExp(house, 'g'))) last = hit.index + hit[0].length
  // A room without its word at the end: 8号2单元501.
  const bare = last > 0 ? /^-?\d{2,4}(?!\d|年|月|日|元|人)/.exec(run.slice(last)) : null
  return last + (bare?.[0].length ?? 0)
}

function note(page: TextPage, start: number, end: number): void {
  const value = page.folded.slice(start, end).replace(/\s/g, '')
  page.note({ kind: 'address', start, end, value, sure: false })
}
