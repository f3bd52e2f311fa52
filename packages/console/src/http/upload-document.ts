import type { DocumentInfo } from './contract.ts'
import { ownProblem, problemFrom, RequestProblem } from './request-problem.ts'
import { apiUrl, type CallOptions, readJson, solutionPath } from './request.ts'

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
 * Uploads one file. Uses XMLHttpRequest because fetch reports no progress of what is sent.
 * @throws RequestProblem
 */
export function uploadDocument(upload: Upload, { language }: CallOptions): Promise<DocumentInfo> {
  const { promise, resolve, reject } = pending<DocumentInfo>()
  const request = new XMLHttpRequest()
  request.open('POST', apiUrl(solutionPath(upload.solution, 'documents')))
  request.setRequestHeader('Accept-Language', language)
  request.upload.addEventListener('progress', (event) => {
    if (event.lengthComputable) upload.onProgress(event.loaded / event.total)
  })
  request.addEventListener('error', () => reject(new RequestProblem(ownProblem('unreachable'))))
  request.addEventListener('load', () => {
    const body = readJson(request.responseText)
    if (request.status === 201) resolve((body as Readonly<{ document: DocumentInfo }>).document)
    else reject(new RequestProblem(problemFrom(request.status, body)))
  })
  const form = new FormData()
  // The field before the file: a server that reads the form as it comes then knows where the file belongs.
  form.append('knowledge', upload.knowledge)
  if (upload.password !== undefined) form.append('password', upload.password)
  form.append('file', upload.file, upload.file.name)
  request.send(form)
  return promise
}

type Pending<T> = Readonly<{ promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void }>

// Promise.withResolvers is missing in browsers this page still serves.
function pending<T>(): Pending<T> {
  let settle: Omit<Pending<T>, 'promise'> = { resolve: () => undefined, reject: () => undefined }
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject }
  })
  return { promise, ...settle }
}
