import type { CaseEvent, ConfidenceBand, JsonObject, JsonValue, ProposalEvidence, StepOutcome, StepWork } from '@kaiwu/cases'
import { KaiwuError, type ChatModel, type LocalText } from '@kaiwu/core'
import { structuredAnswer } from '@kaiwu/models'
import { answerForm, type SaidOfFields } from './answer-form.ts'
import { casePrompt, type CasePrompt } from './case-prompt.ts'
import { textOf } from './case-texts.ts'
import { fitted } from './field-values.ts'
import { judge, type Grounds } from './judge-suggestion.ts'
import { restoredValue } from './masked-fields.ts'
import { quotedSuggestion } from './quoted-suggestion.ts'
import { recordedChat, spentOn } from './recorded-chat.ts'
import { chargedFor, reasonOf, stepId, undone, type StepTools } from './step-tools.ts'

/** A step that asks a model. */
export type AskForm = Readonly<{ ask: string; into: readonly string[] }>

const noModel: LocalText = { zh: '没有模型', en: 'there is no model' }

/**
 * Asks a model for suggestions for fields. It sets none of them. Where there is no model, or it fails for good, people decide on what was
 * found, and what can be quoted is suggested. @throws what a model fails of for now, so that it is asked again later
 */
export async function askStep(tools: StepTools, work: StepWork, form: AskForm): Promise<StepOutcome> {
  const byQuotes = (reason: LocalText, spent: JsonObject = {}): StepOutcome => {
    const events = quotedSuggestion(tools, work, form.into)
    return undone(work, reason, { events, outcome: { ...spent, proposed: proposedIn(events) } })
  }
  if (!tools.chat) return byQuotes(noModel)
  const asked = await askModel(tools, work, form, tools.chat)
  return 'failed' in asked ? byQuotes(asked.failed, asked.spent) : asked
}

/** What asking a model came to: suggestions, or why it failed for good. */
export type Asked = Readonly<{ events: readonly CaseEvent[]; outcome: JsonObject } | { failed: LocalText; spent: JsonObject }>

/** Asks the model. @throws CANCELLED, and what may be different the next time, while there is one */
export async function askModel(tools: StepTools, work: StepWork, form: AskForm, model: ChatModel): Promise<Asked> {
  const source = work.definition.source.files[form.ask]
  if (source === undefined) return { failed: missingPrompt(form.ask), spent: {} }
  const prompt = casePrompt(tools, work, source)
  const recorded = recordedChat(model, tools.replies, work)
  try {
    const { value } = await structuredAnswer<SaidOfFields>(
      recorded.chat,
      {
        request: { messages: prompt.messages, temperature: 0 },
        schema: answerForm(work.definition, form.into),
        name: 'suggestion',
        support: tools.support ?? 'none',
      },
      { signal: work.signal, chargedTo: chargedFor(tools, work) },
    )
    const spent = spentOn(recorded.completions)
    const { events, refused } = suggested(work, value, prompt, recorded.completions.at(-1)!.model)
    const outcome = { ...spent, masked: prompt.masked, proposed: proposedIn(events), refused, ignored: value.ignored }
    return { events, outcome: outcome as JsonObject }
  } catch (error) {
    if (!KaiwuError.is(error) || error.code === 'CANCELLED') throw error
    if (error.entry.retryable && work.isLast !== true) throw error
    return { failed: reasonOf(error), spent: { ...spentOn(recorded.completions), masked: prompt.masked } as JsonObject }
  }
}

function missingPrompt(file: string): LocalText {
  return { zh: `没有提示词 ${file}`, en: `there is no prompt ${file}` }
}

function proposedIn(events: readonly CaseEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'proposed' ? Object.keys(event.values) : []))
}

const weakestFirst: readonly ConfidenceBand[] = ['low', 'medium', 'high']

/** What a model said, held against the fields and against what it rests on. */
function suggested(
  work: StepWork,
  { fields }: SaidOfFields,
  { vault, sent, fields: shown }: CasePrompt,
  model: string,
): Readonly<{ events: readonly CaseEvent[]; refused: Readonly<Record<string, LocalText>> }> {
  const grounds = groundsOf(work, shown)
  const values: Record<string, JsonValue> = {}
  const bands: Record<string, ConfidenceBand> = {}
  const evidence: ProposalEvidence[] = []
  const refused: Record<string, LocalText> = {}
  for (const [key, said] of Object.entries(fields)) {
    const one = fitted(work.definition, key, restoredValue(said.value, vault, sent))
    if ('problem' in one) {
      refused[key] = one.problem
      continue
    }
    const quote = said.quote === undefined ? {} : { quote: textOf(restoredValue(said.quote, vault, sent)) }
    const judged = judge(work.definition.fields.get(key)!, { ...said, ...quote, value: one.value }, grounds)
    values[key] = one.value
    bands[key] = judged.band
    evidence.push(judged.evidence)
  }
  if (evidence.length === 0) return { events: [], refused }
  const band = weakestFirst.find((one) => Object.values(bands).includes(one))!
  return { events: [{ type: 'proposed', id: stepId(work), values, by: 'model', model, band, bands, evidence }], refused }
}

function groundsOf({ definition, record }: StepWork, shown: readonly string[]): Grounds {
  const own = shown.map((key) => ({ field: definition.fields.get(key)!, text: textOf(record.fields[key] ?? null) }))
  return { passages: record.evidence, own, words: own.map(({ text }) => text).join('\n') }
}
