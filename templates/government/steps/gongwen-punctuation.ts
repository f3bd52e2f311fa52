import type { Fault } from './case-work.ts'

/** Addresses, times, standard numbers and figures keep their half-width marks. */
const kept =
  /(?:https?:\/\/|www\.)[\w\-./?%&=#:@]+|[\w.+-]+@[\w-]+\.[\w.]+|\d{1,2}:\d{2}(?::\d{2})?|(?:GB|DB|JT|HJ|YY|AQ|GA)\d*(?:\/T)?\s?\d+(?:\.\d+)*(?:[-—]\d{4})?|\d[\d,]*(?:\.\d+)?/gu

/** C17: full-width marks, quotes in pairs, …… and ——. */
export function punctuationFaults(body: string): readonly Fault[] {
  // A number in half-width brackets that begins a line is told of by C09.
  const text = body
    .replace(/^\([一二三四五六七八九十\d]+\)/gmu, (found) => '0'.repeat(found.length))
    .replace(kept, (found) => '0'.repeat(found.length))
  const fault = (at: number, 问题: string, 改为?: string): Fault => ({
    编号: 'C17',
    位置: body.slice(Math.max(0, at - 8), at + 8).replaceAll('\n', ' '),
    问题,
    ...(改为 === undefined ? {} : { 改为 }),
  })
  const half =
    /(?<=\p{Script=Han}|[”》）0])[,;:?!](?!\d)|[(](?=\p{Script=Han})|(?<=\p{Script=Han})[)]|(?<=\p{Script=Han})\.(?!\d)/gu
  const full: Readonly<Record<string, string>> = {
    ',': '，',
    ';': '；',
    ':': '：',
    '?': '？',
    '!': '！',
    '(': '（',
    ')': '）',
    '.': '。',
  }
  return [
    ...[...text.matchAll(half)].slice(0, 20).map(({ 0: mark, index }) => fault(index, `“${mark}”是半角标点`, full[mark])),
    ...[...text.matchAll(/\.{3,}|。{2,}|(?<!…)…(?!…)|…{3,}/gu)].map(({ index }) => fault(index, '省略号写“……”', '……')),
    ...[...text.matchAll(/-{2,}|(?<!—)—(?!—)(?<!\d—)(?!\d)/gu)].map(({ index }) => fault(index, '破折号写“——”', '——')),
    ...[...text.matchAll(/["']/gu)].slice(0, 5).map(({ index }) => fault(index, '引号用“”')),
    ...(paired(text) ? [] : [fault(text.search(/[“”]/u), '引号没有成对')]),
  ]
}

function paired(text: string): boolean {
  let open = 0
  for (const mark of text.match(/[“”]/gu) ?? []) {
    open += mark === '“' ? 1 : -1
    if (open < 0 || open > 1) return false
  }
  return open === 0
}
