import type { CaseInfo } from './case-contract.ts'
import { type CallOptions, send, solutionPath } from './request.ts'
import { uploadForm } from './upload-form.ts'

/** A case with the tag of what was shown of it. */
export type TaggedCase = Readonly<{ value: CaseInfo; tag: string }>

/**
 * Reads a case; undefined when it is as the tag says, so that looking again is not recorded as reading again.
 * @throws RequestProblem
 */
export async function readCase(
  solution: string,
  id: string,
  known: string | undefined,
  options: CallOptions,
): Promise<TaggedCase | undefined> {
  const headers = { Accept: 'application/json', ...(known === undefined ? {} : { 'If-None-Match': known }) }
  const response = await send(solutionPath(solution, 'cases', id), { headers, cache: 'no-store' }, options)
  return response.status === 304 ? undefined : tagged(response)
}

/** What binds a decision: the tag of what was shown, and a key that makes a request sent twice one. */
export type Binding = Readonly<{ key: string; tag?: string }>

/**
 * Changes a case, or starts one. `at` is what stands behind `cases` in the address.
 * @throws RequestProblem
 */
export async function sendCase(
  solution: string,
  at: readonly string[],
  body: unknown,
  binding: Binding | undefined,
  options: CallOptions,
): Promise<TaggedCase> {
  const headers = {
    Accept: 'application/json',
    'Content-Type': 'application/json',
    ...(binding === undefined ? {} : { 'Idempotency-Key': binding.key }),
    ...(binding?.tag === undefined ? {} : { 'If-Match': binding.tag }),
  }
  const path = solutionPath(solution, 'cases', ...at)
  return tagged(await send(path, { method: 'POST', headers, body: JSON.stringify(body) }, options))
}

/** Adds a file to a field of a case. @returns the case with it @throws RequestProblem */
export async function attachFile(
  solution: string,
  at: Readonly<{ id: string; field: string; file: File }>,
  onProgress: (share: number) => void,
  options: CallOptions,
): Promise<TaggedCase> {
  const form = new FormData()
  form.append('field', at.field)
  form.append('file', at.file, at.file.name)
  const path = solutionPath(solution, 'cases', at.id, 'files')
  const { case: value } = await uploadForm<Readonly<{ case: CaseInfo }>>(path, form, onProgress, options)
  return { value, tag: `"${value.shown}"` }
}

/** A key of one's own for a request. Browsers give `randomUUID` to pages behind HTTPS alone. */
export function requestKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function tagged(response: Response): Promise<TaggedCase> {
  const body = (await response.json()) as Readonly<{ case: CaseInfo }>
  return { value: body.case, tag: response.headers.get('ETag') ?? '' }
}
