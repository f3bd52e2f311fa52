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
  EMBEDDING_CHANGED: entry(
    'operator',
    409,
    '知识库的向量是用 {stored} 生成的，现在配置的是 {wanted}；请运行 kaiwu knowledge reembed 换成新的（先显示费用，可随时中断），或改回原来的模型',
    'The vectors of the knowledge were made with {stored}, and {wanted} is set now; run kaiwu knowledge reembed (it tells the price first, and can be stopped at any time), or set the model that was there',
  ),
  EMBEDDING_NOT_SET: entry(
    'author',
    422,
    '{path} 的 solution.yaml 没有设置向量模型，没有向量可做；请在 models 下写上 embedding: 供应商/模型',
    'The solution.yaml of {path} names no embedding model, so there are no vectors to make; write embedding: provider/model under models',
  ),
  VECTORS_TOO_MANY: entry(
    'operator',
    507,
    '模型“{model}”的 {count} 个向量在内存中放不下（flat 引擎最多 {most} 个，且受本机内存限制）；请增加内存，或改用 pgvector',
    'The {count} vectors of the model "{model}" do not fit into memory (the engine flat takes {most} at most, and what this machine has); add memory, or use pgvector',
  ),
} as const satisfies Record<string, ErrorEntry>
