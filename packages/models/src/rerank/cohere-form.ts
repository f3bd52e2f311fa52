import { entriesOf, type RerankForm } from './rerank-shape.ts'

/** As Cohere and Jina are asked, and most others after them: Qianfan, SiliconFlow, Zhipu, vLLM, llama.cpp, Xinference. */
export const cohereForm: RerankForm = Object.freeze({
  body: ({ model, query, texts }) => ({ model, query, documents: texts, top_n: texts.length }),
  expected: 'results',
  entries: (json) => entriesOf((json as { results?: unknown }).results),
})
