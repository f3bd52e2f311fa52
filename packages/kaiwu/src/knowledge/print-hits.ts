import { explainHit, explainSearch, type ExplainedHit, type SearchResult } from '@kaiwu/knowledge'
import { withoutControls, type Terminal } from '../terminal.ts'

const shownCharacters = 160

/** Prints what a search found, and with `explain` why each passage stands where it stands. */
export function printHits({ hits, how }: SearchResult, explain: boolean, terminal: Terminal): void {
  for (const line of explainSearch(how, terminal.language)) terminal.note(withoutControls(line))
  if (hits.length === 0) {
    terminal.print({ zh: '没有查到任何片段', en: 'Nothing was found' })
    return
  }
  for (const hit of hits) printHit(hit, explain, terminal)
}

function printHit({ rank, score, passage, document, why }: ExplainedHit, explain: boolean, terminal: Terminal): void {
  const { title, number } = document.facts
  const page = passage.page === undefined ? '' : terminal.pick({ zh: `第 ${passage.page} 页`, en: `page ${passage.page}` })
  const place = [number ?? '', passage.locator === title ? '' : passage.locator, page].filter((part) => part !== '').join('  ')
  terminal.print(
    `${terminal.paint('bold', `${rank}. ${withoutControls(title)}`)}  ${withoutControls(place)}  ${score.toFixed(3)}`,
  )
  terminal.print(terminal.paint('dim', `   ${withoutControls(document.path)}`))
  const text = withoutControls(passage.text.replace(/\s+/g, ' ').trim())
  terminal.print(`   ${text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text}`)
  if (explain)
    for (const line of explainHit(why, terminal.language)) terminal.print(terminal.paint('dim', `   · ${withoutControls(line)}`))
}
