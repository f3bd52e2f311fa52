import type { DocumentInfo } from '../http/contract.ts'

/**
 * Whether a document is meant by what was typed into the filter: every word stands in its title, path, number or version.
 * Case and full-width forms do not matter, nor which brackets a number is written with: 云政规[2024]6号 finds 云政规〔2024〕6号.
 */
export function matchesFilter({ facts, path }: Pick<DocumentInfo, 'facts' | 'path'>, filter: string): boolean {
  const text = plain([facts.title, path, facts.number ?? '', facts.version ?? ''].join('\n'))
  return plain(filter)
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[〔【[]/g, '(')
    .replace(/[〕】\]]/g, ')')
}
