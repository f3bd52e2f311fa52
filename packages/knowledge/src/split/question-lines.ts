import { opening, type Opening } from './opening.ts'

const asked = /^(?:[【[]?(?:问|提问|Q(?:uestion)?)\s*[0-9一二三四五六七八九十]*[】\]]?\s*[：:.．、]|[【[](?:问|Q)[】\]])\s*(.+)$/i
const labelled = /^问题\s*[0-9一二三四五六七八九十]*\s*[：:.．、]\s*(.+)$/
const answered =
  /^(?:[【[]?(?:答|答复|回答|解答|A(?:nswer)?)\s*[0-9一二三四五六七八九十]*[】\]]?\s*[：:.．、]|[【[](?:答|A)[】\]])/i
const numberedQuestion =
  /^(?:\d{1,3}[.、．]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)])[\s\u3000]*(.{3,80}[？?])$/
const questionHead = /^(?:常见)?(?:问题|问|提问|疑问|咨询问题|question|q)$/i
const answerHead = /^(?:答案|答|答复|回答|解答|回复|answer|a|reply)$/i

/** True of a line that begins an answer: 答：, A:. */
export function isAnswer(text: string): boolean {
  return answered.test(text)
}

/**
 * A line that asks: 问：…, Q3: …, or one that ends in a question mark and is numbered or answered.
 * @param after the line that follows
 * @param listed the document asks numbered questions more than once
 */
export function questionOf(text: string, after: string, listed: boolean): Opening | undefined {
  const found = asked.exec(text)
  if (found) return opening('question', found[1]!, found[1]!)
  const label = labelled.exec(text)
  if (label && (/[？?]$/.test(text) || isAnswer(after))) return opening('question', label[1]!, label[1]!)
  const numbered = listed ? questionInList(text, after) : undefined
  if (numbered) return opening('question', numbered, numbered)
  return text.length <= 80 && /[？?]$/.test(text) && isAnswer(after) ? opening('question', text, text) : undefined
}

/** 3. 如何办理？ with an answer behind it: the question without its number. */
export function questionInList(text: string, after: string): string | undefined {
  const found = numberedQuestion.exec(text)
  return found && after !== '' && !/[？?]$/.test(after) ? found[1] : undefined
}

/** The question of a table row under columns 问题 and 答案. */
export function questionOfRow(cells: readonly Readonly<{ head: string; text: string }>[] | undefined): string | undefined {
  const question = cells?.find(({ head }) => questionHead.test(head.trim()))
  return question && cells?.some(({ head }) => answerHead.test(head.trim())) ? question.text : undefined
}
