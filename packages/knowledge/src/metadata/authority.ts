// What the name of a public body ends with, and that of a firm or a part of it.
const publicEnding =
  '(?:人民政府|政府|管理委员会|委员会|人民代表大会|国务院|人民法院|检察院|办公厅|办公室|局|厅|署|总队|支队|大队|联合会|总工会|管理处|管委会|领导小组|指挥部|事务部|[\\u4e00-\\u9fa5]{2}部|中心|党组|市委|省委|县委|区委|工委|党委)'
const firmEnding =
  '(?:公司|集团|厂|研究院|研究所|设计院|大学|学院|学校|医院|银行|协会|学会|商会|车间|工段|[\\u4e00-\\u9fa5A-Z]{2,}部|技术科|设备科|科|室|所|站|组|处)'
const name = '[\\u4e00-\\u9fa5][\\u4e00-\\u9fa5A-Za-z（）()·]{1,34}?'
const organisation = new RegExp(`^${name}(?:${publicEnding}|${firmEnding})$`)
const authority = new RegExp(`^(?:${name})?${publicEnding}$`)
const firm = /公司|集团|厂$|精工|机床|机械|化工|电机|科技|股份|车间|EHS|设备部|技术部|质量部|生产部|工程部|品管部|安环部|产品/
const notName =
  /^(?:关于|各|本|按照|根据|为|由|经|现|请|附|抄送|主送|市长|省长|县长|区长|部长|局长|主任|总理|主席)|[，。；：、《》？！\d]|第[一二三四五六七八九十]|的/
const english =
  /^[A-Z][A-Za-z&.,'\- ]{3,60}(?:Council|Authority|Ministry|Department|Ltd\.?|Limited|Inc\.?|LLC|GmbH|AG|Corporation|Company|Agency|Bureau|Office|Works|Commission|Board)$/i

/** Whether a text is the name of a body that issues documents. */
export function isOrganisation(text: string): boolean {
  return (organisation.test(text) && !notName.test(text)) || text === '国务院'
}

/** Whether a text is the English name of such a body. */
export function isEnglishOrganisation(text: string): boolean {
  return english.test(text)
}

/** Whether an issuer is a public body and no firm. */
export function isAuthority(issuer: string): boolean {
  return issuer === '国务院' || (authority.test(issuer) && !firm.test(issuer))
}

/**
 * The bodies that a line names, joined by spaces, commas or 和; empty where the line says anything else.
 * @example
 * organisationsIn('云 泽 市 财 政 局') // ['云泽市财政局']
 */
export function organisationsIn(line: string): string[] {
  const tight = joined(line)
  const parts = tight.split(/[\s\u3000、]+|(?<=[局厅委会府部])和(?=[\u4e00-\u9fa5]{4})/).filter((part) => part !== '')
  return parts.length > 0 && parts.every(isOrganisation) ? parts : []
}

/** Letters that were set apart to fill a line, put together: 云 泽 市. */
export function joined(line: string): string {
  const pieces = line.split(/[\s\u3000]+/)
  const single = pieces.filter((piece) => piece.length === 1).length
  return single >= 3 && single >= pieces.length - 2 ? pieces.join('') : line.replace(/(?<=[^ -~]) (?=[^ -~])/g, ' ')
}
