import type { Readable, Writable } from 'node:stream'
import type { Subject } from '@kaiwu/cases'
import { newId, systemClock } from '@kaiwu/core'
import type { Access } from '@kaiwu/knowledge'
import type { StdioServerTransport as Transport } from '@modelcontextprotocol/server/stdio'
import { destination, pino } from 'pino'
import { hasPeople } from '../admission.ts'
import { problemAt } from '../error-response.ts'
import type { McpCaller } from './mcp-server.ts'

/** How to serve a solution's tools to one program, over a pair of streams. */
export type ServeMcpOptions = Pick<McpCaller, 'solution' | 'language' | 'version' | 'signal' | 'ready'> &
  Readonly<{
    /** Who asks, looked up anew for each call. */
    subject(): Promise<Subject>
    /** Labels of documents that may be read where nobody has been set up. */
    access: Access
    input: Readable
    output: Writable
  }>

/**
 * Serves the tools of a solution by MCP to the program at the other end of two streams, until it closes its own or the signal is aborted.
 * What goes wrong is logged on stderr.
 * @example
 * await serveMcp({ solution, subject: async () => anonymous, access: [], input: process.stdin, output: process.stdout, … })
 */
export async function serveMcp({ solution, subject, access, input, output, ...options }: ServeMcpOptions): Promise<void> {
  const { language, signal } = options
  const [{ serveStdio, StdioServerTransport }, { mcpServer }] = await Promise.all([
    import('@modelcontextprotocol/server/stdio'),
    import('./mcp-server.ts'),
  ])
  const logger = pino({ level: 'warn' }, destination(2))
  const over = new AbortController()
  const caller: McpCaller = {
    ...{ ...options, solution, clock: systemClock() },
    signal: AbortSignal.any([signal, over.signal]),
    async admitted() {
      const asking = { subject: await subject(), requestId: newId('req') }
      return { asking, access: (await hasPeople(solution)) ? asking.subject.labels : access }
    },
    problem: (error) => problemAt({ method: 'MCP', instance: 'stdio', requestId: newId('req'), language }, error, logger),
  }
  const transport = new StdioServerTransport(input, output)
  const onerror = (error: Error): void => logger.warn({ reason: error.message }, 'mcp')
  const handle = serveStdio(() => mcpServer(caller), { transport, maxSubscriptions: 0, onerror })
  await closed(transport, input, signal)
  over.abort()
  await handle.close()
}

/** Fulfilled once no more messages come, whoever ends it. */
async function closed(transport: Transport, input: Readable, signal: AbortSignal): Promise<void> {
  const { onclose } = transport
  await new Promise<void>((resolve) => {
    // What reads the messages closes by itself over one that is too long.
    transport.onclose = () => {
      onclose?.()
      resolve()
    }
    input.once('end', resolve).once('close', resolve)
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (signal.aborted || input.readableEnded) resolve()
  })
}
