/**
 * Several processes on one base, of which some come to harm: cases of `describeKnowledge` for databases that take more than one.
 * @module
 */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import type { KnowledgeCases } from './test-describe-knowledge.ts'
import { expectAlike, until } from './test-knowledge-servers.ts'
import { numberedText, startKnowledgeProcess } from './test-knowledge-work.ts'
import { bytesOfText } from './test-knowledge.ts'
import { testEmbedder } from './vectors/test-embedder.ts'

/** What the lines of a writer leave: the documents that must be there, and those that must not. */
function leftBy(lines: readonly string[]): { there: Set<string>; gone: Set<string> } {
  const there = new Set<string>()
  const gone = new Set<string>()
  for (const line of lines) {
    const [, how, path = ''] = /^ACK (add|remove) (.+)$/.exec(line) ?? []
    if (how === 'add') there.add(path)
    if (how !== 'remove') continue
    there.delete(path)
    gone.add(path)
  }
  return { there, gone }
}

/** A way to a server that can be cut and mended. */
async function cuttableWay(url: string): Promise<{ url: string; cut(): void; mend(): void }> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((client) => {
    if (isCut) return void client.destroy()
    const upstream = connect(Number(port), hostname)
    for (const [socket, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy()).on('close', () => to.destroy())
      socket.pipe(to)
    }
    return undefined
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const way = new URL(url)
  way.hostname = '127.0.0.1'
  way.port = String((server.address() as AddressInfo).port)
  return {
    url: way.href,
    cut() {
      isCut = true
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
    mend() {
      isCut = false
    },
  }
}

/** Processes beside one another. */
export const togetherCases: KnowledgeCases = {
  async 'answers alike in two processes, a moment after a change'(base) {
    const { knowledge } = await base.open({ embedder: testEmbedder().embedder })
    const process = startKnowledgeProcess({ ...base, folder: base.newFolder() }, ['answer'])
    await process.said((line) => line === 'OPEN')
    const times: number[] = []
    for (let at = 0; at < 8; at++) {
      await knowledge.add('a', `${at % 4}.md`, bytesOfText(numberedText(`甲${at % 4}`, at)))
      const query = `甲${at % 4} 的第 ${at} 次改动`
      const { hits } = await knowledge.search({ query, asOf: 'any' })
      const mine = JSON.stringify(
        hits.map(({ passage, score, document }) => [passage.id, score, document.revision, passage.text]),
      )
      times.push(
        await until(`change ${at}`, async () => {
          process.child.stdin!.write(`${query}\n`)
          return (await process.said((line) => line.startsWith('['))) === mine
        }),
      )
    }
    const sorted = times.sort((a, b) => a - b)
    console.warn(`answered alike by another process: median ${sorted[4]!.toFixed(0)} ms, slowest ${sorted.at(-1)!.toFixed(0)} ms`)
    expect(sorted[4]).toBeLessThan(1_000)
    process.child.stdin!.end()
    expect(await process.ended).toBe(0)
  },

  async 'loses no change of three writers, of which one is killed'(base) {
    const { knowledge, database } = await base.open({ embedder: testEmbedder().embedder })
    const writers = ['x', 'y', 'z'].map((name) => startKnowledgeProcess({ ...base, folder: base.newFolder() }, ['write', name]))
    const [killed, ...others] = writers
    await killed!.said((line) => line.startsWith('ACK add x-19'))
    killed!.child.kill('SIGKILL')
    expect(await killed!.ended).toBe('SIGKILL')
    for (const writer of others) expect([await writer.ended, writer.lines.at(-1)]).toEqual([0, 'DONE'])
    const left = writers.map(({ lines }) => leftBy(lines))
    const wanted = new Set(left.flatMap(({ there }) => [...there]))
    // One change of the killed writer may have been made without its having been told.
    const untold = /^x-\d+\.md$/
    const paths = () => knowledge.documents().map(({ path }) => path)
    const unsure = () => [...new Set([...paths(), ...wanted])].filter((path) => paths().includes(path) !== wanted.has(path))
    const isUntold = (path: string) => untold.test(path) && !left[0]!.gone.has(path)
    await until('every change', () => unsure().length <= 1 && unsure().every(isUntold))
    expect([left[1]!.there.size, left[2]!.there.size]).toEqual([44, 44])
    const fresh = (await base.open({ embedder: testEmbedder().embedder, folder: base.newFolder() })).knowledge
    expect(fresh.documents()).toEqual(knowledge.documents())
    // From 256 vectors on the engine rounds by what came first, here a few thousandths: of so many texts all alike, others come out on top.
    await expectAlike(knowledge, fresh, { ...knowledge.weights(), vector: 0 })
    const shared = knowledge.documents().find(({ path }) => path === 'shared.md')!
    expect(shared.revision).toBe(writers.flatMap(({ lines }) => lines.filter((line) => line === 'ACK add shared.md')).length)
    await database.verify()
  },

  async 'catches up when it was cut off'(base) {
    const way = await cuttableWay(base.address.url!)
    const { knowledge: one } = await base.open({ embedder: testEmbedder().embedder })
    const { knowledge: other } = await base.open({ embedder: testEmbedder().embedder, folder: base.newFolder(), url: way.url })
    await one.add('a', 'one.md', bytesOfText(numberedText('甲', 1)))
    await until('before', () => other.documents().length === 1)
    way.cut()
    await one.add('a', 'two.md', bytesOfText(numberedText('乙', 1)))
    await one.setAccess(other.documents()[0]!.id, ['内部'])
    // What is in memory is found meanwhile.
    expect((await other.search({ query: '养犬登记' })).hits.map(({ document }) => document.path)).toEqual(
      expect.arrayContaining(['one.md']),
    )
    await expect(other.add('a', 'three.md', bytesOfText(numberedText('丙', 1)))).rejects.toThrow(
      expect.objectContaining({ code: 'DATABASE_UNREACHABLE' }),
    )
    way.mend()
    await until('after', async () => {
      const { hits } = await other.search({ query: '养犬登记' })
      return hits.some(({ document }) => document.path === 'two.md') && !hits.some(({ document }) => document.path === 'one.md')
    })
    await other.add('a', 'three.md', bytesOfText(numberedText('丙', 1)))
    await until('both', () => one.documents().length === other.documents().length)
    await expectAlike(one, other)
  },
}
