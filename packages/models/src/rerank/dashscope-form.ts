import { entriesOf, type RerankForm } from './rerank-shape.ts'

/** As DashScope's native address is asked. */
export const dashscopeForm: RerankForm = Object.freeze({
  body: ({ model, query, texts }) => ({
    model,
    input: { query, documents: texts },
    parameters: { top_n: texts.length, return_documents: false },
  }),
  expected: 'output',
  entries: (json) => entriesOf((json as { output?: { results?: unknown } | null }).output?.results),
})
