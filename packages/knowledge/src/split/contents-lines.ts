const title = /^(?:目[\s\u3000]*[录次]|(?:table of )?contents)\s*$/i
const leader = /(?:…{2,}|[.·．‥…][\s.·．‥…]{2,})[\s\u3000]*(?:\d{1,4}|[IVXivx]{1,6})[\s\u3000]*$/u
const paged = /^(.{2,60}?)[\s\u3000]+(\d{1,4})$/u
// Phase 2, 方案 1: the number belongs to the title.
const ownNumber =
  /(?:Phase|Type|Part|Class|Stage|Level|Mode|Step|Table|Figure|Version|Unit|Zone|Category|ISO|IEC|GB\/T|GB|方案|阶段|类型|模式|附\s?[件表图录]|[表图第])$/i

/**
 * Which lines are entries of a table of contents: lines with leaders (1.2 概述……3), lines beside each other that end in rising page numbers,
 * and the lines behind 目录 that stand in the text once more.
 * @param lines the text of each block, '' for those that cannot be headings
 * @param isEntry whether a line has the form of a heading
 * @param isMarked whether the document itself marks a line as a heading: HX 500, HX 630 below each other are no page numbers then
 */
export function contentsLines(
  lines: readonly string[],
  isEntry: (at: number) => boolean,
  isMarked: (at: number) => boolean,
): ReadonlySet<number> {
  const found = new Set<number>()
  const pages = lines.map(pageOf)
  for (const [at, line] of lines.entries()) {
    if (line === '') continue
    if (line.length <= 160 && leader.test(line)) found.add(at)
    else if (pages[at] !== undefined && !isMarked(at) && besidePage(pages, at)) found.add(at)
    if (title.test(line)) for (const entry of entriesBehind(lines, at, isEntry)) found.add(entry)
  }
  return found
}

function pageOf(line: string): number | undefined {
  if (line.length > 80 || !/\d$/.test(line)) return undefined
  const match = paged.exec(line)
  return match && !ownNumber.test(match[1]!) ? Number(match[2]) : undefined
}

/** A neighbour ends in a page number that fits: not smaller behind, not larger before. */
function besidePage(pages: readonly (number | undefined)[], at: number): boolean {
  const [before, own, after] = [pages[at - 1], pages[at]!, pages[at + 1]]
  return (before !== undefined && before <= own) || (after !== undefined && after >= own)
}

/** The entries behind the title 目录: up to the line that repeats the first entry, or is none. */
function entriesBehind(lines: readonly string[], from: number, isEntry: (at: number) => boolean): readonly number[] {
  const entries: number[] = []
  const known = new Set<string>()
  for (let at = from + 1; at < lines.length; at++) {
    const line = lines[at]!
    const name = (paged.exec(line)?.[1] ?? line).replace(leader, '').replace(/[\s\u3000]/g, '')
    if (known.has(name) || line === '' || line.length > 80) break
    if (!isEntry(at) && pageOf(line) === undefined && !leader.test(line)) break
    known.add(name)
    entries.push(at)
  }
  // The last entry taken may already be the first heading of the text, when the contents hold no more than one line.
  return entries.length > 1 ? entries : []
}
