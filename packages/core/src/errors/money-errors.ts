import { entry, type ErrorEntry } from './error-entry.ts'

/** Budgets, the ledger and the keys of the gateway: rows of the error table. */
export const moneyErrors = {
  BUDGET_EXCEEDED: entry(
    'operator',
    402,
    '预算“{budget}”不够这次调用：上限 {limit}，已用 {spent}，已预留 {reserved}，这次最多 {amount}',
    'The budget "{budget}" does not cover this call: limit {limit}, spent {spent}, reserved {reserved}, this call at most {amount}',
  ),
  MODEL_UNPRICED: entry(
    'operator',
    503,
    '有预算，但没人说过模型 {model} 多少钱；请在 models.yaml 的 models 里写上它的价格（免费的写 0）',
    'There is a budget, but nobody has said what {model} costs; write its price under models in models.yaml (0 when it is free)',
  ),
  CURRENCY_RATE_MISSING: entry(
    'operator',
    503,
    '{from} 与 {to} 不能直接相加；请在 models.yaml 的 rates 里写明汇率和日期',
    '{from} and {to} cannot be added; state the rate and its date under rates in models.yaml',
  ),
  LEDGER_UNUSABLE: entry('operator', 503, '账本 {path} 用不了：{reason}', 'The ledger {path} cannot be used: {reason}'),
  KEY_REQUIRED: entry(
    'caller',
    401,
    '此接口需要密钥：请求头 Authorization: Bearer <密钥>',
    'This address needs a key: the header Authorization: Bearer <key>',
  ),
  KEY_UNKNOWN: entry('caller', 401, '没有这个密钥，或已停用', 'There is no such key, or it was revoked'),
  ALIAS_NOT_FOUND: entry('caller', 404, '没有名为“{name}”的模型；可用：{known}', 'No model named "{name}"; there is {known}'),
} as const satisfies Record<string, ErrorEntry>
