import type { Fault } from './fault.ts'

/** One row of the error table: who must act, the HTTP status, whether the same call may succeed later, and the text. */
export type ErrorEntry = Readonly<{
  fault: Fault
  status: number
  retryable: boolean
  /** `{name}` holes are filled from the error's details. */
  zh: string
  en: string
}>

/**
 * Every error Kaiwu raises, grouped by area. `docs/errors.md` is generated from this table and kept equal by a test.
 * Each text says what happened, where, and what to do.
 */
export const errorTable = {
  // Calls
  REQUEST_INVALID: entry('caller', 400, '请求不合要求：{reason}', 'The request is not valid: {reason}'),
  REQUEST_NOT_JSON: entry('caller', 400, '请求体不是合法的 JSON：{reason}', 'The request body is not valid JSON: {reason}'),
  REQUEST_TOO_LARGE: entry('caller', 413, '请求体超过上限 {limit}', 'The request body is larger than {limit}'),
  MEDIA_TYPE_UNSUPPORTED: entry('caller', 415, '此接口只接受 {expected}', 'This route accepts {expected} only'),
  ROUTE_NOT_FOUND: entry(
    'caller',
    404,
    '没有这个地址：{path}。全部接口见 /openapi.json',
    'No such address: {path}. Every route is listed in /openapi.json',
  ),
  METHOD_NOT_ALLOWED: entry('caller', 405, '{path} 不支持 {method}', '{path} does not support {method}'),
  ORIGIN_REFUSED: entry(
    'caller',
    403,
    '不接受来自 {origin} 的请求；需要时由运维用 KAIWU_ALLOWED_HOSTS 放行',
    'Requests from {origin} are not accepted; the operator may allow it with KAIWU_ALLOWED_HOSTS',
  ),
  RATE_LIMITED: entry('caller', 429, '请求太频繁，请 {seconds} 秒后再试', 'Too many requests; try again in {seconds} s', true),
  USAGE_INVALID: entry('caller', 400, '{reason}', '{reason}'),
  TARGET_NOT_EMPTY: entry(
    'caller',
    409,
    '文件夹 {path} 不是空的；请换一个名字，或先清空它',
    'The folder {path} is not empty; choose another name or empty it first',
  ),
  TEMPLATE_UNKNOWN: entry('caller', 404, '没有名为 {name} 的模板；可用：{known}', 'No template named {name}; there is {known}'),

  // Solutions
  SOLUTION_NOT_FOUND: entry(
    'caller',
    404,
    '没有名为“{name}”的解决方案；可用：{known}',
    'No solution named "{name}"; there is {known}',
  ),
  SOLUTION_FOLDER_MISSING: entry(
    'caller',
    404,
    '{path} 里没有 solution.yaml；请指明解决方案所在的文件夹',
    'There is no solution.yaml in {path}; name the folder of a solution',
  ),
  SOLUTION_INVALID: entry(
    'author',
    422,
    '解决方案有 {count} 处错误：\n{problems}',
    'The solution has {count} mistake(s):\n{problems}',
  ),
  SOLUTION_NOT_READY: entry(
    'operator',
    503,
    '“{name}”还在建立索引，请稍候',
    '"{name}" is still being indexed; try again shortly',
    true,
  ),
  EVALS_MISSING: entry(
    'author',
    422,
    '“{name}”没有评测题；请在 solution.yaml 里写上 evals.questions',
    '"{name}" has no evaluation questions; name a file of them in evals.questions of solution.yaml',
  ),
  GATE_MISSED: entry('author', 422, '评测未达标：{gates}', 'The evaluation missed its gates: {gates}'),

  // Documents
  KNOWLEDGE_NOT_FOUND: entry(
    'caller',
    404,
    '没有名为“{name}”的知识库；可用：{known}',
    'No knowledge named "{name}"; there is {known}',
  ),
  KNOWLEDGE_EMPTY: entry(
    'author',
    422,
    '知识库“{name}”里没有可用的文档：{pattern} 没有匹配到任何文件',
    'Knowledge "{name}" holds no usable document: nothing matches {pattern}',
  ),
  DOCUMENT_NOT_FOUND: entry('caller', 404, '没有这份文档：{id}', 'No such document: {id}'),
  PASSAGE_NOT_FOUND: entry('caller', 404, '没有这个片段：{id}', 'No such passage: {id}'),
  DOCUMENT_FROM_FOLDER: entry(
    'caller',
    409,
    '“{path}”来自解决方案的文件夹，不能在这里删除；请在文件夹里删除后重新同步',
    '"{path}" comes from the solution folder and cannot be deleted here; delete it in the folder and sync again',
  ),
  FILE_EMPTY: entry('caller', 422, '{name} 是空文件，没有内容可读', '{name} is an empty file; there is nothing to read'),
  FILE_TOO_LARGE: entry('caller', 413, '{name} 超过上限 {limit}', '{name} is larger than {limit}'),
  FILE_UNPACKS_TOO_LARGE: entry(
    'caller',
    422,
    '{name} 解压后超过上限 {limit}，未读取',
    '{name} unpacks to more than {limit}; it was not read',
  ),
  FILE_TYPE_UNSUPPORTED: entry(
    'caller',
    415,
    '{name}：不支持这种文件；可用：{supported}',
    '{name}: this kind of file is not supported; use {supported}',
  ),
  FILE_NEEDS_CONVERTING: entry(
    'caller',
    415,
    '{name} 是 {format} 文件，读不了；请先用 Office 或 WPS 另存为 {instead}',
    '{name} is a {format} file, which cannot be read; save it as {instead} first',
  ),
  FILE_IS_LOCK: entry(
    'caller',
    422,
    '{name} 是 Office 打开文件时的临时文件，不是文档；请上传 {document}',
    '{name} is the lock file Office keeps while a document is open; upload {document} instead',
  ),
  FILE_TYPE_MISMATCH: entry(
    'caller',
    422,
    '{name} 的内容与扩展名不符：看起来是 {actual}',
    '{name} is not what its extension says: it looks like {actual}',
  ),
  FILE_UNREADABLE: entry('caller', 422, '{name} 读不出来：{reason}', '{name} cannot be read: {reason}'),
  FILE_ENCRYPTED: entry(
    'caller',
    422,
    '{name} 有密码保护；请去掉密码后再上传',
    '{name} is protected by a password; remove it and upload again',
  ),
  FILE_HAS_NO_TEXT: entry(
    'caller',
    422,
    '{name} 里没有文字（可能是扫描件）；请先做文字识别（OCR）',
    '{name} holds no text (it may be a scan); run OCR on it first',
  ),
  FILE_TEXT_UNMAPPED: entry(
    'caller',
    422,
    '{name} 的字体没有文字对照表，读出来的是乱码，未入库；请用原文件重新导出',
    '{name} has fonts without a character map, its text comes out as rubbish and was not stored; export it again from its source',
  ),
  FILE_READ_TIMEOUT: entry(
    'caller',
    422,
    '{name} 读取超过 {seconds} 秒，已停止',
    'Reading {name} took more than {seconds} s and was stopped',
  ),
  PATH_OUTSIDE: entry('caller', 400, '路径 {path} 超出了解决方案的文件夹', 'The path {path} leads out of the solution folder'),

  // Store
  STORE_IN_USE: entry(
    'operator',
    409,
    '数据文件夹 {path} 正被进程 {pid} 使用；请先停止它，或用 --data 指定另一个文件夹',
    'The data folder {path} is in use by process {pid}; stop it, or name another folder with --data',
  ),
  STORE_UNUSABLE: entry('operator', 503, '数据文件夹 {path} 不可用：{reason}', 'The data folder {path} cannot be used: {reason}'),
  STORE_NEWER: entry(
    'operator',
    503,
    '数据文件夹 {path} 由更新的版本写成（第 {found} 版，本程序到第 {known} 版）；请升级程序',
    'The data folder {path} was written by a newer version (schema {found}, this program knows {known}); upgrade the program',
  ),
  STORE_CORRUPT: entry(
    'operator',
    503,
    '数据文件 {path} 已损坏：{reason}。删除该文件夹后重新运行即可从文档重建，上传的文档需重新上传',
    'The data file {path} is damaged: {reason}. Delete the folder and start again to rebuild it from the documents; uploads must be repeated',
  ),

  // Models
  MODEL_UNKNOWN: entry('author', 422, '没有名为“{ref}”的模型；可用：{known}', 'No model named "{ref}"; there is {known}'),
  MODEL_NOT_CONFIGURED: entry('operator', 503, '模型“{ref}”还缺 {missing}', 'Model "{ref}" still needs {missing}'),
  MODEL_KEY_MALFORMED: entry(
    'operator',
    503,
    '{keyEnv} 里的不是密钥：含有空白、换行或中文字符；请重新复制粘贴',
    'What {keyEnv} holds cannot be a key: there are blanks, line ends or characters beyond ASCII in it; copy and paste it again',
  ),
  MODEL_UNREACHABLE: entry(
    'provider',
    502,
    '连不上模型服务 {url}：{reason}',
    'The model service {url} cannot be reached: {reason}',
    true,
  ),
  MODEL_TIMEOUT: entry(
    'provider',
    504,
    '模型服务 {url} 在 {seconds} 秒内没有应答（{phase}）',
    'The model service {url} did not answer within {seconds} s ({phase})',
    true,
  ),
  MODEL_REFUSED_KEY: entry(
    'operator',
    502,
    '模型服务 {url} 不接受密钥（HTTP {status}）；请检查 {keyEnv}',
    'The model service {url} did not accept the key (HTTP {status}); check {keyEnv}',
  ),
  MODEL_RATE_LIMITED: entry(
    'provider',
    503,
    '模型服务 {url} 限流或余额不足（HTTP {status}）：{reason}',
    'The model service {url} is limiting calls or out of balance (HTTP {status}): {reason}',
    true,
  ),
  MODEL_FAILED: entry(
    'provider',
    502,
    '模型服务 {url} 出错（HTTP {status}）：{reason}',
    'The model service {url} failed (HTTP {status}): {reason}',
    true,
  ),
  MODEL_PROTOCOL: entry(
    'provider',
    502,
    '模型服务 {url} 的应答不合规范：{reason}',
    'The model service {url} sent something that is not a chat completion: {reason}',
  ),
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

  // Server and machine
  PATH_UNUSABLE: entry('operator', 503, '{path} 用不了：{reason}', '{path} cannot be used: {reason}'),
  PORT_TAKEN: entry(
    'operator',
    503,
    '端口 {port} 已被占用；请用 PORT 指定另一个，例如 PORT=3001 npm start',
    'Port {port} is taken; choose another with PORT, for example PORT=3001 npm start',
  ),
  SERVER_STOPPING: entry('operator', 503, '服务正在停止，请稍后再试', 'The server is stopping; try again shortly', true),
  CONSOLE_NOT_BUILT: entry(
    'operator',
    503,
    '页面还没有构建；请先运行 npm run build',
    'The page has not been built; run npm run build first',
  ),
  CANCELLED: entry('caller', 499, '请求已取消', 'The request was cancelled'),
  INTERNAL: entry(
    'kaiwu',
    500,
    '程序内部错误（编号 {id}）；请把日志里这个编号附近的内容交给开发者',
    'Internal error (id {id}); give the developers what the log says around this id',
  ),
} as const satisfies Record<string, ErrorEntry>

/** The code of an error in {@link errorTable}. */
export type ErrorCode = keyof typeof errorTable

function entry(fault: Fault, status: number, zh: string, en: string, retryable = false): ErrorEntry {
  return Object.freeze({ fault, status, retryable, zh, en })
}
