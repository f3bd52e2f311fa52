import { dayForm, isoDay, writtenDay } from '../text/dates.ts'
import { foundIn, labelled, type FactSource, type Found, type Line } from './fact-source.ts'
import { signatureOf } from './signature.ts'

/** 成文日期 and 公布日期 of a document, and which of them were written without their year. */
export type IssueDates = Readonly<{ written?: Found; issued?: Found; yearless: boolean }>

const writtenLabels =
  '编制日期|成文日期|制定日期|签发日期|起草日期|编写日期|制订日期|date(?: of writing)?|prepared on|date prepared'
const issuedLabels =
  '发布日期|印发日期|公布日期|发文日期|发布时间|颁布日期|公布时间|发行日期|issue date|date of issue|issued(?: on)?|published(?: on)?|publication date|release date|date issued'
const announced = '(?:印发|发布|公布|颁布)'
const brackets = new RegExp(`^[（(]?\\s*(?:根据)?\\s*(${dayForm})([^，。；\\n]{0,60}?)${announced}(?![^，。；）)]{0,6}的)`)
const foot = new RegExp(`^.{0,40}?(${dayForm})\\s*印发$`)
const standardIssue = new RegExp(`^(${dayForm})\\s*发布`)
const decreeIssue = new RegExp(`(?:于|经)?\\s*(${dayForm})[^。\\n日]{0,40}?令第?[^。\\n]{1,12}号(?:公布|发布)`)
const passed = new RegExp(`(${dayForm})[^。，；\\n]{0,60}?(?:通过|审议)|(?:通过|审议)[^。，；\\n]{0,4}[（(](${dayForm})`)
const passedAt = new RegExp(`会议于(${dayForm})(?:修订)?通过`)
const congress = new RegExp(
  `人民代表大会[^，。；《》]{0,40}会议于(${dayForm})(?:修订)?通过|(${dayForm})[^，。；《》]{0,24}人民代表大会[^，。；《》]{0,30}通过`,
)
const proclaimed = /现(?:予|将其|将)?(?:以)?(?:公布|发布|颁布|公告)(?!如下)/
const madeOn = new RegExp(`\\b(?:Made|Signed|Adopted)\\b[^.\\n]{0,80}?\\bon (${dayForm})`)
const bareDay = new RegExp(`^[（(]\\s*(${dayForm})\\s*[）)]$`)
const loneDay = new RegExp(`^(${dayForm})$`)

/** Reads when a document was signed and when it was published: by label, brackets below the title, signature, decree, or the printed foot. */
export function issueDatesIn(source: FactSource): IssueDates {
  const own = source.document.properties
  const signature = signatureOf(source)
  const issued = given(own['issued']) ?? issuedDay(source) ?? (isProclaimed(source) ? signature?.day : undefined)
  const written =
    given(own['written']) ??
    labelledDay(source, writtenLabels) ??
    congressDay(source) ??
    signature?.day ??
    belowTitle(source) ??
    madeDay(source) ??
    passedDay(source)
  return {
    ...(written ? { written } : {}),
    ...(issued ? { issued } : {}),
    yearless: signature !== undefined && signature.dated && !signature.day && !written,
  }
}

/** A day of front matter. */
export function given(text: string | undefined): Found | undefined {
  const value = isoDay(text ?? '')
  return value ? { value, start: 0, end: 0, sure: true } : undefined
}

/** The day behind a label of the head. */
export function labelledDay(source: FactSource, names: string): Found | undefined {
  const found = labelled(source, names)
  const match = new RegExp(`^${dayForm}`).exec(found?.value ?? '')
  return found && match ? dayAt({ text: found.value, start: found.start, end: found.end }, 0, match[0]) : undefined
}

/** A date within a line as a found day; absent where no calendar has it. */
export function dayAt(line: Line, at: number, text: string): Found | undefined {
  const { day, doubtful } = writtenDay(text)
  return day ? foundIn(line, at, text.length, day, !doubtful) : undefined
}

function issuedDay(source: FactSource): Found | undefined {
  const labelledOne = labelledDay(source, issuedLabels)
  if (labelledOne) return labelledOne
  for (const line of source.head) {
    for (const form of [standardIssue, decreeIssue, brackets]) {
      const match = form.exec(line.text)
      const bodies = match?.[2] ?? ''
      if (match && !/《|通过|批准|会议/.test(bodies)) return dayAt(line, line.text.indexOf(match[1]!), match[1]!)
    }
  }
  return footDay(source)
}

/** 某某办公室 2024年6月20日印发, at the foot of the last page. */
function footDay({ lines }: FactSource): Found | undefined {
  for (const line of lines.slice(-12)) {
    const match = foot.exec(line.text)
    if (match && !/[。；，]/.test(line.text)) return dayAt(line, line.text.lastIndexOf(match[1]!), match[1]!)
  }
  return undefined
}

function isProclaimed({ head, lines }: FactSource): boolean {
  const order = head.slice(0, 4).some(({ text }) => /(?:令|公告)(?:\s*(?:\d{4}\s*年\s*)?第.{1,8}号)?$/.test(text))
  return order && lines.slice(0, 12).some(({ text }) => proclaimed.test(text))
}

/** （2024年3月15日） alone below the title; in a list of dates it may be anything. */
function belowTitle({ head }: FactSource): Found | undefined {
  for (const line of head.slice(1, 6)) {
    const match = bareDay.exec(line.text) ?? loneDay.exec(line.text)
    if (match) return dayAt(line, line.text.indexOf(match[1]!), match[1]!)
  }
  return undefined
}

/** A law counts as written on the day the congress passed it. */
function congressDay({ head }: FactSource): Found | undefined {
  for (const line of head) {
    const match = congress.exec(line.text)
    const day = match?.[1] ?? match?.[2]
    if (match && day) return dayAt(line, line.text.indexOf(day), day)
  }
  return undefined
}

function madeDay({ head }: FactSource): Found | undefined {
  for (const line of head) {
    const day = madeOn.exec(line.text)?.[1]
    if (day) return dayAt(line, line.text.indexOf(day), day)
  }
  return undefined
}

/** The day a council or a meeting passed it, of the first of several. */
function passedDay({ head }: FactSource): Found | undefined {
  for (const line of head) {
    const match = passedAt.exec(line.text) ?? passed.exec(line.text)
    const day = match?.[1] ?? match?.[2]
    if (match && day && !/^.{0,20}《(?!.*》已)/.test(line.text.slice(0, match.index)))
      return dayAt(line, line.text.indexOf(day), day)
  }
  return undefined
}
