/**
 * A token API for measurements, in a process of its own: streams of 100 tokens a second each, a write for each token, with the
 * moment of writing in the text. Raw sockets, so that it costs little beside the gateway. Tells its port to its parent.
 */
import { createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

type Stream = { socket: Socket; left: number }

const tokens = Number(process.env['TOKENS'] ?? 400)
// A stream speaks once in so many ticks of a millisecond: 100 tokens a second.
const every = 10
const phases: Set<Stream>[] = Array.from({ length: every }, () => new Set())
let tick = 0

const before =
  'data: {"id":"5b1f0c52-8a3e-4c53-9f6f-2d8a9e1c7b40","object":"chat.completion.chunk","created":1795305600,"model":"bench-chat","system_fingerprint":"fp_8802369eaa_prod0820_fp8","choices":[{"index":0,"delta":'
const after = ',"logprobs":null,"finish_reason":null}]}\n\n'

function framed(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
}

/** Microseconds on the clock that all processes of a machine share. */
function now(): string {
  return String(process.hrtime.bigint() / 1000n).padStart(16, '0')
}

function token(): string {
  return framed(`${before}{"content":"@${now()} 轴承"}${after}`)
}

const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nx-request-id: up-1\r\n\r\n'
const finish = framed(`${before}{}${after.replace('"finish_reason":null', '"finish_reason":"stop"')}`)
const usage = framed(
  `data: {"id":"5b1f0c52-8a3e-4c53-9f6f-2d8a9e1c7b40","object":"chat.completion.chunk","created":1795305600,"model":"bench-chat","choices":[],"usage":{"prompt_tokens":20,"completion_tokens":${tokens},"total_tokens":${20 + tokens}}}\n\n`,
)
const end = `${finish}${usage}${framed('data: [DONE]\n\n')}0\r\n\r\n`

const server = createServer((socket) => {
  let asked = ''
  let stream: Stream | undefined
  socket.setNoDelay(true)
  socket.once('close', () => {
    for (const phase of phases) if (stream) phase.delete(stream)
  })
  socket.on('error', () => socket.destroy())
  socket.on('data', (data) => {
    asked += data.toString('latin1')
    const bodyAt = asked.indexOf('\r\n\r\n')
    const length = /content-length: *(\d+)/i.exec(asked)?.[1]
    if (bodyAt < 0 || asked.length < bodyAt + 4 + Number(length ?? 0)) return
    asked = ''
    stream = { socket, left: tokens }
    socket.write(`${head}${framed(`${before}{"role":"assistant","content":""}${after}`)}${token()}`)
    phases[tick % every]!.add(stream)
  })
})

setInterval(() => {
  // A timer that comes late makes up for what it missed.
  const due = Math.floor(performance.now())
  for (; tick < due; tick++) {
    const phase = phases[tick % every]!
    for (const stream of phase) {
      stream.left -= 1
      if (stream.left > 0) stream.socket.write(token())
      else {
        phase.delete(stream)
        stream.socket.write(end)
      }
    }
  }
}, 1)

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
