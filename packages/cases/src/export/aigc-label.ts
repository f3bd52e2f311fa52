import type { Proposal } from '../engine/case-record.ts'

/**
 * The implicit label of GB 45438-2025, as a file's metadata hold it under the key `AIGC`. `Label` 1: it is AI-generated or holds what
 * is; the reserved codes are for the producer's own checks.
 */
export type AigcLabel = Readonly<{
  Label: '1'
  ContentProducer: string
  ProduceID: string
  ReservedCode1: string
  ContentPropagator: string
  PropagateID: string
  ReservedCode2: string
}>

/** The explicit label of GB 45438-2025, beside each text that a model wrote. */
export const aiMark = Object.freeze({ zh: 'AI生成', en: 'AI-generated' })

/** Whether a model wrote a proposal. What a classifier or a table chose is not generated. */
export function isGenerated({ by, model }: Pick<Proposal, 'by' | 'model'>): boolean {
  return by === 'model' || model !== undefined
}

/**
 * The label of the files of a case, if it holds what models wrote.
 * @param producer who is answerable for what was generated: the name or code of who runs Kaiwu. Default: the models by name
 * @param isSaid whether people say that they used some, beside what is known here
 */
export function aigcLabel(id: string, proposals: readonly Proposal[], producer?: string, isSaid = false): AigcLabel | undefined {
  const generated = proposals.filter(isGenerated)
  if (generated.length === 0 && !isSaid) return undefined
  const models = [...new Set(generated.map(({ model }) => model ?? 'model'))].sort()
  return Object.freeze({
    Label: '1',
    ContentProducer: producer ?? models.join(';'),
    ProduceID: id,
    ReservedCode1: '',
    ContentPropagator: producer ?? '',
    PropagateID: id,
    ReservedCode2: '',
  })
}
