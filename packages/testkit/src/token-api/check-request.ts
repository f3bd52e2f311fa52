import type { IncomingHttpHeaders } from 'node:http'
import { inner } from '../vendors/demand.ts'
import { errorRow } from '../vendors/error-forms.ts'
import type { ChatForm, EmbeddingForm, RerankForm, VendorCall, VendorError, VendorForm } from '../vendors/vendor-form.ts'
import { rerankAsked } from './play-rerank.ts'
import { vendorError } from './play-refusal.ts'
import { textsOf } from './play-vectors.ts'

/** The key a request brings, in the vendor's way. */
export function keyOf({ auth }: VendorForm, headers: IncomingHttpHeaders): string {
  const own = headers['api-key']
  if (auth === 'api-key') return typeof own === 'string' ? own : ''
  return /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
}

/** What the vendor has against a chat request. */
export function chatRefusal(form: VendorForm, chat: ChatForm, call: VendorCall): VendorError | undefined {
  const type = inner(call.body, 'response_format', 'type')
  const knows = chat.structuredOutput(call.model)
  const unknown = (type === 'json_schema' && knows !== 'json_schema') || (type === 'json_object' && knows === 'none')
  const said = unknown
    ? `This response_format type is unavailable now: ${String(type)}`
    : chat.demands.map((demand) => demand.refuses(call)).find((text) => text !== undefined)
  return said === undefined ? undefined : badRequest(form, said)
}

/** What the vendor has against an embeddings request. */
export function embeddingsRefusal(form: VendorForm, embeddings: EmbeddingForm, call: VendorCall): VendorError | undefined {
  const texts = textsOf(embeddings, call.body)
  const max = embeddings.maxBatch(call.model)
  if (texts.length > max) return embeddings.batchError(call, texts.length, max)
  if (texts.length === 0 || texts.some((text) => text === '')) return badRequest(form, `'${embeddings.input}' must not be empty`)
  return call.body['encoding_format'] === 'base64' && embeddings.base64 === 'refused'
    ? badRequest(form, "encoding_format 'base64' is not supported")
    : undefined
}

/** What the vendor has against a rerank request. */
export function rerankRefusal(form: VendorForm, rerank: RerankForm, call: VendorCall): VendorError | undefined {
  const { query, texts } = rerankAsked(rerank, call.body)
  if (query === '' || texts.length === 0) return badRequest(form, 'query and documents must not be empty')
  return texts.length > rerank.maxTexts
    ? badRequest(form, `at most ${rerank.maxTexts} documents, not ${texts.length}`)
    : undefined
}

function badRequest(form: VendorForm, message: string): VendorError {
  const usual = vendorError(form, 'bad-request')
  return errorRow('bad-request', usual.status, usual.code, message, usual.form ? { form: usual.form } : {})
}
