/** One request to a token API. The body is JSON text. */
export type HttpRequest = Readonly<{
  method: 'POST' | 'GET'
  url: string
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body?: string
  connectTimeoutMs: number
  signal?: AbortSignal
}>

/** What came back. The body must be read to its end or cancelled. */
export type HttpResponse = Readonly<{
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: AsyncIterable<Uint8Array>
  /** Lets go of a body that is not wanted. */
  cancel(): void
}>

/**
 * The one door to the network. Follows no redirect: a prompt may not travel to an address that nobody configured.
 * Recording and replaying are doors around this door.
 */
export type Http = Readonly<{
  /** @throws MODEL_UNREACHABLE with the reason; whatever the signal was aborted with */
  send(request: HttpRequest): Promise<HttpResponse>
  close(): Promise<void>
}>
