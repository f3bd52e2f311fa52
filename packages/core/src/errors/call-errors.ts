import { entry, type ErrorEntry } from './error-entry.ts'

/** Calls over HTTP and on the command line: rows of the error table. */
export const callErrors = {
  REQUEST_INVALID: entry('caller', 400, '请求不合要求：{reason}', 'The request is not valid: {reason}'),
  REQUEST_NOT_JSON: entry('caller', 400, '请求体不是合法的 JSON：{reason}', 'The request body is not valid JSON: {reason}'),
  REQUEST_TOO_LARGE: entry('caller', 413, '请求体超过上限 {limit}', 'The request body is larger than {limit}'),
  MEDIA_TYPE_UNSUPPORTED: entry('caller', 415, '此接口只接受 {expected}', 'This route accepts {expected} only'),
  HEADER_REQUIRED: entry(
    'caller',
    428,
    '缺少请求头 {header}：Idempotency-Key 由您自选，重发时不变；If-Match 为查看时得到的 ETag',
    'The header {header} is missing: choose an Idempotency-Key and keep it when you send again; If-Match is the ETag of what you saw',
  ),
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
} as const satisfies Record<string, ErrorEntry>
