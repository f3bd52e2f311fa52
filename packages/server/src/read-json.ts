import { KaiwuError, type Language } from '@kaiwu/core'
import express, { type Request, type Response } from 'express'
import { sizeText } from './size-text.ts'

/** Deeper than this no request of ours goes; recursive code behind it could run out of stack. */
const deepest = 64

/** What is read off the wire, and how it is refused. */
export type ReadJsonOptions = Readonly<{ maxBytes: number; language: Language }>

/**
 * Reads a request's JSON body: UTF-8, not compressed, not deeper than 64. A body that an outer Express app has parsed already
 * is taken as it is.
 * @returns `undefined` for an empty body
 * @throws MEDIA_TYPE_UNSUPPORTED, REQUEST_TOO_LARGE, REQUEST_NOT_JSON, CANCELLED
 */
export async function readJson(request: Request, response: Response, { maxBytes, language }: ReadJsonOptions): Promise<unknown> {
  const type = request.get('content-type')
  if (type !== undefined && !isUtf8Json(type)) throw new KaiwuError('MEDIA_TYPE_UNSUPPORTED', { expected: 'application/json' })
  await readRaw(request, response, maxBytes)
  const body: unknown = request.body
  const say = (zh: string, en: string): KaiwuError => new KaiwuError('REQUEST_NOT_JSON', { reason: language === 'zh' ? zh : en })
  const value = Buffer.isBuffer(body) ? parse(body, say) : body
  if (value !== undefined && type === undefined) throw new KaiwuError('MEDIA_TYPE_UNSUPPORTED', { expected: 'application/json' })
  if (isDeeper(value, deepest)) throw say(`嵌套超过 ${deepest} 层`, `nested deeper than ${deepest}`)
  return value
}

function isUtf8Json(type: string): boolean {
  const [media = '', ...parameters] = type
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  return (
    media === 'application/json' && parameters.every((one) => !one.startsWith('charset=') || /^charset="?utf-?8"?$/.test(one))
  )
}

async function readRaw(request: Request, response: Response, limit: number): Promise<void> {
  const read = express.raw({ type: () => true, limit, inflate: false })
  await new Promise<void>((resolve, reject) => {
    read(request, response, (error?: unknown) =>
      error === undefined || error === null ? resolve() : reject(refusal(error, limit)),
    )
  })
}

function refusal(error: unknown, limit: number): unknown {
  const { type } = error as { type?: unknown }
  if (type === 'entity.too.large') return new KaiwuError('REQUEST_TOO_LARGE', { limit: sizeText(limit) })
  if (type === 'encoding.unsupported')
    return new KaiwuError('MEDIA_TYPE_UNSUPPORTED', { expected: 'application/json, Content-Encoding: identity' })
  if (type === 'request.aborted' || type === 'request.size.invalid') return new KaiwuError('CANCELLED', {}, { cause: error })
  return error
}

function parse(body: Buffer, say: (zh: string, en: string) => KaiwuError): unknown {
  if (body.length === 0) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) {
      // The rest of V8's message repeats the body, which is not to get into logs.
      const at = /at position (\d+)/.exec(error.message)?.[1]
      throw at === undefined
        ? say('格式有误', 'it is not well-formed')
        : say(`第 ${at} 个字符处格式有误`, `it is not well-formed at character ${at}`)
    }
    throw say('不是 UTF-8 编码', 'it is not UTF-8')
  }
}

function isDeeper(value: unknown, limit: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one).filter((child) => typeof child === 'object') : [],
    )
  }
  return false
}
