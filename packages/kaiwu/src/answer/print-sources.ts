import { formatMoney, type Answer, type AnswerIssue, type Citation } from '@kaiwu/core'
import type { Texts } from '../command.ts'
import { withoutControls, type Terminal } from '../terminal.ts'

const issueWords: Readonly<Record<AnswerIssue['kind'], Texts>> = {
  'unknown-mark': { zh: '出处编号不存在', en: 'a mark without a source' },
  'quote-not-found': { zh: '引文不在出处里', en: 'a quote that its source does not hold' },
  'number-not-found': { zh: '数字不在出处里', en: 'a number that its source does not hold' },
  'article-not-found': { zh: '条款不在出处里', en: 'an article that its source does not hold' },
  'document-number-not-found': { zh: '文号与出处不符', en: 'a document number that its source does not hold' },
  'not-in-force': { zh: '出处在所问日期无效', en: 'a source that is not in force on the day asked for' },
  'sentence-without-mark': { zh: '这句没有出处', en: 'a sentence without a source' },
}

/** Prints what stands below an answer's text: its sources, what they do not bear out, remarks, and what it cost (on stderr). */
export function printSources(answer: Answer, terminal: Terminal): void {
  if (answer.outcome === 'incomplete')
    terminal.print(
      terminal.paint(
        'yellow',
        terminal.pick({ zh: '（回答没有写完就停了）', en: '(the answer stopped before it was complete)' }),
      ),
    )
  if (answer.citations.length > 0) {
    terminal.print()
    terminal.print(terminal.paint('bold', terminal.pick({ zh: '出处', en: 'Sources' })))
    for (const citation of answer.citations) printCitation(citation, terminal)
  }
  if (answer.issues.length > 0) {
    terminal.print()
    terminal.print(terminal.paint('yellow', terminal.pick({ zh: '请核对', en: 'Please check' })))
    for (const { kind, text } of answer.issues)
      terminal.print(
        `  ${issueWords[kind][terminal.language]}${terminal.pick({ zh: '：', en: ': ' })}${withoutControls(text.trim())}`,
      )
  }
  for (const note of answer.notes) terminal.print(`\n${withoutControls(note)}`)
  terminal.note(terminal.pick(summary(answer)))
}

function printCitation(citation: Citation, terminal: Terminal): void {
  const { mark, title, number, locator, page, document, quote, verified } = citation
  const name =
    terminal.language === 'zh'
      ? `《${title.replace(/[《》]/g, '')}》${number ? `（${number}）` : ''}`
      : `${title}${number ? ` (${number})` : ''}`
  const at = page === undefined ? '' : terminal.pick({ zh: `第 ${page} 页`, en: `page ${page}` })
  const where = [locator === title ? '' : locator, at].filter((part) => part !== '').join(terminal.pick({ zh: '，', en: ', ' }))
  terminal.print(`[${mark}] ${withoutControls(`${name} ${where}`.trim())}`)
  terminal.print(terminal.paint('dim', `    ${withoutControls(document)}`))
  terminal.print(`    ${terminal.pick({ zh: `“${oneLine(quote)}”`, en: `"${oneLine(quote)}"` })}`)
  const doubts = [verified ? undefined : unverified, validityWords[citation.validity]].filter((doubt) => doubt !== undefined)
  for (const doubt of doubts) terminal.print(terminal.paint('yellow', `    ${terminal.pick(doubt)}`))
}

const unverified: Texts = { zh: '引文没有在原文里核对上', en: 'the quote was not found in the source' }

const validityWords: Readonly<Record<Citation['validity'], Texts | undefined>> = {
  'in-force': undefined,
  'not-yet': { zh: '在所问日期尚未施行', en: 'not yet in force on the day asked for' },
  amended: { zh: '在所问日期已有修改，请核对修改内容', en: 'amended before the day asked for: check the changes' },
  expired: { zh: '在所问日期已经失效', en: 'expired before the day asked for' },
  repealed: { zh: '在所问日期已经废止', en: 'repealed before the day asked for' },
  unconfirmed: { zh: '效力待确认', en: 'validity to be confirmed' },
}

function oneLine(text: string): string {
  return withoutControls(text.replace(/\s*\n\s*/g, ' ').trim())
}

function summary({ model, asOf, cost, elapsedMs }: Answer): Texts {
  const seconds = (elapsedMs / 1000).toFixed(2)
  return {
    zh: `模型 ${model}，按 ${asOf} 有效的文件，用时 ${seconds} 秒，费用 ${cost ? formatMoney(cost) : '未定价'}`,
    en: `Model ${model}, by what is in force on ${asOf}, ${seconds} s, cost ${cost ? formatMoney(cost) : 'unpriced'}`,
  }
}
