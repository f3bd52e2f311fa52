import type { AnswerIssue, Citation, Language } from '@kaiwu/core'
import { localModel } from '@kaiwu/models'
import { extractAnswer, type Extraction, type Knowledge } from '@kaiwu/knowledge'
import { citationAt } from './check-answer.ts'
import type { SolutionDefinition } from './define-solution.ts'
import { refuse, type Draft } from './draft.ts'
import type { Hit } from '@kaiwu/core'

/** Drafts an answer by quoting the passages, without any model. */
export async function* draftByExtraction(
  definition: SolutionDefinition,
  knowledge: Knowledge,
  question: string,
  language: Language,
  passages: readonly Hit[],
): AsyncGenerator<string | Draft> {
  const extraction = extractAnswer(knowledge.analyze(question), passages)
  if (extraction.outcome === 'refused') return yield* refuse(definition, language, localModel)
  const pieces = extractsAsText(extraction, language)
  for (const { text } of pieces) yield text
  const text = pieces.map((piece) => piece.text).join('')
  const citations = extraction.extracts.map(({ hit, start, end }, index) => citationAt(index + 1, hit, start, end))
  yield { outcome: 'answered', text, citations, issues: unverified(citations, text), notes: [], model: localModel }
}

/** Every extract is a citation; one that did not stand in its passage would be named like a model's invention. */
function unverified(citations: readonly Citation[], text: string): AnswerIssue[] {
  return citations
    .filter(({ verified }) => !verified)
    .map(({ quote }) => ({
      kind: 'quote-not-found',
      text: quote,
      start: text.indexOf(quote),
      end: text.indexOf(quote) + quote.length,
    }))
}

/** Each extract on its own lines, after where it comes from, with its mark. */
function extractsAsText({ extracts }: Extraction, language: Language): { text: string }[] {
  return extracts.map(({ hit, text, lead }, index) => {
    const before = extracts[index - 1]
    const sameLead = before?.hit.passage.id === hit.passage.id && before.lead === lead
    const quoted = `${lead && !sameLead ? `${lead}\n` : ''}${text} [${index + 1}]`
    if (before?.hit.passage.id === hit.passage.id) return { text: `\n${quoted}` }
    const { title } = hit.document.facts
    const name = language === 'zh' ? `《${title.replace(/[《》]/g, '')}》` : `${title}, `
    const at =
      hit.passage.locator.length > 0 && hit.passage.locator.length <= 40 && hit.passage.locator !== title
        ? hit.passage.locator
        : ''
    const where = language === 'zh' ? `${name}${at}：` : `${name.replace(/, $/, '')}${at ? `, ${at}` : ''}: `
    return { text: `${index > 0 ? '\n\n' : ''}${where}\n${quoted}` }
  })
}
