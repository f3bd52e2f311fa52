import { KaiwuError, type Language } from '@kaiwu/core'
import type { Request, Response } from 'express'
import multer from 'multer'
import { sizeText } from './size-text.ts'

/** A file of a form: its name, of which only the last part is left, and its content. */
export type FormFile = Readonly<{ name: string; bytes: Uint8Array }>

/** What may be read off the wire, and in which language it is refused. */
export type ReadFormOptions = Readonly<{ maxFileBytes: number; language: Language }>

const longestName = 200

/**
 * Reads a `multipart/form-data` body with one field `file` and a few short text fields, in memory: nothing is written to disk
 * under a name that a caller chose.
 * @returns the fields by name; a {@link FormFile} under `file` when one was sent
 * @throws MEDIA_TYPE_UNSUPPORTED, FILE_TOO_LARGE, REQUEST_INVALID, CANCELLED
 */
export async function readForm(
  request: Request,
  response: Response,
  options: ReadFormOptions,
): Promise<Readonly<Record<string, unknown>>> {
  if (request.is('multipart/form-data') === false)
    throw new KaiwuError('MEDIA_TYPE_UNSUPPORTED', { expected: 'multipart/form-data' })
  const read = multer({
    storage: multer.memoryStorage(),
    limits: {
      files: 1,
      fields: 4,
      parts: 6,
      fileSize: options.maxFileBytes,
      fieldSize: 1_000,
      fieldNameSize: 100,
      headerPairs: 20,
      fieldNestingDepth: 0,
    },
    defParamCharset: 'utf8',
  }).single('file')
  await new Promise<void>((resolve, reject) => {
    read(request, response, (error?: unknown) =>
      error === undefined || error === null ? resolve() : reject(refusal(error, request, options)),
    )
  })
  const { file } = request
  if (!file) return { ...(request.body as object) }
  return { ...(request.body as object), file: Object.freeze({ name: fileName(file.originalname), bytes: file.buffer }) }
}

/**
 * What is left of a name that a caller gave a file: its last part, without control and direction marks, with its extension.
 * @example
 * fileName('..\\..\\制度\u202E.md') // '制度.md'
 */
export function fileName(given: string): string {
  const last = given
    .split(/[/\\]/)
    .at(-1)!
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu, '')
    .normalize('NFC')
    .trim()
  if (last === '.' || last === '..') return ''
  const characters = [...last]
  if (characters.length <= longestName) return last
  const extension = /\.[^.]{1,10}$/.exec(last)?.[0] ?? ''
  return `${characters.slice(0, longestName - extension.length).join('')}${extension}`
}

function refusal(error: unknown, request: Request, { maxFileBytes, language }: ReadFormOptions): KaiwuError {
  if (request.destroyed && !request.complete) return new KaiwuError('CANCELLED', {}, { cause: error })
  if (error instanceof multer.MulterError && error.code === 'LIMIT_FILE_SIZE') {
    const { filename } = error as { filename?: string }
    return new KaiwuError(
      'FILE_TOO_LARGE',
      { name: fileName(filename ?? '') || 'file', limit: sizeText(maxFileBytes) },
      { cause: error },
    )
  }
  // What remains are forms with too many or misnamed parts, and bodies that are no form at all.
  const part = error instanceof multer.MulterError && error.field !== undefined ? ` "${error.field.slice(0, 40)}"` : ''
  const reason =
    language === 'zh'
      ? `表单有误${part}；应有一个 file，此外只能有这个接口的字段`
      : `the form is not right${part}; it takes one file, and beside it the fields of this route alone`
  return new KaiwuError('REQUEST_INVALID', { reason }, { cause: error })
}
