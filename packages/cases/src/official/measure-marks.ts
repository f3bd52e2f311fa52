import type { OfficialMeasures } from './official-measures.ts'
import { typeOf } from './type-name.ts'
import type { ParagraphLook } from './word-look.ts'

const copied = /^抄送[：:]/u
const printed = /\d{4}年\d{1,2}月\d{1,2}日\s*印发$/u

/** Whether a paragraph belongs to 版记. */
export function isEndNote({ text }: ParagraphLook): boolean {
  return copied.test(text) || printed.test(text)
}

/** 版记 (7.4): what it holds, and whether nothing but it stands at the foot of the last page. @param isLetter which needs none (10.1) */
export function measureEnd(paragraphs: readonly ParagraphLook[], isLetter: boolean): OfficialMeasures {
  const parts = paragraphs.filter(isEndNote)
  const last = paragraphs.findLastIndex(({ text }) => text.trim() !== '')
  const isLast = parts.length > 0 && parts.every(({ frame }) => frame === 'bottom') && isEndNote(paragraphs[last]!)
  const isPrinted = parts.some(({ text }) => printed.test(text))
  const elements = [
    ...(parts.some(({ text }) => copied.test(text)) ? ['抄送机关'] : []),
    ...(isPrinted && parts.some(({ text }) => text.replace(printed, '').trim() !== '' && !copied.test(text)) ? ['印发机关'] : []),
    ...(isPrinted ? ['印发日期'] : []),
  ]
  if (isLetter && !isPrinted)
    return { 版记位置: parts.length === 0 || isLast ? '末页最后' : '不在末页最后', 版记要素: '信函格式' }
  return {
    版记位置: parts.length === 0 ? '没有版记' : isLast ? '末页最后' : '不在末页最后',
    版记要素: elements.join('、') || '没有版记',
  }
}

const labels = [/^\d{6}$/u, /^(?:绝密|机密|秘密)/u, /^(?:特急|加急|平急|特提)$/u] as const

/** 份号, 密级 and 紧急程度 (7.2.1 to 7.2.3): from the upper left corner of 版心, in this order. */
export function measureHead(paragraphs: readonly ParagraphLook[]): OfficialMeasures {
  const filled = paragraphs.filter(({ text }) => text.trim() !== '')
  const found = filled.slice(0, 12).flatMap((paragraph, at) => {
    const text = paragraph.text.split('\t')[0]!.replace(/\s/gu, '')
    const rank = labels.findIndex((form) => form.test(text))
    return rank < 0 ? [] : [{ paragraph, at, text, rank }]
  })
  const say = (said: string): OfficialMeasures => ({ 紧急程度位置: said })
  if (found.length === 0) return say('无')
  if (found.some(({ text, rank }) => rank === 1 && !/★.+/u.test(text))) return say('密级没有保密期限')
  if (found.some(({ rank }, at) => at > 0 && rank <= found[at - 1]!.rank)) return say('份号、密级、紧急程度顺序不对')
  const isCorner = found.every(({ paragraph: { align, left, firstLine, frame }, at }, index) => {
    return at === index && left === 0 && firstLine === 0 && align !== 'center' && align !== 'right' && !frame
  })
  if (!isCorner) return say('不在版心左上角')
  const other = found.find(({ rank, paragraph }) => rank > 0 && typeOf(paragraph.runs[0]!) !== '3号黑体')
  return say(other ? `${other.text}是${typeOf(other.paragraph.runs[0]!)}` : '版心左上角')
}
