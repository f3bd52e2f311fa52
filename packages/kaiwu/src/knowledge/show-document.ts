import type { DocumentInfo, Knowledge } from '@kaiwu/knowledge'
import { withoutControls, type Terminal } from '../terminal.ts'
import { printFacts } from './print-facts.ts'

/** Prints a document as it is stored: its facts, then every passage with its place. */
export async function showDocument(
  knowledge: Knowledge,
  info: DocumentInfo,
  asOf: string | undefined,
  terminal: Terminal,
): Promise<void> {
  const { info: then, stored } = await knowledge.document(info.id, asOf, 'all')
  terminal.result({ document: then, text: stored.text, passages: stored.passages })
  printFacts(then, terminal)
  for (const { locator, path, page, text, lead } of stored.passages) {
    const at = page === undefined ? '' : terminal.pick({ zh: `，第 ${page} 页`, en: `, page ${page}` })
    terminal.print(`\n${terminal.paint('bold', withoutControls(`${[...path, locator].join(' › ')}${at}`))}`)
    if (lead) terminal.print(terminal.paint('dim', withoutControls(lead.text)))
    terminal.print(withoutControls(text))
  }
}
