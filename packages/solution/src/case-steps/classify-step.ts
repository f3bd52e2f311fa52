import type { CaseEvent, Classification, ConfidenceBand, JsonObject, StepOutcome, StepWork } from '@kaiwu/cases'
import { formatProblem } from '@kaiwu/core'
import { askModel } from './ask-step.ts'
import { textOf } from './case-texts.ts'
import { fitted } from './field-values.ts'
import { parseLabelledRows } from './labelled-rows.ts'
import type { SortReply, Sorter } from './sorter.ts'
import { stepId, undone, type StepTools } from './step-tools.ts'

/** A step that classifies. */
export type ClassifyForm = Readonly<{
  classify: string
  subject?: string | undefined
  by: string
  into: string
  ask?: string | undefined
  auto?: Readonly<{ score: number; margin: number; accuracy: number; last: number }> | undefined
}>

/** Below these a classifier is unsure, where the step does not say otherwise: a model is asked, where there is one. */
export const sureEnough = Object.freeze({ score: 0.8, margin: 0.3 })
/** From these on it is very sure, and no lower than where it was right in 95 of 100 on rows held out. */
const verySure = { score: 0.9, margin: 0.6, known: 0.5 }

const mostRows = 3
const longestRow = 200

/**
 * Classifies a text by labelled rows, without a model; where that is unsure, a model is asked beside. Both only suggest. A suggestion is
 * taken by itself only where the step has `auto`, the scores are above its thresholds, and people agreed often enough with the last ones.
 */
export async function classifyStep(tools: StepTools, sort: Sorter, work: StepWork, form: ClassifyForm): Promise<StepOutcome> {
  const { definition, record } = work
  const text = textOf(record.fields[form.classify] ?? null)
  const subject = form.subject === undefined ? '' : textOf(record.fields[form.subject] ?? null)
  if (`${text}${subject}`.trim() === '') return { events: [], outcome: { empty: form.classify } }
  const source = definition.source.files[form.by] ?? ''
  const { rows, problems } = parseLabelledRows(source, form.by)
  if (problems[0]) return undone(work, { zh: formatProblem(problems[0], 'zh'), en: formatProblem(problems[0], 'en') })
  const reply = await sort(source, rows, { text, ...(subject === '' ? {} : { subject }) })
  const { label, score, margin } = reply.said
  const figures = { label, score: rounded(score), margin: rounded(margin), known: rounded(reply.said.evidence.known) }
  const one = fitted(definition, form.into, label)
  if ('problem' in one) return undone(work, one.problem, { outcome: figures })
  const suggestion: CaseEvent = {
    ...{ type: 'proposed', id: stepId(work), values: { [form.into]: one.value }, by: 'classifier' },
    ...{ band: bandOf(reply), evidence: rowsAsEvidence(reply.said, form), score: figures.score, margin: figures.margin },
  }
  const taken = await autoOf(tools, work, form, reply.said)
  const asked = await secondOpinion(tools, work, form, reply.said)
  return {
    events: [
      suggestion,
      ...(taken['taken'] === true ? [{ type: 'fieldsSet', values: { [form.into]: one.value }, by: 'proposal' } as const] : []),
      ...asked.events,
    ],
    outcome: { ...figures, ...(form.auto ? { auto: taken } : {}), ...(asked.outcome ? { asked: asked.outcome } : {}) },
  }
}

function rounded(share: number): number {
  return Math.round(share * 10_000) / 10_000
}

/** High: very sure, and where it was right in 95 of 100; low: unsure, or the text is unlike all rows. */
function bandOf({ said, scoreAt95 }: SortReply): ConfidenceBand {
  const { score, margin, evidence } = said
  const high = Math.max(verySure.score, scoreAt95 ?? 1)
  if (score >= high && margin >= verySure.margin && evidence.known >= verySure.known) return 'high'
  return isSure(said, sureEnough) ? 'medium' : 'low'
}

function isSure({ score, margin }: Classification, least: Readonly<{ score: number; margin: number }>): boolean {
  return score >= least.score && margin >= least.margin
}

/** The rows that are most like the text: verified where they bear the label. */
function rowsAsEvidence({ label, evidence }: Classification, { by, into }: ClassifyForm) {
  return evidence.rows.slice(0, mostRows).map((row) => ({
    ...{ source: `${by}#${row.row + 1}`, field: into, where: row.label },
    ...{ quote: row.text.slice(0, longestRow), verified: row.label === label },
  }))
}

/** Whether a suggestion is taken by itself, and by which figures. */
async function autoOf(
  tools: StepTools,
  { record }: StepWork,
  { into, auto }: ClassifyForm,
  said: Classification,
): Promise<JsonObject> {
  if (!auto) return { taken: false }
  const { decided, agreed } = await tools.agreement({ caseType: record.caseType, field: into, last: auto.last })
  const isProven = decided >= auto.last && agreed >= auto.accuracy * decided
  return { taken: isProven && isSure(said, auto), decided, agreed, ...auto }
}

/** What a model says where the classifier is unsure. It stands beside the classifier's own; where it fails, that stands alone. */
async function secondOpinion(
  tools: StepTools,
  work: StepWork,
  { ask, auto, into }: ClassifyForm,
  said: Classification,
): Promise<Readonly<{ events: readonly CaseEvent[]; outcome?: JsonObject }>> {
  if (ask === undefined || !tools.chat || isSure(said, auto ?? sureEnough)) return { events: [] }
  const asked = await askModel(tools, work, { ask, into: [into] }, tools.chat)
  if ('failed' in asked) return { events: [], outcome: { ...asked.spent, unavailable: asked.failed } }
  const events = asked.events.map((event) => (event.type === 'proposed' ? { ...event, id: `${event.id}.asked` } : event))
  return { events, outcome: asked.outcome }
}
