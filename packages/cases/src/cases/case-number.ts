/** The form of a case number filled in: `WX-{date}-{seq:4}` on 2026-10-12 is `WX-20261012-0007` for the seventh of that day. */
export type CaseNumber = Readonly<{ period: string; fill(sequence: number): string }>

/** What a number's form says on a day. @param day ISO, where the case is started */
export function caseNumber(form: string, day: string): CaseNumber {
  const [year = '', month = ''] = day.split('-')
  const parts: Readonly<Record<string, string>> = { date: day.replaceAll('-', ''), month: `${year}${month}`, year }
  const period = /\{(date|month|year)\}/.exec(form)?.[1]
  return {
    period: period === undefined ? '' : parts[period]!,
    fill: (sequence) =>
      form
        .replace(/\{(date|month|year)\}/g, (_, name: string) => parts[name]!)
        .replace(/\{seq:(\d)\}/, (_, digits: string) => String(sequence).padStart(Number(digits), '0')),
  }
}
