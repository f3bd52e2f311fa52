import { z } from 'zod'

/** What the parts of an official document are called in `documents.<name>.fields` of a case type, and what each is for. */
export const officialFieldWords = Object.freeze({
  文种: 'Kind: 函 is laid out as a letter (10.1), 纪要 as minutes (10.3), everything else as a document.',
  发文机关: 'The issuer, or a list with the chief one first (7.2.4). Needed.',
  发文机关标志: 'The red name at the top. Default: the issuer and 文件, of a letter the issuer.',
  发文字号: 'The number (7.2.5).',
  签发人: 'Who signed an upward document, or a list (7.2.6).',
  份号: 'Copy number (7.2.1).',
  密级: 'Secrecy and period: 机密★1年 (7.2.2).',
  紧急程度: 'Urgency (7.2.3).',
  标题: 'The title (7.3.1). Needed.',
  主送机关: 'To whom (7.3.2).',
  正文: 'The text, a paragraph a line; 一、（一）1.（1） are headings (7.3.3). Needed.',
  附件说明: 'The list of attachments, one a line (7.3.4).',
  附件: 'A list of { 名称, 内容 }: what has text of its own stands behind the document, each on a new page (7.3.7).',
  成文日期: 'The date (7.3.5).',
  附注: 'The note in brackets (7.3.6).',
  抄送机关: 'Who gets copies, or a list (7.4.2).',
  印发机关: 'Who prints it (7.4.3).',
  印发日期: 'When it is printed (7.4.3).',
  人工智能: 'True where artificial intelligence was used outside of this case, so that the file says so.',
})

/** A part of an official document. */
export type OfficialField = keyof typeof officialFieldWords

/** The parts that no document is without. */
export const neededFields = Object.freeze(['发文机关', '标题', '正文'] as const satisfies readonly OfficialField[])

const expression = z.string().min(1).max(4_000)
const said = (field: OfficialField) => expression.optional().describe(`FEEL. ${officialFieldWords[field]}`)

/** The parts of an official document as FEEL over the fields of a case. */
export const officialFieldsSchema = z.strictObject(
  Object.fromEntries((Object.keys(officialFieldWords) as OfficialField[]).map((field) => [field, said(field)])) as Record<
    OfficialField,
    ReturnType<typeof said>
  >,
)
