/**
 * Clients for measurements, in a process of their own: each keeps its connection and asks for one stream after another. Told what
 * to do by its parent, tells how late each token was against the moment that stands in its text.
 */
import { connect } from 'node:net'

/** What the parent asks for. */
export type LoadOrder = Readonly<{
  port: number
  path: string
  headers: Readonly<Record<string, string>>
  body: string
  streams: number
  warmMs: number
  measureMs: number
}>

/** What came of it. Latencies in milliseconds. */
export type LoadResult = Readonly<{
  tokens: number
  answers: number
  failures: number
  p50: number
  p99: number
  firstP50: number
}>

const at = 64

function run(order: LoadOrder): void {
  const head = Object.entries({ ...order.headers, 'content-length': String(Buffer.byteLength(order.body)) })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const request = Buffer.from(`POST ${order.path} HTTP/1.1\r\nhost: 127.0.0.1:${order.port}\r\n${head}\r\n${order.body}`)
  const late: number[] = []
  const first: number[] = []
  let [answers, failures, measuring, over] = [0, 0, false, false]
  const open = (): void => {
    const socket = connect(order.port, '127.0.0.1')
    socket.setNoDelay(true)
    let askedAt = 0
    let waiting = true
    let tail = ''
    const ask = (): void => {
      askedAt = performance.now()
      waiting = true
      tail = ''
      socket.write(request)
    }
    socket.once('connect', ask)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (over) return
      failures += 1
      setTimeout(open, 50)
    })
    socket.on('data', (data) => {
      const now = Number(process.hrtime.bigint() / 1000n)
      for (let from = data.indexOf(at); from >= 0 && from + 17 <= data.length; from = data.indexOf(at, from + 17)) {
        if (waiting) {
          waiting = false
          if (measuring) first.push(performance.now() - askedAt)
        }
        if (measuring) late.push((now - Number(data.toString('latin1', from + 1, from + 17))) / 1000)
      }
      tail = (tail + data.toString('latin1', Math.max(0, data.length - 24))).slice(-24)
      if (!tail.endsWith('0\r\n\r\n')) return
      if (!waiting) answers += 1
      else failures += 1
      if (!over) ask()
    })
  }
  // Starts are spread, as people are.
  for (let n = 0; n < order.streams; n++) setTimeout(open, (n / order.streams) * order.warmMs * 0.8)
  setTimeout(() => {
    measuring = true
    process.send?.({ measuring: true })
  }, order.warmMs)
  setTimeout(() => {
    over = true
    measuring = false
    late.sort((a, b) => a - b)
    first.sort((a, b) => a - b)
    const share = (values: readonly number[], part: number): number =>
      values[Math.floor((values.length - 1) * part)] ?? Number.NaN
    const result: LoadResult = {
      tokens: late.length,
      answers,
      failures,
      p50: share(late, 0.5),
      p99: share(late, 0.99),
      firstP50: share(first, 0.5),
    }
    process.send?.({ result }, undefined, undefined, () => process.exit(0))
  }, order.warmMs + order.measureMs)
}

process.once('message', (order) => run(order as LoadOrder))
