import type { DocumentInfo, Knowledge } from '@kaiwu/knowledge'
import { columns } from '../display-width.ts'
import { withoutControls, type Terminal } from '../terminal.ts'
import { factWords, levelNamed } from './fact-words.ts'
import { printFacts } from './print-facts.ts'

/** Prints how a document was read: what is in the text, what is not and why, where its facts stand, its revisions. */
export async function reportDocument(knowledge: Knowledge, { id }: DocumentInfo, terminal: Terminal): Promise<void> {
  const report = await knowledge.report(id)
  const { info, warnings, headings, paragraphs, items, tables, figures, evidence, revisions, pages } = report
  terminal.result(report)
  printFacts(info, terminal)
  const empty = (pages ?? []).filter(({ characters }) => characters === 0).map(({ page }) => page)
  terminal.print()
  terminal.print({
    zh: `${info.pages ? `${info.pages} 页，` : ''}${info.characters} 字，${headings} 个标题，${paragraphs} 段，${items} 个列表项，${tables.length} 张表，${figures.length} 张图，${info.passages} 个片段`,
    en: `${info.pages ? `${info.pages} pages, ` : ''}${info.characters} characters, ${headings} headings, ${paragraphs} paragraphs, ${items} list items, ${tables.length} tables, ${figures.length} figures, ${info.passages} passages`,
  })
  if (empty.length > 0) terminal.print({ zh: `没有文字的页：${empty.join('、')}`, en: `Pages without text: ${empty.join(', ')}` })
  for (const { name, rows, columns: heads } of tables) {
    const head = heads.join(terminal.pick({ zh: '、', en: ', ' }))
    terminal.print({ zh: `表 ${name}：${rows} 行；列：${head}`, en: `Table ${name}: ${rows} rows; columns: ${head}` })
  }
  for (const { zh, en, sample } of warnings)
    terminal.print(terminal.paint('yellow', withoutControls(`! ${terminal.pick({ zh, en })}${sample ? ` “${sample}”` : ''}`)))
  if (evidence.length > 0) {
    terminal.print()
    terminal.print(terminal.paint('bold', terminal.pick({ zh: '文档信息的出处', en: 'Where the facts stand' })))
    const { stored } = await knowledge.document(id, undefined, 'all')
    const rows = evidence.map(({ fact, value, start, end, sure }) => [
      factWords[fact] ? terminal.pick(factWords[fact]) : fact,
      withoutControls(fact === 'level' ? levelNamed(value, terminal) : value),
      sure ? '' : terminal.pick({ zh: '待确认', en: 'to be confirmed' }),
      withoutControls(stored.text.slice(start, end).replace(/\s+/g, ' ').slice(0, 60)),
    ])
    for (const line of columns(rows)) terminal.print(line)
  }
  terminal.print()
  for (const { revision, addedAt, bytes, current, releases } of revisions) {
    const day = new Date(addedAt).toISOString().slice(0, 16).replace('T', ' ')
    const more = [current ? terminal.pick({ zh: '当前', en: 'current' }) : '', ...releases].filter((one) => one !== '').join(' ')
    terminal.print({
      zh: `第 ${revision} 版  ${day}  ${bytes} 字节  ${more}`,
      en: `revision ${revision}  ${day}  ${bytes} bytes  ${more}`,
    })
  }
}
