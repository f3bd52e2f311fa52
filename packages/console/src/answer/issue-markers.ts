import type { AnswerIssue } from '@kaiwu/core'

// Unicode noncharacters: no keyboard, document or model produces them as text, and Markdown treats them as letters.
const opens = '\uFDD0'
const ends = '\uFDD1'
const closes = '\uFDD2'
const reserved = /[\uFDD0-\uFDD2]/g

/** A piece of marked text: characters, or the beginning or end of the issue with this index. */
export type MarkedPiece = Readonly<{ text: string } | { opens: number } | { closes: number }>

/**
 * Puts invisible markers around the spans of issues, so that the spans survive the parsing of Markdown. A span over several
 * lines is marked line by line, and no marker is put where it would change what Markdown reads: in a line's prefix (`- `,
 * `1. `, `## `, `> `, `|`), after the last `|` of a row, in the rule under a table's heads, inside a mark, inside `**`,
 * inside a link's address.
 */
export function addIssueMarkers(text: string, issues: readonly Pick<AnswerIssue, 'start' | 'end'>[]): string {
  const safe = text.replace(reserved, '\uFFFD')
  const inserts = issues.flatMap((issue, index) =>
    lineSpans(safe, issue.start, issue.end).flatMap(([start, end]) => [
      { at: start, marker: `${opens}${index}${ends}`, order: 1 },
      { at: end, marker: `${closes}${index}${ends}`, order: 0 },
    ]),
  )
  inserts.sort((a, b) => a.at - b.at || a.order - b.order)
  let marked = ''
  let done = 0
  for (const { at, marker } of inserts) {
    marked += safe.slice(done, at) + marker
    done = at
  }
  return marked + safe.slice(done)
}

/** Cuts marked text back into characters and markers. */
export function splitMarkers(text: string): readonly MarkedPiece[] {
  const pieces: MarkedPiece[] = []
  let done = 0
  for (const found of text.matchAll(/([\uFDD0\uFDD2])(\d+)\uFDD1/g)) {
    if (found.index > done) pieces.push({ text: text.slice(done, found.index) })
    const index = Number(found[2])
    pieces.push(found[1] === opens ? { opens: index } : { closes: index })
    done = found.index + found[0].length
  }
  if (done < text.length) pieces.push({ text: text.slice(done) })
  return pieces
}

/** The text without markers, for addresses of links. */
export function dropMarkers(text: string): string {
  return text.replace(/[\uFDD0\uFDD2]\d+\uFDD1/g, '')
}

function lineSpans(text: string, start: number, end: number): readonly Readonly<[number, number]>[] {
  const spans: [number, number][] = []
  let lineStart = text.lastIndexOf('\n', start - 1) + 1
  while (lineStart <= text.length && lineStart < end) {
    const newline = text.indexOf('\n', lineStart)
    const lineEnd = newline < 0 ? text.length : newline
    const line = text.slice(lineStart, lineEnd)
    const prefix = /^(?:\s|[-*+>]\s|\d{1,9}[.)]\s|#{1,6}\s|\|)*/.exec(line)?.[0].length ?? 0
    const words = line.replace(/[\s|]+$/, '')
    const from = lineStart + outOfAtom(line, Math.max(start - lineStart, prefix), 'after')
    const to = lineStart + outOfAtom(line, Math.min(end - lineStart, words.length), 'before')
    if (to > from && !/^[\s|:-]+$/.test(line)) spans.push([from, to])
    lineStart = lineEnd + 1
  }
  return spans
}

// Marks, ends of links, and runs of signs mean something only as a whole.
function outOfAtom(line: string, position: number, side: 'before' | 'after'): number {
  for (const atom of line.matchAll(/\[\d{1,3}\]|\]\([^()\s]*\)|\*+|_+|`+|~+/g)) {
    const end = atom.index + atom[0].length
    if (atom.index < position && position < end) return side === 'after' ? end : atom.index
  }
  return position
}
