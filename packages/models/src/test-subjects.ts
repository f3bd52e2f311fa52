import {
  gatewayForms,
  vendorForms,
  type Address,
  type ChatSubject,
  type EmbeddingSubject,
  type RerankSubject,
  type VendorId,
} from '@kaiwu/testkit'
import { channelEmbedder } from './embedding/channel-embedder.ts'
import type { ModelConfig } from './model-config.ts'
import { noSettings } from './model-settings.ts'
import { allProviders } from './provider/all-providers.ts'
import { openChannel } from './provider/open-channel.ts'
import type { Provider } from './provider/provider.ts'
import type { QuirkName } from './quirks/quirk-names.ts'
import { channelReranker } from './rerank/channel-reranker.ts'
import { channelChatModel } from './wire/channel-chat-model.ts'
import type { Channel } from './wire/channel.ts'
import { openHttp } from './wire/open-http.ts'

/** One door for all subjects: connections are kept from case to case, as in life, and from file to file of a worker, whose end closes it. */
const http = openHttp()

/** The models that stand for a provider: one of each way it has of thinking and of being asked. */
export const standFor: Readonly<Record<string, readonly string[]>> = {
  openai: ['gpt-4.1', 'gpt-6-luna'],
  'azure-openai': ['my-deployment'],
  dashscope: ['qwen3.7-plus', 'qwen-max', 'qwq-plus'],
  qianfan: ['ernie-5.1', 'ernie-4.5-turbo-32k'],
  spark: ['4.0Ultra', 'lite', 'spark-x'],
  moonshot: ['kimi-k2.6', 'moonshot-v1-32k'],
  tencent: ['hy3', 'hunyuan-turbos-latest'],
}

const generic = ['a-model']

/** A chat model that is tried, and the reference it is opened by. */
export type ChannelSubject = ChatSubject & Readonly<{ ref: string }>

/** Every chat model that is tried against its vendor's form. @param without a quirk that is left out */
export function chatSubjects(without?: QuirkName): readonly ChannelSubject[] {
  const vendors = allProviders
    .filter(({ chat, id }) => chat && id in vendorForms)
    .flatMap((provider) => modelsOf(provider).map((model) => chatSubject(provider.id as VendorId, provider.id, model, without)))
  const gateways = Object.values(gatewayForms).map((form) => chatSubject(form, 'openai-compatible', 'a-model', without))
  return [...vendors, ...gateways]
}

function modelsOf({ id, models }: Provider): readonly string[] {
  const known = Object.keys(models)[0]
  return standFor[id] ?? (known ? [known] : generic)
}

function chatSubject(
  vendor: ChatSubject['vendor'],
  provider: string,
  model: string,
  without: QuirkName | undefined,
): ChannelSubject {
  const ref = `${provider}/${model}`
  const { facts } = channelAt(ref, 'http://127.0.0.1:9', 'k')
  return {
    ref,
    name: typeof vendor === 'string' ? ref : `${vendor.id} as ${provider}`,
    vendor,
    model,
    capabilities: {
      tools: facts.tools ?? true,
      structuredOutput: facts.structuredOutput ?? 'none',
      thinking: facts.thinking ?? 'never',
    },
    open: ({ url, key }: Address) => channelChatModel(withoutQuirk(channelAt(ref, url, key), without), http),
  }
}

function channelAt(ref: string, baseUrl: string, key: string): Channel {
  const config: ModelConfig = {
    ref,
    baseUrl,
    keyEnv: 'TEST_KEY',
    firstTokenTimeoutMs: 3_000,
    idleTimeoutMs: 2_000,
    totalTimeoutMs: 8_000,
  }
  return openChannel(ref, { settings: noSettings, environment: { TEST_KEY: key }, config })
}

function withoutQuirk(channel: Channel, without: QuirkName | undefined): Channel {
  if (without === undefined) return channel
  const quirks = (channel.facts.quirks ?? []).filter((one) => one !== without)
  return { ...channel, facts: { ...channel.facts, quirks } }
}

/** Whether the channel of a subject has a quirk. */
export function providerHas({ ref }: ChannelSubject, quirk: QuirkName): boolean {
  const { facts } = channelAt(ref, 'http://127.0.0.1:9', 'k')
  return facts.quirks?.includes(quirk) === true
}

/** Every provider of vectors, by its first model. */
export function embeddingSubjects(): readonly EmbeddingSubject[] {
  return allProviders
    .filter(({ embeddings, id }) => embeddings && vendorForms[id as VendorId]?.embeddings)
    .map(({ id, embeddings }) => {
      const model = Object.keys(embeddings?.models ?? {})[0] ?? 'a-model'
      const { dimension, queryPrefix, maxBatch = embeddings?.maxBatch } = embeddings?.models[model] ?? {}
      return {
        name: `${id}/${model}`,
        vendor: id as VendorId,
        model,
        ...(queryPrefix ? { queryPrefix } : {}),
        ...(dimension ? { dimension } : {}),
        ...(maxBatch ? { maxBatch } : {}),
        open: ({ url, key }) => channelEmbedder(channelAt(`${id}/${model}`, url, key), http, {}),
      }
    })
}

/** Every provider that reranks, by its first model. */
export function rerankSubjects(): readonly RerankSubject[] {
  return allProviders
    .filter(({ rerank, id }) => rerank && vendorForms[id as VendorId]?.rerank)
    .map(({ id, rerank }) => {
      const model = Object.keys(rerank?.models ?? {})[0] ?? 'a-model'
      return {
        name: `${id}/${model}`,
        vendor: id as VendorId,
        model,
        open: ({ url, key }) => channelReranker(channelAt(`${id}/${model}`, url, key), http, {}),
      }
    })
}
