import { writtenDay, dayForm } from '../text/dates.ts'
import { joined, organisationsIn } from './authority.ts'
import type { FactSource, Found, Line } from './fact-source.ts'

/** The end of a paper: who signed it, and the day. `day` is unsure where its digits had to be guessed, absent where it has no year. */
export type Signature = Readonly<{ issuers: readonly string[]; line: Line; day?: Found; dated: boolean }>

const loneDay = new RegExp(`^(${dayForm})$`)
const dayBehind = new RegExp(`^(.{4,60}?)[\\s\\u3000]+(${dayForm})$`)
const yearless = /^\d{1,2}月\d{1,2}日$/
const signer =
  /^(?:中华人民共和国)?(?:主席|总理|省长|市长|区长|县长|镇长|乡长|部长|局长|主任|厅长|署长|行长|总经理|厂长|董事长)(?:[\s\u3000]*[\u4e00-\u9fa5]{1,4}){1,4}$/

/** The signature block of a document: lines of bodies, or of a person in office, above a date alone on its line. */
export function signatureOf(source: FactSource): Signature | undefined {
  const { lines, head } = source
  const title = head[0]?.start ?? 0
  for (const [at, line] of lines.entries()) {
    if (at === 0 || line.text.length > 80) continue
    const dated = loneDay.test(line.text) || yearless.test(line.text)
    const sameLine = dated ? undefined : dayBehind.exec(line.text)
    const own = sameLine ? organisationsIn(sameLine[1]!) : []
    if (!dated && own.length === 0) continue
    const above = dated ? signersAbove(lines, at) : { issuers: own, first: line, person: false }
    if (!above || above.first.start <= title) continue
    const day = dayOf(line, sameLine?.[2])
    return { issuers: above.issuers, line: above.first, ...(day ? { day } : {}), dated: true }
  }
  return unsigned(source)
}

function dayOf(line: Line, behind: string | undefined): Found | undefined {
  const written = behind ?? line.text
  const { day, doubtful } = writtenDay(written)
  return day ? { value: day, start: line.end - written.length, end: line.end, sure: !doubtful } : undefined
}

function signersAbove(lines: readonly Line[], at: number): { issuers: string[]; first: Line; person: boolean } | undefined {
  const issuers: string[] = []
  let first: Line | undefined
  let person = false
  for (let above = at - 1; above >= 0 && at - above <= 6; above--) {
    const line = lines[above]!
    const names = organisationsIn(line.text)
    if (names.length > 0) issuers.unshift(...names)
    else if (signer.test(joined(line.text))) person = true
    else break
    first = line
  }
  return first && { issuers, first, person }
}

/** Bodies on the last line, without a day. */
function unsigned({ lines, head }: FactSource): Signature | undefined {
  const last = lines.at(-1)
  if (!last || lines.length < 4 || head[0] === last) return undefined
  const issuers = organisationsIn(last.text)
  return issuers.length > 0 ? { issuers, line: last, dated: false } : undefined
}
