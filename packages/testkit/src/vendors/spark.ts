import { named, noSystemRole } from './demand.ts'
import { errorRow, reply } from './error-forms.ts'
import { chatLike, playedAt } from './openai-like.ts'
import { byThinkingType, thinksBy } from './thinking-state.ts'
import { plainUsage } from './usage-forms.ts'
import { messageOf, type VendorForm } from './vendor-form.ts'

const small = named(/^(?:lite|general|pro-128k|generalv3)$/)

/** iFlytek Spark over HTTP: code, message and sid beside the choices, and no reason to stop. */
export const spark: VendorForm = Object.freeze({
  id: 'spark',
  base: '/v1',
  otherBases: ['/v2'],
  auth: 'bearer',
  models: { chat: '4.0Ultra', thinking: 'spark-x', more: ['lite', 'max-32k'] },
  requestIdField: 'sid',
  newRequestId: (serial) => `cha000b${(0x1000 + serial).toString(16)}@dx19e50526e31b8f3812`,
  chat: chatLike({
    id: ({ requestId }) => requestId,
    role: 'every',
    blankAfterColon: false,
    envelope: ({ requestId }, place) => ({
      code: 0,
      message: 'Success',
      sid: requestId,
      ...(place === 'whole' ? {} : { id: requestId, created: playedAt }),
    }),
    choice: {},
    thinks: thinksBy([{ match: /^spark-x/, by: 'default-on' }], byThinkingType),
    usagePlace: () => 'with-last-piece',
    usageOnDemand: false,
    usage: plainUsage,
    reports: { cached: false, cacheWrite: false, reasoning: false },
    finishes: undefined,
    toolCalls: { arguments: 'text', laterIds: 'absent', index: true, whole: true },
    structuredOutput: (model) => (/^(?:4\.0Ultra|generalv3\.5)$/.test(model) ? 'json_object' : 'none'),
    demands: [noSystemRole(small, 'param error: this model does not support the system role')],
    breaksOffWith: errorRow('content-filter', 200, '10014', 'AppOutputAuditError:output content is not compliant'),
    errorInStream: 'frame',
  }),
  errors: [
    errorRow('auth', 401, '', 'invalid user', { form: 'openai' }),
    errorRow('auth', 200, '10016', 'AppIdAuthError'),
    errorRow('auth', 200, '11200', 'AppIdNoAuthError:licc failed'),
    errorRow('rate-limit', 200, '10007', 'UserBusy:the previous request is still running'),
    errorRow('rate-limit', 200, '11202', 'QpsOverLimitError'),
    errorRow('rate-limit', 200, '11203', 'ConcOverLimitError'),
    errorRow('overloaded', 200, '10008', 'ServiceOverCapacityError'),
    errorRow('overloaded', 200, '10110', 'EngineBusyError'),
    errorRow('content-filter', 200, '10013', 'AppInputAuditError:input content is not compliant'),
    errorRow('content-filter', 200, '10014', 'AppOutputAuditError:output content is not compliant'),
    errorRow('content-filter', 200, '10019', 'the conversation tends to be not compliant'),
    errorRow('content-filter', 200, '10021', 'the input is suspected to be not compliant'),
    errorRow('permission', 200, '10015', 'AppIdBlacklistError'),
    errorRow('bad-request', 200, '10163', 'param validate error'),
    errorRow('context-length', 200, '10907', 'the tokens of the text are over the limit'),
    errorRow('quota', 200, '11201', 'DailyFlowOverLimitError'),
  ],
  errorReply: (error, call) => {
    const message = `${messageOf(error, call)} (sid: ${call.requestId})`
    if (error.form === 'openai') return reply(error, { error: { message, type: 'api_error', param: null, code: null } })
    return reply(error, { code: Number(error.code), message, sid: call.requestId })
  },
})
