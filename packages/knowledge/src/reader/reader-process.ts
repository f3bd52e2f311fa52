/**
 * The child process of `isolated-reader.ts`: reads one file per message and answers with the document or the error.
 * @module
 */
import { KaiwuError } from '@kaiwu/core'
import type { ReadReply, ReadRequest } from './isolated-reader.ts'
import { readers } from './readers.ts'

process.on('message', (request: ReadRequest) => void answer(request))
process.on('disconnect', () => process.exit())

async function answer(request: ReadRequest): Promise<void> {
  process.send?.(await read(request))
}

async function read({ id, reader: wanted, bytes, name }: ReadRequest): Promise<ReadReply> {
  try {
    const reader = readers.find((one) => one.name === wanted)
    if (reader === undefined) throw new Error(`no reader ${wanted}`)
    return { id, document: await reader.read(bytes, name) }
  } catch (error) {
    if (KaiwuError.is(error)) return { id, error: { code: error.code, details: error.details } }
    const message = error instanceof Error ? error.message.slice(0, 200) : String(error)
    const reason = `文件已损坏，或读取程序有误 (damaged, or a fault of the reader: ${message})`
    return { id, error: { code: 'FILE_UNREADABLE', details: { name, reason } } }
  }
}
