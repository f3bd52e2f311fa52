import type { CaseEvent, StepWork } from '@kaiwu/cases'
import { extractAnswer } from '@kaiwu/knowledge'
import { fitted } from './field-values.ts'
import { hitOf, searchedFor } from './find-step.ts'
import { cited } from './judge-suggestion.ts'
import { stepId, type StepTools } from './step-tools.ts'

/** Nothing is refused for being unsure: it is put before a person, beside the passages. */
const sureEnough = { threshold: 0, maxPassages: 2 }

/**
 * What is suggested without any model: the sentences of the passages found that bear on what was searched for, as they stand, for the
 * text fields that were asked for. Other fields get nothing.
 */
export function quotedSuggestion(tools: StepTools, work: StepWork, into: readonly string[]): readonly CaseEvent[] {
  const { definition, record } = work
  const texts = into.filter((key) => ['text', 'longText'].includes(definition.fields.get(key)!.type))
  const before = definition.states.get(record.state)!.steps.slice(0, record.step)
  const searched = before.flatMap(({ form }) => ('find' in form ? [searchedFor(tools, work, form)] : []))
  if (texts.length === 0 || record.evidence.length === 0) return []
  const question = tools.knowledge.analyze(searched.join('\n'))
  const { extracts } = extractAnswer(
    question,
    record.evidence.map((one) => hitOf(one)),
    sureEnough,
  )
  const text = extracts.map((extract) => extract.text).join('\n')
  const values = texts.flatMap((key) => {
    const one = fitted(definition, key, text)
    return 'value' in one && text !== '' ? [[key, one.value] as const] : []
  })
  if (values.length === 0) return []
  const sources = new Map(record.evidence.map((one) => [one.passageId, one]))
  const evidence = values.flatMap(([key]) =>
    extracts.map(({ hit, text: quote }) => cited(key, sources.get(hit.passage.id)!, quote)),
  )
  return [{ type: 'proposed', id: stepId(work), values: Object.fromEntries(values), by: 'step', band: 'medium', evidence }]
}
