import type { AigcLabel } from '../export/aigc-label.ts'
import type { PlainValue } from '../rules/feel-value.ts'
import type { OfficialField } from './official-fields.ts'

/** An official document as it is to be typeset. A part that it does not have is an empty text or list. */
export type OfficialDocument = Readonly<{
  kind: string
  issuers: readonly string[]
  /** The red name at the top, where it is not the issuer and 文件. */
  mark: string
  number: string
  signers: readonly string[]
  copyNo: string
  secrecy: string
  urgency: string
  title: string
  addressees: string
  /** A paragraph a line. */
  body: string
  /** Names of attachments as the text lists them, without numbers. */
  attachmentNames: readonly string[]
  /** Attachments that stand behind the text. */
  annexes: readonly Readonly<{ title: string; text: string }>[]
  date: string
  note: string
  copies: string
  printer: string
  printedOn: string
  aigc?: AigcLabel
}>

/**
 * Makes an official document of the values of its parts, as FEEL gives them: a list where one text is meant is joined, a day is
 * written 2026年11月9日.
 */
export function officialDocument(values: Readonly<Partial<Record<OfficialField, PlainValue>>>): OfficialDocument {
  const text = (field: OfficialField, between = '、'): string => textsOf(values[field]).join(between)
  return Object.freeze({
    kind: text('文种'),
    issuers: textsOf(values.发文机关),
    mark: text('发文机关标志'),
    number: text('发文字号'),
    signers: textsOf(values.签发人).flatMap((names) => names.split(/[、，\s]+/u)),
    copyNo: text('份号'),
    secrecy: text('密级'),
    urgency: text('紧急程度'),
    title: text('标题'),
    addressees: text('主送机关').replace(/[：:]$/u, ''),
    body: text('正文'),
    attachmentNames: attachmentNames(text('附件说明')),
    annexes: annexesOf(values.附件),
    date: dayInWords(text('成文日期')),
    note: text('附注').replace(/^[（(](.*)[）)]$/su, '$1'),
    copies: text('抄送机关', '，').replace(/。$/u, ''),
    printer: text('印发机关'),
    printedOn: dayInWords(text('印发日期')),
  })
}

function textsOf(value: PlainValue | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one: PlainValue) => textsOf(one))
  if (typeof value !== 'string' && typeof value !== 'number') return []
  const text = String(value).trim()
  return text === '' ? [] : [text]
}

function annexesOf(value: PlainValue | undefined): OfficialDocument['annexes'] {
  const rows = (Array.isArray(value) ? value : []) as readonly PlainValue[]
  return rows.flatMap((row) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return []
    const { 名称, 内容 } = row as Readonly<Record<string, PlainValue>>
    const [title = '', text = ''] = [名称, 内容].map((one) => textsOf(one).join('、'))
    return text === '' ? [] : [{ title, text }]
  })
}

function attachmentNames(text: string): readonly string[] {
  return text
    .replace(/^附件[：:]/u, '')
    .split('\n')
    .map((line) => line.trim().replace(/^\d+[.．]\s*/u, ''))
    .filter((line) => line !== '')
}

function dayInWords(text: string): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  return year === undefined ? text : `${year}年${Number(month)}月${Number(day)}日`
}
