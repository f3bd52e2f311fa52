import type { RobotMessage } from './robot-message.ts'
import { bytesInJson, cutTo } from './robot-text.ts'

/** How a vendor takes markdown: how long it may be, and what ends a line. */
export type MarkdownForm = Readonly<{ mostBytes: number; newLine: string }>

/** A message as markdown. What is too long is cut in the middle: title and link stay. */
export function markdown({ title, lines, link }: RobotMessage, { mostBytes, newLine }: MarkdownForm): string {
  const head = `**${title}**`
  const tail = link === undefined ? '' : `${newLine}[${link.text}](${link.url})`
  const left = mostBytes - bytesInJson(head + tail)
  return `${head}${cutTo(lines.map((line) => newLine + line).join(''), left)}${tail}`
}
