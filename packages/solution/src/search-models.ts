import type { Embedder, Reranker } from '@kaiwu/core'
import type { Models } from '@kaiwu/models'
import type { SolutionDefinition } from './define-solution.ts'

/** The models that searching asks. @throws MODEL_UNKNOWN, MODEL_NOT_CONFIGURED, MODEL_UNPRICED */
export function searchModels(
  { embedding, rerank }: Pick<SolutionDefinition, 'embedding' | 'rerank'>,
  models: Pick<Models, 'embedder' | 'reranker'>,
): Readonly<{ embedder?: Embedder; reranker?: Reranker }> {
  const wanted = embedding?.dimension ? { dimension: embedding.dimension } : {}
  return {
    ...(embedding ? { embedder: models.embedder(embedding.model, wanted) } : {}),
    ...(rerank ? { reranker: models.reranker(rerank) } : {}),
  }
}
