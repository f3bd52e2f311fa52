import type { IncomingHttpHeaders } from 'node:http'

/** The body of a chat completion request, as far as tests look at it. */
export type ChatBody = Readonly<{
  model: string
  messages: readonly Readonly<{ role: string; content: string }>[]
  stream?: boolean
  stream_options?: Readonly<{ include_usage?: boolean }>
  max_tokens?: number
  temperature?: number
}>

/** One request as the fake model server saw it. `body` is an empty object when none was sent. */
export type ModelRequest = Readonly<{ method: string; path: string; headers: IncomingHttpHeaders; body: ChatBody }>
