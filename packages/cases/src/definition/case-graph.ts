import { localText, type Language } from '@kaiwu/core'
import type { CaseDefinition } from './case-definition.ts'
import { targetsOf } from './targets.ts'

const ways: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  approved: { zh: '批准', en: 'approved' },
  rejected: { zh: '不批准', en: 'rejected' },
  return: { zh: '退回', en: 'returned' },
  withdrawn: { zh: '撤回', en: 'withdrawn' },
  timeout: { zh: '到时', en: 'time runs out' },
}

/**
 * The states of a case type and the ways between them, as a Mermaid state diagram.
 * @example
 * caseGraph(leave, 'zh') // 'stateDiagram-v2\n  [*] --> draft\n  …'
 */
export function caseGraph(definition: CaseDefinition, language: Language): string {
  const { states, start } = definition
  const names = new Map([...states.keys()].map((key, at) => [key, `s${at}`]))
  const lines = ['stateDiagram-v2']
  for (const { key, title } of states.values()) lines.push(`  ${names.get(key)} : ${plain(localText(title, language))}`)
  lines.push(`  [*] --> ${names.get(start)}`)
  for (const state of states.values()) {
    if (state.end) lines.push(`  ${names.get(state.key)} --> [*]`)
    for (const { to, by } of targetsOf(state)) {
      const action = state.actions.get(by)
      const label = action ? localText(action.title, language) : (ways[by]?.[language] ?? by)
      lines.push(`  ${names.get(state.key)} --> ${names.get(to)}${label === '' ? '' : ` : ${plain(label)}`}`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** What Mermaid would take for its own signs is left out of a label. */
function plain(text: string): string {
  return text.replace(/[\s;:#"`{}<>%]+/g, ' ').trim()
}
