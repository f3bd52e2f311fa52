import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { channelChatModel } from './channel-chat-model.ts'
import { selfSigned } from './test-certificate.ts'
import { testChannel, testHttp } from './test-channel.ts'

describe('a service that cannot prove who it is', () => {
  it.each(['stream', 'complete'] as const)('gets neither a key nor a question: %s', async (way) => {
    const requests: string[] = []
    const server = createServer(selfSigned, (request, response) => {
      requests.push(request.url ?? '')
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
    const model = channelChatModel(testChannel(url), testHttp())
    const request = { messages: [{ role: 'user', content: '?' }] } as const
    const asked = way === 'complete' ? model.complete(request) : model.stream(request)[Symbol.asyncIterator]().next()
    await expect(asked).rejects.toMatchObject({
      code: 'MODEL_UNREACHABLE',
      details: { billed: 'no', reason: expect.stringMatching(/certificate/) },
    })
    expect(requests).toEqual([])
  })
})
