import { codedError, errorRow } from './error-forms.ts'
import { chatLike, embeddingsLike, envelope, rerankLike } from './openai-like.ts'
import { byThinkingType, thinksBy } from './thinking-state.ts'
import { completionDetails, plainUsage, promptDetails } from './usage-forms.ts'
import type { VendorForm } from './vendor-form.ts'

const newRequestId = (serial: number): string => `20261122014512${(0x5eed_0000 + serial).toString(16)}`

/** Zhipu GLM: errors by number, balance at HTTP 429, the request's id in the body. */
export const zhipu: VendorForm = Object.freeze({
  id: 'zhipu',
  base: '/api/paas/v4',
  otherBases: ['/api/coding/paas/v4'],
  auth: 'bearer',
  models: { chat: 'glm-5.2', thinking: 'glm-5.2', more: ['glm-4-plus'], embedding: 'embedding-3', rerank: 'rerank' },
  requestIdHeader: 'x-log-id',
  newRequestId,
  chat: chatLike({
    id: ({ requestId }) => requestId,
    envelope: (call, place) => ({
      ...envelope(({ requestId }) => requestId)(call, place),
      ...(place === 'whole' ? { request_id: call.requestId } : {}),
    }),
    role: 'every',
    choice: {},
    thinks: thinksBy(
      [
        { match: /^glm-4(?:-|v)/, by: 'never' },
        { match: /^/, by: 'default-on' },
      ],
      byThinkingType,
    ),
    usagePlace: () => 'with-finish',
    usageOnDemand: false,
    usage: (usage) => ({ ...plainUsage(usage), ...promptDetails(usage), ...completionDetails(usage) }),
    finishes: { stop: 'stop', 'tool-calls': 'tool_calls', length: 'length', filtered: 'sensitive', 'cut-off': 'network_error' },
    ownFinishes: { sensitive: 'filtered', network_error: 'cut-off' },
    toolCalls: { arguments: 'text', laterIds: 'absent', index: true, whole: true },
    structuredOutput: () => 'json_object',
    breaksOffWith: errorRow('content-filter', 200, '1301', '系统检测到输入或生成内容可能包含不安全或敏感内容'),
    errorInStream: 'frame',
  }),
  embeddings: embeddingsLike({
    maxBatch: () => 64,
    dimension: (model) => (model === 'embedding-3' ? 2048 : 1024),
    base64: 'ignored',
    batchError: (_call, _found, max) => errorRow('bad-request', 400, '1214', `input数组最大不得超过${max}条`),
  }),
  rerank: [rerankLike('/api/paas/v4/rerank', { maxTexts: 128 })],
  errors: [
    errorRow('auth', 401, '1000', '身份验证失败。'),
    errorRow('auth', 401, '1001', 'Header中未收到Authorization参数，无法进行身份验证。'),
    errorRow('auth', 401, '1002', 'Authorization Token非法: {key}'),
    errorRow('auth', 401, '1003', 'Authorization Token已过期'),
    errorRow('auth', 401, '1004', '通过提供的Authorization Token验证失败'),
    errorRow('quota', 429, '1113', '余额不足或无可用资源包,请充值。'),
    errorRow('quota', 429, '1304', '该API已达今日调用次数限额'),
    errorRow('quota', 429, '1308', '已达到使用上限'),
    errorRow('quota', 429, '1310', '已达到每周使用上限'),
    errorRow('bad-request', 400, '1214', 'messages 参数非法。请检查文档。'),
    errorRow('bad-request', 400, '1210', 'API 调用参数有误，请检查文档。'),
    errorRow('not-found', 400, '1211', '模型不存在，请检查模型代码。'),
    errorRow('permission', 403, '1220', '您无权访问。'),
    errorRow('context-length', 400, '1261', 'Prompt 超长'),
    errorRow('content-filter', 400, '1301', '系统检测到输入或生成内容可能包含不安全或敏感内容'),
    errorRow('rate-limit', 429, '1302', '您当前使用该API的并发数过高'),
    errorRow('rate-limit', 429, '1303', '您当前使用该API的频率过高'),
    errorRow('overloaded', 429, '1305', '当前API请求过多，请稍后重试。'),
    errorRow('server', 500, '1200', 'API 调用失败。'),
  ],
  errorReply: codedError,
})
