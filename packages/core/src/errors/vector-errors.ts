import { entry, type ErrorEntry } from './error-entry.ts'

/** Embedding models and their vectors: rows of the error table. */
export const vectorErrors = {
  EMBEDDING_FAILED: entry(
    'provider',
    502,
    '向量模型“{model}”出错：{reason}',
    'The embedding model "{model}" failed: {reason}',
    true,
  ),
  EMBEDDING_COUNT_WRONG: entry(
    'provider',
    502,
    '向量模型“{model}”对 {expected} 段文字给出了 {found} 个向量；请换一个模型，或检查其服务',
    'The embedding model "{model}" gave {found} vectors for {expected} texts; use another model, or look into its service',
  ),
  VECTOR_INVALID: entry(
    'provider',
    502,
    '向量模型“{model}”给出的向量不可用（{reason}）；请换一个模型，或检查其服务',
    'The embedding model "{model}" gave a vector that cannot be used ({reason}); use another model, or look into its service',
  ),
  VECTOR_DIMENSION_WRONG: entry(
    'provider',
    502,
    '向量模型“{model}”给出的向量是 {found} 维，应为 {expected} 维；请核对为它设置的维数',
    'The embedding model "{model}" gave a vector of {found} numbers where {expected} were expected; check the dimension set for it',
  ),
} as const satisfies Record<string, ErrorEntry>
