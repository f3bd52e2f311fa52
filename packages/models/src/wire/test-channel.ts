import { onTestFinished } from 'vitest'
import type { ModelFacts, Provider } from '../provider/provider.ts'
import { defaultPolicy, type Timeouts } from '../routing/call-policy.ts'
import type { Channel } from './channel.ts'
import type { Http } from './http.ts'
import { openHttp } from './open-http.ts'

/** The key of the test channels: it may be seen nowhere but in the request's header. */
export const key = 'sk-test-4f9c1b7e2d'

const plain: Provider = {
  id: 'openai-compatible',
  name: { zh: '测试', en: 'test' },
  baseUrl: '',
  auth: 'bearer',
  chat: {
    quirks: [],
    structuredOutput: 'json_schema',
    finishReasons: { insufficient_system_resource: 'cut-off', sensitive: 'filtered' },
  },
  models: {},
  errors: [],
  limits: [],
  sources: ['test'],
  asOf: '2026-11-22',
}

/** A channel to a test server. */
export function testChannel(
  baseUrl: string,
  more: Readonly<{
    model?: string
    facts?: ModelFacts
    provider?: Partial<Provider>
    timeouts?: Partial<Timeouts>
    maxTokens?: number
  }> = {},
): Channel {
  const { model = 'deepseek-chat', facts = {}, provider = {}, timeouts = {}, maxTokens } = more
  return Object.freeze({
    ref: `openai-compatible/${model}`,
    provider: { ...plain, ...provider },
    model,
    facts: { structuredOutput: 'json_schema' as const, ...facts },
    baseUrl,
    keyEnv: 'TEST_KEY',
    key: () => key,
    policy: {
      ...defaultPolicy,
      timeouts: { connectMs: 1000, firstTokenMs: 1500, idleMs: 1000, totalMs: 3000, ...timeouts },
    },
    internal: true,
    ...(maxTokens === undefined ? {} : { maxTokens }),
  })
}

/** A door to the network for one test. */
export function testHttp(): Http {
  const http = openHttp()
  onTestFinished(() => http.close())
  return http
}
