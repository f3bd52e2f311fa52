import { entry, type ErrorEntry } from './error-entry.ts'

/** Index files and the engines that search: rows of the error table. */
export const indexErrors = {
  INDEX_FILE_NO_SPACE: entry(
    'operator',
    507,
    '磁盘空间不足，索引文件 {path}（约 {megabytes} MB）没有写成；原来的文件和数据没有变化。请腾出空间，之后会自动重写',
    'The disk is full: the index file {path} (about {megabytes} MB) was not written; the file before it and the data are unchanged. Make room, and it will be written again',
    true,
  ),
  INDEX_FILE_UNWRITABLE: entry(
    'operator',
    503,
    '索引文件 {path} 写不了：{reason}。原来的文件和数据没有变化；请检查该文件夹的权限和磁盘',
    'The index file {path} cannot be written: {reason}. The file before it and the data are unchanged; check the rights of the folder and the disk',
    true,
  ),
  INDEX_FILE_UNUSABLE: entry(
    'kaiwu',
    500,
    '索引文件（{kind}）与要求不符：{reason}。索引会从数据重建',
    'The index file ({kind}) is not what it should be: {reason}. The index is built again from the data',
  ),
  INDEX_FILE_UNFIT: entry(
    'kaiwu',
    500,
    '索引文件的内容前后不符（{reason}）。数据没有丢失；索引会从已入库的片段重建',
    'What the index file holds does not fit together ({reason}). No data is lost; the index is built again from the stored passages',
    true,
  ),
  INDEX_CLOSED: entry(
    'kaiwu',
    500,
    '向量索引（{engine}）已经关闭，不能再使用',
    'The vector index ({engine}) has been closed and can no longer be used',
  ),
  INDEX_WORKER_ENDED: entry(
    'kaiwu',
    503,
    '向量索引（{engine}）的工作线程意外结束：{reason}。数据没有丢失；索引会重建，请稍后重试',
    'The worker of the vector index ({engine}) ended unexpectedly: {reason}. No data is lost; the index is built again, try again shortly',
    true,
  ),
  VECTOR_ENGINE_MISSING: entry(
    'operator',
    503,
    '向量引擎 hnsw 用不了：hnswlib-node 没有安装成功（{reason}）。请安装编译工具后运行 npm rebuild hnswlib-node，或把引擎改为 flat 或 auto',
    'The vector engine hnsw cannot be used: hnswlib-node is not installed ({reason}). Install a C++ compiler and run npm rebuild hnswlib-node, or choose the engine flat or auto',
  ),
  VECTOR_EXTENSION_MISSING: entry(
    'operator',
    503,
    '数据库 {place} 没有可用的 pgvector 扩展（{reason}）。请管理员安装 pgvector 0.8 以上，并在该库执行 CREATE EXTENSION vector，或把向量引擎改为 flat',
    'The database {place} has no usable pgvector extension ({reason}). Have an administrator install pgvector 0.8 or later and run CREATE EXTENSION vector in it, or choose the vector engine flat',
  ),
  FUSION_SETTING_INVALID: entry(
    'author',
    422,
    '检索融合的设置 {setting} 是 {value}，应为 {expected}；请改正后再试',
    'The fusion setting {setting} is {value}; it must be {expected}. Correct it',
  ),
  VECTORS_NOT_TAKEN: entry(
    'caller',
    400,
    '这里不接收现成的向量：文字由知识库自己的向量模型处理。请用 addDocuments 放入文字',
    'Ready vectors are not taken here: texts are embedded by the model of the knowledge. Put the texts in with addDocuments',
  ),
  VECTOR_SEARCH_MISSING: entry(
    'caller',
    400,
    '这个知识库没有向量，不能按向量查找；请为它设置向量模型，或按 hybrid 查找',
    'This knowledge has no vectors and cannot be searched by one; set an embedding model for it, or search by hybrid',
  ),
  RECORD_IDS_WRONG: entry(
    'caller',
    400,
    '没有给出要处理的记录的编号，或数目不对（{reason}）；请逐条给出',
    'The ids of the records are missing, or are not as many as the records ({reason}); give one for each',
  ),
  RECORD_INVALID: entry(
    'caller',
    400,
    '记录“{path}”不能入库：{problem}。这一批都没有入库；请改正后再放入',
    'The record "{path}" cannot be taken in: {problem}. None of this batch was; correct it and put them in again',
  ),
} as const satisfies Record<string, ErrorEntry>
