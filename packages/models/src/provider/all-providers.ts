import { azureOpenai } from '../providers/azure-openai.ts'
import { dashscope } from '../providers/dashscope.ts'
import { deepseek } from '../providers/deepseek.ts'
import { huaweiMaas } from '../providers/huawei-maas.ts'
import { llamacpp } from '../providers/llamacpp.ts'
import { lmstudio } from '../providers/lmstudio.ts'
import { minimax } from '../providers/minimax.ts'
import { moonshot } from '../providers/moonshot.ts'
import { ollama } from '../providers/ollama.ts'
import { openaiCompatible } from '../providers/openai-compatible.ts'
import { openai } from '../providers/openai.ts'
import { openrouter } from '../providers/openrouter.ts'
import { qianfan } from '../providers/qianfan.ts'
import { siliconflow } from '../providers/siliconflow.ts'
import { spark } from '../providers/spark.ts'
import { tei } from '../providers/tei.ts'
import { tencent } from '../providers/tencent.ts'
import { vllm } from '../providers/vllm.ts'
import { volcengine } from '../providers/volcengine.ts'
import { xinference } from '../providers/xinference.ts'
import { zhipu } from '../providers/zhipu.ts'
import type { Provider } from './provider.ts'

/** Every known provider: Chinese vendors, international ones, services of one's own, and whatever else speaks OpenAI's form. */
export const allProviders: readonly Provider[] = Object.freeze([
  deepseek,
  dashscope,
  qianfan,
  spark,
  huaweiMaas,
  tencent,
  zhipu,
  moonshot,
  volcengine,
  minimax,
  siliconflow,
  openai,
  azureOpenai,
  openrouter,
  ollama,
  vllm,
  llamacpp,
  lmstudio,
  tei,
  xinference,
  openaiCompatible,
])

const byId: ReadonlyMap<string, Provider> = new Map(allProviders.map((provider) => [provider.id, provider]))

/**
 * The known provider of an id.
 * @example
 * providerById('deepseek')?.baseUrl // 'https://api.deepseek.com'
 */
export function providerById(id: string): Provider | undefined {
  return byId.get(id)
}
