import { entry, type ErrorEntry } from './error-entry.ts'

/** Documents and their files: rows of the error table. */
export const documentErrors = {
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
} as const satisfies Record<string, ErrorEntry>
