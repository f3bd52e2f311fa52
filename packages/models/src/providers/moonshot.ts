import { keyOfOneSite, noEmbeddings } from '../provider/known-limits.ts'
import { defineProvider } from '../provider/provider.ts'
import { moonshotModels } from './moonshot-models.ts'

/** Moonshot Kimi. */
export const moonshot = defineProvider({
  id: 'moonshot',
  name: { zh: '月之暗面（Kimi）', en: 'Moonshot (Kimi)' },
  baseUrl: 'https://api.moonshot.cn/v1',
  otherBaseUrls: [{ url: 'https://api.moonshot.ai/v1', for: 'international site' }],
  auth: 'bearer',
  keyEnv: 'MOONSHOT_API_KEY',
  chat: {
    quirks: ['max-completion-tokens', 'plain-tool-schemas', 'usage-in-choice', 'cached-tokens-elsewhere'],
    thinkingSwitch: 'thinking-type',
    structuredOutput: 'json_object',
  },
  models: moonshotModels,
  families: [
    ...['kimi-k2.*', 'kimi-k3*'].map((match) => ({
      match,
      thinking: 'switchable' as const,
      replay: 'always' as const,
      quirks: ['replay-reasoning', 'fixed-sampling', 'no-forced-tool-when-thinking'] as const,
    })),
    { match: 'kimi-k3*', thinking: 'always', thinkingSwitch: 'reasoning-effort', efforts: ['low', 'high', 'max'] },
  ],
  errors: [
    { status: 400, code: 'content_filter', kind: 'content-filter' },
    { status: 400, code: 'invalid_request_error', kind: 'bad-request', meaning: 'incl. token limit' },
    { status: 401, code: 'invalid_authentication_error', kind: 'auth' },
    { status: 403, code: 'permission_denied_error', kind: 'permission' },
    { status: 429, code: 'exceeded_current_quota_error', kind: 'quota', meaning: 'balance' },
    { status: 429, code: 'rate_limit_reached_error', kind: 'rate-limit' },
    { status: 429, code: 'engine_overloaded_error', kind: 'overloaded' },
  ],
  limits: [
    keyOfOneSite,
    {
      zh: '限流按请求的最大长度（max_completion_tokens）计：把 maxTokens 设小些',
      en: 'Its rate limit counts the longest answer asked for, not the one given: keep maxTokens small',
    },
    {
      zh: 'K3 不能关闭思考；reasoning_effort 只认 low、high、max，其他档位取最接近的',
      en: 'K3 cannot be kept from thinking; its reasoning_effort knows low, high and max, others become the nearest',
    },
    {
      zh: '工具的 schema 只支持 MFJS 子集：$schema、title 会去掉，其他超出子集的写法会被拒绝',
      en: 'Tool schemas must keep to the MFJS subset: $schema and title are taken out, whatever else is beyond it is refused',
    },
    {
      zh: '强制调用工具在思考时不可用（凭记忆，按不可用处理）',
      en: 'Forced tools are taken to be refused while it thinks (from memory)',
    },
    noEmbeddings,
  ],
  sources: [
    'langgenius/dify-official-plugins @7af2283 (2026-08-21)',
    '@pydantic/genai-prices 0.1.8 (npm, 2026-09-23)',
    'lobehub/lobehub packages/model-bank @143fbcf (2026): cached rates',
    'platform.moonshot.cn',
  ],
  asOf: '2026-11-22',
})
