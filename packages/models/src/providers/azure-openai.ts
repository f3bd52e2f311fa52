import { defineProvider } from '../provider/provider.ts'

const read = { currency: 'USD', output: 0, asOf: '2026-07-02', source: 'anomalyco/models.dev @f3fc692' } as const

/** Azure OpenAI, its v1 surface. */
export const azureOpenai = defineProvider({
  id: 'azure-openai',
  name: { zh: 'Azure OpenAI', en: 'Azure OpenAI' },
  baseUrl: 'https://{resource}.openai.azure.com/openai/v1',
  auth: 'api-key',
  keyEnv: 'AZURE_OPENAI_API_KEY',
  otherKeyEnvs: ['AZURE_API_KEY'],
  chat: {
    quirks: ['json-word'],
    thinkingSwitch: 'reasoning-effort',
    structuredOutput: 'json_schema',
  },
  models: {},
  // A deployment is called as its owner likes: these are recognised when its name holds the model's.
  families: ['o1*', 'o3*', 'o4*', '*gpt-5*', '*gpt-6*'].map((match) => ({
    match,
    thinking: 'hidden',
    quirks: ['fixed-sampling', 'max-completion-tokens'],
  })),
  embeddings: {
    maxBatch: 256,
    models: {
      'text-embedding-3-small': { dimension: 1536, maxInputTokens: 8191, prices: [{ ...read, input: 0.02 }] },
      'text-embedding-3-large': { dimension: 3072, maxInputTokens: 8191, prices: [{ ...read, input: 0.13 }] },
    },
  },
  errors: [
    {
      status: 400,
      code: 'content_filter',
      kind: 'content-filter',
      meaning: 'ResponsibleAIPolicyViolation, see innererror.content_filter_result',
    },
    { status: 200, code: 'content_filter', kind: 'content-filter', meaning: 'output filtered, content empty or partial' },
    { status: 401, code: '401', kind: 'auth', meaning: 'bad key/endpoint' },
    { status: 404, code: 'DeploymentNotFound', kind: 'not-found', meaning: 'deployment' },
    { status: 429, code: '429', kind: 'rate-limit', meaning: 'TPM/RPM, Retry-After set' },
  ],
  limits: [
    {
      zh: '模型名是部署名；价格随所部署的模型和区域而定，须写在 models.yaml 里',
      en: 'A model is the name of a deployment; its price follows the model deployed and the region, so state it in models.yaml',
    },
    {
      zh: '推理型号按部署名识别（o1、o3、o4 开头，或含 gpt-5、gpt-6）；名字看不出来时在 models.yaml 里写 quirks',
      en: 'Models that think are told by the name of the deployment (o1, o3, o4, gpt-5, gpt-6); otherwise state their quirks in models.yaml',
    },
    {
      zh: '只支持 api-key，不支持 Entra ID；不走旧的 /deployments/…?api-version= 接口',
      en: 'Only api-key is sent, no Entra ID token; the older /deployments/…?api-version= surface is not spoken',
    },
    {
      zh: '一次向量请求合计最多 30 万 token、2048 段；这里每次最多发 256 段',
      en: 'A call for embeddings takes 300,000 tokens and 2048 texts in all; 256 texts are sent at most',
    },
  ],
  sources: [
    'anomalyco/models.dev @f3fc692 (2026-07-02)',
    'learn.microsoft.com/answers 5896505 (2026-05-20) on content_filter',
    'developersdigest.tech error pages',
    'the word "json" from memory',
  ],
  asOf: '2026-11-22',
})
