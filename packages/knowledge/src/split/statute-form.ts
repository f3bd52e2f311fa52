import { opening, type Opening } from './opening.ts'

const digits = '零〇一二三四五六七八九十百千两\\d０-９'
const article = new RegExp(`^第\\s?[${digits}]{1,9}\\s?条(?:之[一二三四五六七八九十]{1,3})?(?=[\\s\\u3000：:【〔]|$)`)
// Where a scan or a program lost the space behind 第X条. What follows here refers to the article instead of opening it.
const glued = new RegExp(
  `^第([${digits}]{1,9})条(?:之[一二三四五六七八九十]{1,3})?(?=\\S)` +
    `(?!第|规定|所|至|到|、|和|及|与|以及|的|款|项|或|之|中|内|）|\\)|，|,|。|；|;|—|－|-|[（(][${digits}]{1,3}[）)]|前款|以外|以下|以上)`,
)
const part = new RegExp(
  `^第\\s?[${digits}]{1,9}\\s?(分编|部分|[编篇章节])(?:之[一二三四五六七八九十]{1,3})?(?=[\\s\\u3000：:]|$)`,
)
const gluedPart = new RegExp(
  `^第[${digits}]{1,9}([编篇章节])(?=[\\p{Script=Han}《“])(?!规定|所|中|的|至|到|和|及|与|或|以|有|对|内|之|第|要求|已|将|由|应|为|是)`,
  'u',
)
const styles: Readonly<Record<string, 'volume' | 'chapter' | 'section'>> = {
  编: 'volume',
  篇: 'volume',
  部分: 'volume',
  分编: 'volume',
  章: 'chapter',
  节: 'section',
}
const attachment = /^(附\s?(?:件|表|图)\s?[0-9０-９一二三四五六七八九十]{0,3}(?:[-－][0-9０-９]{1,2})?)(.*)$/u
const attachmentTitle =
  /(?:表|单|书|办法|细则|方案|目录|图|说明|标准|样式|模板|指南|规定|流程|要求|要点|规程|规范|指标|清单|式样|范本)$/
const mark = /[。；，;,！!]/
const longestTitle = 40

/** 第八条, 第八条之一 at the start of a line, when nothing goes on with it: 第三条规定的… is a reference. */
export function articleOf(text: string): Opening | undefined {
  const found = article.exec(text)
  return found ? opening('article', found[0], found[0].replace(/[\s\u3000]/g, '')) : undefined
}

/** The same where the space behind it was lost: 第八条为了…. Only to be asked in a document that has its articles so. */
export function gluedArticleOf(text: string): Opening | undefined {
  const found = glued.exec(text)
  return found ? opening('article', found[0], found[0]) : undefined
}

/** 第二编, 第三章 监督管理, 第一节, 附则. */
export function partOf(text: string): Opening | undefined {
  if (text.length > longestTitle || mark.test(text)) return undefined
  if (/^附\s*则$/.test(text)) return { ...opening('heading', text, text, 'chapter') }
  const found = part.exec(text) ?? (text.length <= 24 ? gluedPart.exec(text) : null)
  return found ? opening('heading', text, found[0].replace(/[\s\u3000]/g, ''), styles[found[1]!]!) : undefined
}

/**
 * 附件2, 附件3：应急物资清单, 附表1 …: not the list of attachments at a letter's end (附件：1.…), nor a reference (附件1所列…).
 * @param after the line that follows
 */
export function attachmentOf(text: string, after: string): Opening | undefined {
  const found = attachment.exec(text)
  if (!found || text.length > longestTitle || mark.test(text)) return undefined
  const [, name = '', rest = ''] = found
  const locator = name.replace(/[\s\u3000]/g, '')
  const numbered = /[\d０-９一二三四五六七八九十]$/.test(locator)
  const as = (): Opening => opening('heading', text, locator, 'attachment')
  if (/^\s*[：:]?\s*$/.test(rest)) return /^\s*(?:1|１|一)\s*[.．、]/.test(after) ? undefined : as()
  if (!numbered) return undefined
  if (/^\s*[：:]/.test(rest)) return attachment.test(after) ? undefined : as()
  if (/^[\s\u3000]+[\p{Script=Han}《“A-Z]/u.test(rest)) return /^\s*(?:和|与|及|至|中|所|的)/.test(rest) ? undefined : as()
  return /^[\p{Script=Han}《]/u.test(rest) && !/^[和与及至中所的、]/.test(rest) && attachmentTitle.test(rest) ? as() : undefined
}
