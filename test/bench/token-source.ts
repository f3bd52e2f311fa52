/**
 * A token API for measuring: plays `tokens` pieces in DeepSeek's form, as fast as they are taken, or one whole completion.
 * Run as a process of its own, so that what it costs is not counted. Prints its port.
 */
import { createServer } from 'node:http'

const piece = (index: number): string =>
  `data: {"id":"8b3a61f0-5c3e-4d5c-9a35-9a4f0b1e7c21","object":"chat.completion.chunk","created":1763800000,"model":"deepseek-flash","system_fingerprint":"fp_1a2b3c4d5e","choices":[{"index":0,"delta":{"content":"${'检修'}${index % 10}"},"logprobs":null,"finish_reason":null}]}\n\n`
const usage = (tokens: number): string =>
  `"usage":{"prompt_tokens":1000,"completion_tokens":${tokens},"total_tokens":${1000 + tokens},"prompt_tokens_details":{"cached_tokens":0}}`
const pieces = Array.from({ length: 10 }, (_, index) => piece(index))

const server = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (part: string) => (body += part))
  request.on('end', () => {
    const { stream, max_tokens: asked = 100 } = JSON.parse(body) as { stream?: boolean; max_tokens?: number }
    if (!stream) {
      response.writeHead(200, { 'content-type': 'application/json' })
      return response.end(
        `{"id":"c-1","object":"chat.completion","created":1,"model":"deepseek-flash","choices":[{"index":0,"message":{"role":"assistant","content":"按规程停机检查。"},"finish_reason":"stop"}],${usage(8)}}`,
      )
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    let sent = 0
    const more = (): void => {
      while (sent < asked) if (!response.write(pieces[sent++ % 10]!)) return void response.once('drain', more)
      response.end(
        `data: {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"deepseek-flash","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}],${usage(asked)}}\n\ndata: [DONE]\n\n`,
      )
    }
    more()
  })
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port))
