import { KaiwuError } from './kaiwu-error.ts'

const addresses =
  /https?:\/\/\S+|\[[0-9a-f:]+\](?::\d+)?|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?|(?<=ENOTFOUND |EAI_AGAIN )\S+|\blocalhost:\d+/gi

/**
 * The same error for people who only ask questions: where a model service is, they are not told; its name says enough.
 * @example
 * withoutAddress(new KaiwuError('MODEL_UNREACHABLE', { url: 'http://10.0.0.8/v1', model: 'vllm/qwen3', reason: 'connect ECONNREFUSED 10.0.0.8:80' }))
 * // The model service vllm/qwen3 cannot be reached: connect ECONNREFUSED …
 */
export function withoutAddress(error: KaiwuError): KaiwuError {
  const { url, model, reason } = error.details
  if (url === undefined) return error
  const details = { ...error.details, url: model ?? '…' }
  const told = typeof reason === 'string' ? { ...details, reason: reason.replace(addresses, '…') } : details
  return new KaiwuError(error.code, told, { cause: error })
}
