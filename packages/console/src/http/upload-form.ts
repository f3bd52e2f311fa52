import { ownProblem, problemFrom, RequestProblem } from './request-problem.ts'
import { apiUrl, type CallOptions, readJson } from './request.ts'
import { noticed } from './signed-out.ts'

/**
 * Sends a form with a file. Uses XMLHttpRequest because fetch reports no progress of what is sent.
 * @param onProgress gets the share of bytes sent, 0 to 1
 * @throws RequestProblem for every status but 201
 */
export function uploadForm<T>(
  path: string,
  form: FormData,
  onProgress: (share: number) => void,
  { language }: CallOptions,
): Promise<T> {
  const { promise, resolve, reject } = pending<T>()
  const request = new XMLHttpRequest()
  request.open('POST', apiUrl(path))
  request.setRequestHeader('Accept-Language', language)
  request.upload.addEventListener('progress', (event) => {
    if (event.lengthComputable) onProgress(event.loaded / event.total)
  })
  request.addEventListener('error', () => reject(new RequestProblem(ownProblem('unreachable'))))
  request.addEventListener('load', () => {
    const body = readJson(request.responseText)
    if (request.status === 201) resolve(body as T)
    else reject(new RequestProblem(noticed(problemFrom(request.status, body))))
  })
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
