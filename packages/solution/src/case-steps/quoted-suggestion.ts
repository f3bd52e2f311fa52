import type { CaseEvent, CaseField, JsonValue, ProposalEvidence, StepWork } from '@kaiwu/cases'
import { localText } from '@kaiwu/core'
import { extractAnswer, type Extract, terms } from '@kaiwu/knowledge'
import { fitted } from './field-values.ts'
import { hitOf, searchedFor } from './find-step.ts'
import { cited } from './judge-suggestion.ts'
import { stepId, type StepTools } from './step-tools.ts'

/** Nothing is refused for being unsure: it is put before a person, beside the passages. */
const sureEnough = { threshold: 0, maxPassages: 2 }

/**
 * What is suggested without any model: the sentences of the passages found that bear on what was searched for, as they stand, for the
 * text fields that were asked for. A field gets those that say a word of its title; what no title speaks of goes to the first of the
 * fields, long texts before short ones, that got none. No sentence stands in two fields. Other fields get nothing.
 */
export function quotedSuggestion(tools: StepTools, work: StepWork, into: readonly string[]): readonly CaseEvent[] {
  const { definition, record } = work
  const fields = into.map((key) => definition.fields.get(key)!)
  const texts = [...fields.filter(({ type }) => type === 'longText'), ...fields.filter(({ type }) => type === 'text')]
  const before = definition.states.get(record.state)!.steps.slice(0, record.step)
  const searched = before.flatMap(({ form }) => ('find' in form ? [searchedFor(tools, work, form)] : []))
  if (texts.length === 0 || record.evidence.length === 0) return []
  const hits = record.evidence.map((one) => hitOf(one))
  const values: Record<string, JsonValue> = {}
  const evidence: ProposalEvidence[] = []
  const taken = new Set<string>()
  const sources = new Map(record.evidence.map((one) => [one.passageId, one]))
  /** Sentences for a question that stand in no field yet. */
  const found = (question: string): readonly Extract[] =>
    extractAnswer(tools.knowledge.analyze(question), hits, sureEnough).extracts.filter(({ text }) => !taken.has(text))
  const suggest = ({ key }: CaseField, extracts: readonly Extract[]): void => {
    const one = fitted(definition, key, extracts.map(({ text }) => text).join('\n'))
    if (extracts.length === 0 || !('value' in one)) return
    values[key] = one.value
    for (const { hit, text } of extracts) {
      evidence.push(cited(key, sources.get(hit.passage.id)!, text))
      taken.add(text)
    }
  }
  if (texts.length > 1)
    for (const field of texts)
      suggest(
        field,
        found(localText(field.title, 'zh')).filter((one) => speaksOf(field, one)),
      )
  const first = texts.find(({ key }) => !Object.hasOwn(values, key))
  if (first) suggest(first, found(searched.join('\n')))
  if (evidence.length === 0) return []
  return [{ type: 'proposed', id: stepId(work), values, by: 'step', band: 'medium', evidence }]
}

/** Whether a sentence, or the one that opens its list, says a word of the field's title. What its document is called says too little. */
function speaksOf({ title }: CaseField, { text, lead = '' }: Extract): boolean {
  const said = new Set(terms(`${lead}\n${text}`).map(({ term }) => term))
  const titles = [localText(title, 'zh'), localText(title, 'en')]
  return titles.some((words) => terms(words).some(({ term, kind }) => kind !== 'character' && said.has(term)))
}
