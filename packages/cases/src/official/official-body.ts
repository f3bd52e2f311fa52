import { character, core, dateFromRight, fonts, linePitch } from './gbt9704.ts'
import { headingOf } from './heading-of.ts'
import type { OfficialDocument } from './official-document.ts'
import { titleLines, widthOf } from './title-lines.ts'
import { fontOf, paragraph, run } from './word-xml.ts'

const plain = '<w:rStyle w:val="Plain"/>'
const keepNext = '<w:keepNext/>'

/** 主体 (7.3): from the title to the last attachment. */
export function officialBody(document: OfficialDocument): string {
  const { kind, title, addressees, body, annexes, note } = document
  const signed = kind === '纪要' ? [] : signatureOf(document)
  return [
    paragraph('OfficialTitle', run(titleLines(title).join('\n'))),
    addressees === '' ? '' : paragraph('Addressees', run(`${addressees}：`)),
    // No page has a signature without text: the list of attachments, or the last paragraph, goes with it.
    ...textOf(body, signed.length > 0 && document.attachmentNames.length === 0),
    ...attachmentList(document.attachmentNames),
    ...signed,
    note === '' ? '' : paragraph('Note', run(`（${note}）`)),
    ...annexes.flatMap((annex, at) => [
      paragraph('AnnexLabel', run(annexes.length > 1 ? `附件${at + 1}` : '附件')),
      paragraph('AnnexTitle', run(titleLines(annex.title).join('\n'))),
      ...textOf(annex.text, false),
    ]),
  ].join('')
}

/** 7.3.3: each line a paragraph; a heading is set off as far as its first 。. @param held whether the last one stays with what follows */
function textOf(text: string, held: boolean): readonly string[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.map((line, at) => {
    const keep = held && at === lines.length - 1 ? keepNext : ''
    // 10.3: who was there.
    const [attendance = ''] = /^(?:出席|请假|列席)：/u.exec(line) ?? []
    const heading = headingOf(line)
    if (!heading)
      return paragraph('OfficialText', run(attendance, fontOf(fonts.first)) + run(line.slice(attendance.length)), keep)
    const { level, length } = heading
    const rest = line.slice(length)
    // A heading in a line of its own stays with what it stands above.
    const form = level < 3 && !line.endsWith('。') ? keepNext : keep
    return paragraph(`Level${level}`, run(line.slice(0, length)) + run(rest, level < 3 ? plain : ''), form)
  })
}

/** 7.3.4: two characters in, each name under the first sign of the one above. */
function attachmentList(names: readonly string[]): readonly string[] {
  return names.map((name, at) => {
    const number = names.length > 1 ? 1.5 : 0
    const first = at === 0 ? 3 : 0
    const hanging = Math.round((first + number) * character)
    const left = Math.round((5 + number) * character)
    const before = at === 0 ? `<w:spacing w:beforeLines="100" w:before="${linePitch}"/>` : ''
    const text = `${at === 0 ? '附件：' : ''}${number > 0 ? `${at + 1}.\t` : ''}${name}`
    return paragraph('AttachmentList', run(text), `${before}<w:ind w:left="${left}" w:hanging="${hanging}"/>`)
  })
}

/** 7.3.5.1, for a seal: the date four characters from the right, the issuer above its middle; of joint issuers two in a row. */
function signatureOf({ issuers, date, note }: OfficialDocument): readonly string[] {
  if (date === '') return []
  const above = `<w:spacing w:beforeLines="200" w:before="${2 * linePitch}"/>`
  const keep = note === '' ? '' : keepNext
  const dated = paragraph('Dated', run(date), `${keep}<w:ind w:right="${dateFromRight * character}"/>`)
  const middle = dateFromRight + widthOf(date) / 2
  const [only = '', ...others] = issuers
  if (others.length === 0) {
    const right = Math.max(0, Math.round((middle - widthOf(only) / 2) * character))
    return [paragraph('Issuer', run(only), `${above}<w:ind w:right="${right}"/>`), dated]
  }
  const rows = Math.ceil(issuers.length / 2)
  const [left, right] = [Math.round(core.width * 0.27), core.width - Math.round(middle * character)]
  const tabs = `<w:tabs><w:tab w:val="center" w:pos="${left}"/><w:tab w:val="center" w:pos="${right}"/></w:tabs>`
  const pairs = Array.from({ length: rows }, (_, at) => issuers.slice(at * 2, at * 2 + 2))
  return [
    ...pairs.map((pair, at) =>
      paragraph('Issuers', run(`\t${pair.length === 1 ? '\t' : ''}${pair.join('\t')}`), `${tabs}${at === 0 ? above : ''}`),
    ),
    dated,
  ]
}

/** 版记 (7.4), in a frame at the foot of the last page; a letter has no lines and no printer (10.1). */
export function officialEnd({ kind, copies, printer, printedOn }: OfficialDocument): string {
  const frame = `<w:framePr w:w="${core.width}" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin" w:xAlign="left" w:yAlign="bottom"/>`
  const line = (style: 'EndEdge' | 'EndLine'): string => paragraph(style, '', frame)
  const copied = copies === '' ? [] : [paragraph('Copies', run(`抄送：${copies}。`), frame)]
  const printed =
    printer === '' && printedOn === ''
      ? []
      : [paragraph('Printed', run(`${printer}\t${printedOn}${printedOn === '' ? '' : '印发'}`), frame)]
  const last = paragraph('Last', '')
  if (kind === '函') return [...copied, last].join('')
  if (copied.length + printed.length === 0) return last
  const between = copied.length > 0 && printed.length > 0 ? [line('EndLine')] : []
  return [line('EndEdge'), ...copied, ...between, ...printed, line('EndEdge'), last].join('')
}
