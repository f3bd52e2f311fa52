import type { Knowledge } from '@kaiwu/knowledge'
import { columns } from '../display-width.ts'
import { withoutControls, type Terminal } from '../terminal.ts'

/** Prints the questions that were refused, most asked first. */
export async function listGaps(knowledge: Knowledge, terminal: Terminal): Promise<void> {
  const gaps = await knowledge.gaps()
  terminal.result({ gaps })
  if (gaps.length === 0) {
    terminal.print({ zh: '没有未处理的知识缺口', en: 'No open knowledge gaps' })
    return
  }
  const rows = gaps.map(({ question, count, lastAt }) => [
    terminal.pick({ zh: `${count} 次`, en: `${count} times` }),
    new Date(lastAt).toISOString().slice(0, 10),
    withoutControls(question.replace(/\s+/g, ' ')),
  ])
  for (const line of columns(rows)) terminal.print(line)
}
