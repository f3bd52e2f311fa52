import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { onTestFinished } from 'vitest'
import { expectNothingInside } from '../test-served.ts'

/** The revisions of MCP that clients speak. */
export const eras = ['legacy', 'modern'] as const

/** How a client comes. */
export type Era = (typeof eras)[number]

/** A client of the MCP endpoint of a solution, of the official library, until the test is over. */
export async function mcpClient(
  url: string,
  headers: Record<string, string> = {},
  { era = 'legacy', solution = 'desk' }: Readonly<{ era?: Era; solution?: string }> = {},
): Promise<Client> {
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    era === 'modern' ? { versionNegotiation: { mode: { pin: '2026-07-28' } } } : {},
  )
  const place = new URL(`${url}/api/solutions/${solution}/mcp`)
  await client.connect(new StreamableHTTPClientTransport(place, { requestInit: { headers } }))
  onTestFinished(() => client.close())
  return client
}

/** What a tool gave: what it holds, or the text of its error. Nothing of the server's inside stands in either. */
export type Called = Readonly<{ value?: Record<string, unknown>; error?: string }>

/** Calls a tool. */
export async function callTool(client: Client, name: string, args: Record<string, unknown> = {}): Promise<Called> {
  const { content, structuredContent, isError = false } = await client.callTool({ name, arguments: args })
  const [first] = content as readonly { type: string; text?: string }[]
  const text = first?.text ?? ''
  expectNothingInside(text)
  if (isError) return { error: text }
  if (JSON.stringify(structuredContent) !== text) throw new Error('the text is not what is structured')
  return { value: structuredContent as Record<string, unknown> }
}

/** The code of a tool's error. */
export function codeOfError({ error = '' }: Called): string {
  return /^([A-Z_]+): ./.exec(error)?.[1] ?? `no error: ${error}`
}
