import type { DocumentInfo } from './contract.ts'
import { type CallOptions, solutionPath } from './request.ts'
import { uploadForm } from './upload-form.ts'

/** The endings of files the server reads, for the file dialog and for the hint beside it. */
export const acceptedEndings: readonly string[] = Object.freeze([
  '.pdf',
  '.docx',
  '.doc',
  '.wps',
  '.xlsx',
  '.xls',
  '.et',
  '.csv',
  '.pptx',
  '.md',
  '.txt',
  '.html',
  '.eml',
  '.epub',
])

/** A file on its way into a knowledge. `onProgress` gets the share of bytes sent, 0 to 1; at 1 the server is reading it. */
export type Upload = Readonly<{
  solution: string
  knowledge: string
  file: File
  /** Of a locked file. */
  password?: string
  onProgress: (share: number) => void
}>

/**
 * Uploads one file into a knowledge.
 * @throws RequestProblem
 */
export async function uploadDocument(upload: Upload, options: CallOptions): Promise<DocumentInfo> {
  const form = new FormData()
  // The field before the file: a server that reads the form as it comes then knows where the file belongs.
  form.append('knowledge', upload.knowledge)
  if (upload.password !== undefined) form.append('password', upload.password)
  form.append('file', upload.file, upload.file.name)
  const path = solutionPath(upload.solution, 'documents')
  const { document } = await uploadForm<Readonly<{ document: DocumentInfo }>>(path, form, upload.onProgress, options)
  return document
}
