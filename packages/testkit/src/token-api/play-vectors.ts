import type { EmbeddingForm, VendorCall, WireBody } from '../vendors/vendor-form.ts'
import type { TokenFault } from './token-fault.ts'
import type { TokenScript } from './token-script.ts'

/** The texts of a request, as the vendor names them. */
export function textsOf(form: EmbeddingForm, body: WireBody): readonly string[] {
  const given = body[form.input]
  return Array.isArray(given) ? given.map(String) : [typeof given === 'string' ? given : '']
}

/** A vector of length 1 that depends on nothing but the text: texts that share characters point the same way. */
export function vectorOf(text: string, dimension: number): readonly number[] {
  const vector = Array.from<number>({ length: dimension }).fill(0)
  for (const character of text) {
    const place = ((character.codePointAt(0) ?? 0) * 2_654_435_761) % dimension
    vector[place] = (vector[place] ?? 0) + 1
  }
  if (text === '') vector[0] = 1
  const length = Math.hypot(...vector)
  // Numbers that a float of 32 bits holds exactly, so that both encodings carry the same ones.
  return vector.map((value) => Math.fround(value / length))
}

/** The body of an embeddings answer, with the fault it is to have. */
export function embeddingsBody(
  form: EmbeddingForm,
  call: VendorCall,
  script: TokenScript,
  fault: TokenFault | undefined,
): WireBody {
  const texts = textsOf(form, call.body)
  const wanted = Number(call.body['dimensions'] ?? script.dimension ?? form.dimension(call.model))
  const embed = script.embed ?? ((text: string, _index: number, dimension: number) => vectorOf(text, dimension))
  const vectors = texts.map((text, index) => embed(text, index, wanted))
  const tokens = script.usage === undefined ? texts.join('').length : (script.usage?.promptTokens ?? 0)
  const asText = fault === 'base64-vectors' || (call.body['encoding_format'] === 'base64' && form.base64 === 'honoured')
  const sent = spoiled(fault, vectors).map((vector) => (asText ? base64(vector) : vector))
  const body = form.reply(call, sent, tokens)
  const without = script.usage === null ? Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'usage')) : body
  return withOrder(fault, without)
}

function base64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64')
}

function spoiled(fault: TokenFault | undefined, vectors: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const last = vectors.length - 1
  const change = (edit: (vector: readonly number[]) => readonly unknown[]): readonly (readonly number[])[] =>
    vectors.map((vector, index) => (index === last ? (edit(vector) as readonly number[]) : vector))
  if (fault === 'fewer-vectors') return vectors.slice(0, -1)
  if (fault === 'other-dimension') return change((vector) => vector.slice(0, -1))
  // JSON has no NaN: services write null in its place, or the word.
  if (fault === 'nan-vector') return change((vector) => [null, ...vector.slice(1)])
  if (fault === 'word-vector') return change((vector) => ['NaN', ...vector.slice(1)])
  if (fault === 'zero-vector') return change((vector) => vector.map(() => 0))
  return vectors
}

function withOrder(fault: TokenFault | undefined, body: WireBody): WireBody {
  const data = body['data']
  if (!Array.isArray(data)) return body
  if (fault === 'other-order') return { ...body, data: data.toReversed() }
  if (fault === 'repeated-index') return { ...body, data: (data as readonly WireBody[]).map((one) => ({ ...one, index: 0 })) }
  return body
}
