/**
 * What the gateway costs: CPU time for each token that passes, how late tokens are, and how many streams of 100 tokens a second one
 * core carries. Upstream, gateway and clients each in a process of their own; ours on both its paths beside a bare pipe, in turns,
 * medians of the rounds.
 *
 *     node --conditions=kaiwu-src test/bench/gateway.ts [rounds=3] [streams=50,100,150,200,250,300]
 *
 * CPU time counts; how late tokens are also depends on what else the machine does, the two other processes included.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { LoadOrder, LoadResult } from './gateway-load.ts'

type Kind = 'pipe' | 'raw' | 'normalised'
type Figures = Readonly<{ microseconds: number; p50: number; p99: number; firstP50: number; kept: number; failures: number }>

const kinds: readonly Kind[] = ['pipe', 'raw', 'normalised']
const [roundsAsked = '3', streamsAsked = '50,100,150,200,250,300'] = process.argv.slice(2)
const rounds = Number(roundsAsked)
const levels = streamsAsked.split(',').map(Number)
const measureMs = 3_000

function start(file: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--conditions=kaiwu-src'],
    env: { ...process.env, ...env },
  })
}

async function told<T>(child: ChildProcess, key: string): Promise<T> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [Record<string, T>]
    if (key in message) return message[key]!
  }
}

async function cpuOf(gateway: ChildProcess): Promise<number> {
  gateway.send('cpu')
  const { user, system } = await told<NodeJS.CpuUsage>(gateway, 'cpu')
  return user + system
}

async function measure(gateway: ChildProcess, port: number, kind: Kind, streams: number): Promise<Figures> {
  const load = start('./gateway-load.ts')
  const body = JSON.stringify({ model: kind, stream: true, messages: [{ role: 'user', content: '主轴温度超过多少度要停机？' }] })
  const order: LoadOrder = {
    port,
    path: '/v1/chat/completions',
    headers: { 'content-type': 'application/json' },
    body,
    streams,
    warmMs: 1_500,
    measureMs,
  }
  load.send(order)
  await told(load, 'measuring')
  const before = await cpuOf(gateway)
  const result = await told<LoadResult>(load, 'result')
  const microseconds = (await cpuOf(gateway)) - before
  const { tokens, p50, p99, firstP50, failures } = result
  return { microseconds: microseconds / tokens, p50, p99, firstP50, failures, kept: tokens / ((streams * measureMs) / 10) }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function medians(all: readonly Figures[]): Figures {
  const of = (key: keyof Figures): number => median(all.map((one) => one[key]))
  return {
    microseconds: of('microseconds'),
    p50: of('p50'),
    p99: of('p99'),
    firstP50: of('firstP50'),
    kept: of('kept'),
    failures: of('failures'),
  }
}

const upstream = start('./gateway-upstream.ts')
const UPSTREAM_PORT = String(await told<number>(upstream, 'port'))
const figures = new Map<string, Figures[]>()
for (let round = 0; round < rounds; round++) {
  for (const kind of kinds) {
    const gateway = start('./gateway-under-test.ts', { KIND: kind, UPSTREAM_PORT })
    const port = await told<number>(gateway, 'port')
    for (const streams of levels) {
      const one = await measure(gateway, port, kind, streams)
      figures.set(`${kind} ${streams}`, [...(figures.get(`${kind} ${streams}`) ?? []), one])
    }
    gateway.kill()
  }
}
upstream.kill()

console.log(
  `Node ${process.version}, ${cpus()[0]?.model ?? '?'} x ${cpus().length}, medians of ${rounds} rounds of ${measureMs / 1000} s`,
)
console.log(
  '| gateway | streams | CPU µs/token | to the pipe | late p50 ms | late p99 ms | first token p50 ms | tokens kept | failures |',
)
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |')
for (const streams of levels) {
  const pipe = medians(figures.get(`pipe ${streams}`) ?? [])
  for (const kind of kinds) {
    const { microseconds, p50, p99, firstP50, kept, failures } = medians(figures.get(`${kind} ${streams}`) ?? [])
    const cells = [
      microseconds.toFixed(1),
      `${(microseconds / pipe.microseconds).toFixed(2)}x`,
      p50.toFixed(1),
      p99.toFixed(1),
      firstP50.toFixed(1),
    ]
    console.log(`| ${kind} | ${streams} | ${cells.join(' | ')} | ${(kept * 100).toFixed(0)} % | ${failures} |`)
  }
}
for (const kind of kinds) {
  const good = levels.filter((streams) => {
    const { p99, kept } = medians(figures.get(`${kind} ${streams}`) ?? [])
    return p99 < 20 && kept > 0.92
  })
  console.log(`${kind}: ${good.length > 0 ? Math.max(...good) : 'none of the'} streams with p99 < 20 ms`)
}
