import { entriesOf, type RerankForm } from './rerank-shape.ts'

/** As Text Embeddings Inference is asked. It serves one model and is not told which. */
export const teiForm: RerankForm = Object.freeze({
  body: ({ query, texts }) => ({ query, texts, raw_scores: false, return_text: false, truncate: true }),
  expected: undefined,
  entries: entriesOf,
})
