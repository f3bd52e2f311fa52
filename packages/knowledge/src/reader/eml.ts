import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime'
import { damaged } from './damaged.ts'
import { decodeText } from './decode-text.ts'
import { documentText, type DocumentText } from './document-text.ts'
import { dataUrlBytes, loadFigures, noteAlternatives, type FigureRequest } from './figures.ts'
import { hiddenText, type HiddenText } from './hidden-text.ts'
import { writePage } from './html-page.ts'
import { unwrapLines } from './plain-text.ts'
import type { ReadDocument, Reader, ReadWarning } from './reader.ts'

/** Reads messages: the subject as heading, sender, receivers and date as a paragraph, then the text; attachments are only named. */
export const emlReader: Reader = Object.freeze({
  name: 'eml',
  extensions: Object.freeze(['.eml']),
  isolated: true,
  read: readMessage,
})

async function readMessage(bytes: Uint8Array, name: string): Promise<ReadDocument> {
  const email = await parse(bytes, name)
  const text = documentText(name)
  const hidden = hiddenText()
  const subject = email.subject?.trim() ?? ''
  text.heading(subject, 1)
  text.paragraph(envelope(email))
  const page = await writeMessage(email, text, hidden)
  const attached = email.attachments.filter((part) => part.related !== true)
  const pictures = await loadFigures(page.figures, (source) => dataUrlBytes(source) ?? related(email.attachments, source))
  noteAlternatives(pictures.dropped, hidden)
  return Object.freeze({
    ...text.finish(),
    ...(subject === '' ? {} : { title: subject }),
    properties: Object.freeze({}),
    warnings: Object.freeze([
      ...attachmentWarning(attached),
      ...hidden.warnings(),
      ...page.warnings,
      ...text.unseen(),
      ...pictures.warnings,
    ]),
    figures: pictures.figures,
  })
}

async function parse(bytes: Uint8Array, name: string): Promise<Email> {
  try {
    const email = await PostalMime.parse(inUtf8(bytes, name), { maxNestingDepth: 64 })
    if (email.headers.length === 0) throw new Error('a message without a header')
    return email
  } catch (error) {
    throw damaged(name, error)
  }
}

/**
 * Old programs write Chinese into a message without saying in what encoding: such a header, or such a message that names no encoding
 * at all, is brought into UTF-8 first.
 */
function inUtf8(bytes: Uint8Array, name: string): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = buffer.toString('latin1')
  const end = /\r?\n\r?\n/.exec(whole)?.index ?? whole.length
  const [head, body] = [buffer.subarray(0, end), buffer.subarray(end)]
  const bare = !/charset\s*=/i.test(whole) && !/content-transfer-encoding:\s*(?:base64|quoted-printable)/i.test(whole)
  return Buffer.concat([toUtf8(head, name), bare ? toUtf8(body, name) : body])
}

function toUtf8(bytes: Buffer, name: string): Uint8Array {
  if (bytes.every((byte) => byte < 0x80)) return bytes
  return Buffer.from(decodeText(bytes, name).text)
}

/** From, To and Date as one line, in the words of the language of the message. */
function envelope(email: Email): string {
  const chinese = /\p{Script=Han}/u.test(
    `${email.subject ?? ''}${email.text?.slice(0, 500) ?? ''}${email.html?.slice(0, 2_000) ?? ''}`,
  )
  const [from, to, date] = chinese ? ['发件人', '收件人', '日期'] : ['From', 'To', 'Date']
  const parts: readonly (readonly [string, string])[] = [
    [from, email.from === undefined ? '' : nameOf(email.from)],
    [
      to,
      (email.to ?? [])
        .slice(0, 50)
        .map(nameOf)
        .join(chinese ? '、' : ', '),
    ],
    [date, dateOf(email)],
  ]
  return parts
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label}${chinese ? '：' : ': '}${value}`)
    .join(chinese ? '；' : '; ')
}

/** The day and time where the sender was. */
function dateOf(email: Email): string {
  const stated = email.headers.find(({ key }) => key === 'date')?.value ?? ''
  const moment = Date.parse(email.date ?? '')
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d{2})(\d{2})\b/.exec(stated) ?? []
  if (Number.isNaN(moment)) return stated
  const shift = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000)
  return new Date(moment + shift).toISOString().slice(0, 16).replace('T', ' ')
}

function nameOf(one: Address): string {
  if (one.group !== undefined) return [one.name, ...one.group.map(nameOf)].join(' ')
  return one.name === '' ? one.address : `${one.name} <${one.address}>`
}

/** The text part; the HTML part where there is no text. */
async function writeMessage(
  email: Email,
  text: DocumentText,
  hidden: HiddenText,
): Promise<Readonly<{ figures: readonly FigureRequest[]; warnings: readonly ReadWarning[] }>> {
  if (email.text !== undefined && email.text.trim() !== '') {
    for (const paragraph of unwrapLines(text.clean(email.text).split('\n'))) text.paragraph(paragraph)
    return { figures: [], warnings: [] }
  }
  return email.html === undefined ? { figures: [], warnings: [] } : writePage(email.html, text, hidden)
}

function related(attachments: readonly Attachment[], source: string): Uint8Array | undefined {
  const id = /^cid:(.+)$/i.exec(source)?.[1]
  const content = attachments.find((part) => id !== undefined && part.contentId === `<${id}>`)?.content
  if (content === undefined || typeof content === 'string') return undefined
  return content instanceof Uint8Array ? content : new Uint8Array(content)
}

function attachmentWarning(attachments: readonly Attachment[]): readonly ReadWarning[] {
  if (attachments.length === 0) return []
  const names = attachments.map(({ filename, mimeType }) => filename ?? mimeType)
  const shown = names.slice(0, 10)
  return [
    {
      zh: `${names.length} 个附件未读取，请单独上传：${shown.join('、')}${names.length > shown.length ? ' 等' : ''}`,
      en: `${names.length} attachment(s) were not read; upload them by themselves: ${shown.join(', ')}${names.length > shown.length ? ' and others' : ''}`,
      kind: 'not-read',
      count: names.length,
      sample: shown.join(' ').slice(0, 80),
    },
  ]
}
