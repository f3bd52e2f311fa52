import type { DocumentInfo } from '@kaiwu/knowledge'
import { columns } from '../display-width.ts'
import { withoutControls, type Terminal } from '../terminal.ts'
import { factWords, levelNamed } from './fact-words.ts'
import { validityWords } from './validity-words.ts'

/** Prints what is known about a document, and which of it nobody has confirmed. */
export function printFacts({ path, facts, validity, revision }: DocumentInfo, terminal: Terminal): void {
  terminal.print(terminal.paint('bold', withoutControls(facts.title)))
  const unsure = new Set<string>(facts.unsure)
  const doubt = terminal.pick({ zh: '（待确认）', en: ' (to be confirmed)' })
  const rows = Object.entries(factWords).flatMap(([name, words]) => {
    const value = name === 'title' ? undefined : facts[name as keyof typeof facts]
    const list = Array.isArray(value) ? value.join(terminal.pick({ zh: '、', en: ', ' })) : typeof value === 'string' ? value : ''
    const text = name === 'level' ? levelNamed(list, terminal) : list
    if (text === '' && !unsure.has(name)) return []
    return [[terminal.pick(words), withoutControls(`${text}${unsure.has(name) ? doubt : ''}`)]]
  })
  const fixed = [
    [terminal.pick({ zh: '路径', en: 'path' }), withoutControls(path)],
    [terminal.pick({ zh: '效力', en: 'validity' }), terminal.pick(validityWords[validity])],
    [terminal.pick({ zh: '存储版次', en: 'revision' }), String(revision)],
  ]
  for (const line of columns([...fixed, ...rows])) terminal.print(line)
}
