/**
 * The child process of `isolated-reader.ts`: takes one file in slices, reads it, and answers with the document in slices
 * or with the error. It sends a slice only when the one before was taken, so that the other side never has more than one.
 * @module
 */
import { KaiwuError } from '@kaiwu/core'
import type { ReadReply, ReadRequest } from './isolated-reader.ts'
import type { ReadDocument } from './reader.ts'
import { readers } from './readers.ts'
import { sliceDocument } from './slice-document.ts'

let bytes = new Uint8Array()
let taken: (() => void) | undefined

process.on('message', (request: ReadRequest) => {
  if ('taken' in request) taken?.()
  else if ('bytes' in request) bytes.set(request.bytes, request.at)
  else if ('size' in request) bytes = new Uint8Array(request.size)
  else void answer(request)
})
process.on('disconnect', () => process.exit())

type Order = Extract<ReadRequest, { reader: string }>

async function answer(order: Order): Promise<void> {
  const { id } = order
  const whole = bytes
  bytes = new Uint8Array()
  const result = await read(order, whole)
  if ('code' in result) {
    send({ id, error: result, memory: process.memoryUsage.rss() })
    return
  }
  const memory = process.memoryUsage.rss()
  const slices = sliceDocument(result)
  for (;;) {
    const next = slices.next()
    if (next.done === true) {
      send({ id, rest: next.value, memory })
      return
    }
    const turn = new Promise<void>((resolve) => (taken = resolve))
    send({ id, slice: next.value })
    await turn
  }
}

function send(reply: ReadReply): void {
  process.send?.(reply)
}

async function read(
  { reader: wanted, name, passwords }: Order,
  file: Uint8Array,
): Promise<ReadDocument | Extract<ReadReply, { error: unknown }>['error']> {
  try {
    const reader = readers.find((one) => one.name === wanted)
    if (reader === undefined) throw new Error(`no reader ${wanted}`)
    return await reader.read(file, name, passwords === undefined ? {} : { passwords })
  } catch (error) {
    if (KaiwuError.is(error)) return { code: error.code, details: error.details }
    const message = error instanceof Error ? error.message.slice(0, 200) : String(error)
    const reason = `文件已损坏，或读取程序有误 (damaged, or a fault of the reader: ${message})`
    return { code: 'FILE_UNREADABLE', details: { name, reason } }
  }
}
