import type { Answer, Citation } from '@kaiwu/core'
import { placeParts } from '../place-parts.ts'
import type { Write } from '../texts.ts'

/** An answer with its question, sources and origin, as plain text for a letter or a work order. */
export function answerAsText({ question, text, citations, model, asOf, table }: Answer, write: Write): string {
  const sources = citations.map((citation) => sourceLine(citation, write))
  const made = write(table ? 'madeByTable' : model === 'local/extractive' ? 'madeOfExtracts' : 'madeByModel')
  const head = [`${write('question')}: ${question}`, '', text]
  const list = sources.length === 0 ? [] : ['', `${write('sources')}:`, ...sources]
  return [...head, ...list, '', `${made} · ${model} · ${asOf}`].join('\n')
}

/** Where a citation stands, from the document down: number, headings, place, page. */
export function placeOf({ title, number, path, locator, page }: Citation, write: Write): string {
  return [number ?? '', placeParts(path, locator, title).join(' › '), page === undefined ? '' : write('page', { page })]
    .filter((part) => part !== '')
    .join(' · ')
}

/**
 * Puts text on the clipboard. On an intranet without TLS browsers withhold the clipboard API, so the old way is tried too.
 * @returns whether it worked
 */
export async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text)
      return true
    } catch {
      return copySelected(text)
    }
  }
  return copySelected(text)
}

function sourceLine(citation: Citation, write: Write): string {
  const doubt = citation.verified ? '' : ` (${write('notVerified')})`
  return `[${citation.mark}] ${citation.title} · ${placeOf(citation, write)}${doubt}\n    ${citation.quote}`
}

function copySelected(text: string): boolean {
  const focused = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return done
}
