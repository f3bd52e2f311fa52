import { azureOpenai } from './azure-openai.ts'
import { dashscope } from './dashscope.ts'
import { deepseek } from './deepseek.ts'
import { huaweiMaas } from './huawei-maas.ts'
import { llamacpp } from './llamacpp.ts'
import { lmstudio } from './lmstudio.ts'
import { minimax } from './minimax.ts'
import { moonshot } from './moonshot.ts'
import { ollama } from './ollama.ts'
import { openaiCompatible } from './openai-compatible.ts'
import { openai } from './openai.ts'
import { openrouter } from './openrouter.ts'
import { qianfan } from './qianfan.ts'
import { siliconflow } from './siliconflow.ts'
import { spark } from './spark.ts'
import { tei } from './tei.ts'
import { tencent } from './tencent.ts'
import type { VendorForm } from './vendor-form.ts'
import { vllm } from './vllm.ts'
import { volcengine } from './volcengine.ts'
import { xinference } from './xinference.ts'
import { zhipu } from './zhipu.ts'

const forms = {
  openai,
  'azure-openai': azureOpenai,
  deepseek,
  dashscope,
  qianfan,
  spark,
  'huawei-maas': huaweiMaas,
  tencent,
  zhipu,
  moonshot,
  volcengine,
  minimax,
  siliconflow,
  openrouter,
  ollama,
  vllm,
  llamacpp,
  lmstudio,
  tei,
  xinference,
  'openai-compatible': openaiCompatible,
} as const

/** Id of a vendor whose form the testkit knows. */
export type VendorId = keyof typeof forms

/** Every vendor's form by its id. */
export const vendorForms: Readonly<Record<VendorId, VendorForm>> = Object.freeze(forms)
