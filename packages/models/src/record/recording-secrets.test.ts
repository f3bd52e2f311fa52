import { expectNoSecret, fakeTokenApi, vendorForms, type VendorId } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openHttp } from '../wire/open-http.ts'
import { recordingHttp } from './recording-http.ts'
import { replayingHttp } from './replaying-http.ts'
import { canary, piecesOf, plainServer, post, recordings, textOf, written } from './test-recording.ts'

describe('a recording', () => {
  it('holds no key, wherever the service or the caller repeats it', async () => {
    const half = canary.length / 2
    const url = await plainServer((_, response) => {
      response.writeHead(401, {
        'content-type': 'application/json',
        'set-cookie': `session=${canary}`,
        'x-echo': `key ${canary}`,
      })
      response.write(`{"error":"bad key ${canary.slice(0, half)}`)
      // In two packets, so that no piece holds the whole of it.
      setTimeout(
        () =>
          response.end(`${canary.slice(half)} and ${encodeURIComponent(canary)} and ${Buffer.from(canary).toString('base64')}"}`),
        30,
      )
    })
    const folder = await recordings()
    const recorder = recordingHttp(openHttp(), folder)
    const address = url.replace('://', `://user:${canary}@`)
    for (const headers of [
      { authorization: `Bearer ${canary}` },
      { authorization: '', 'api-key': canary },
      { authorization: '', cookie: `theme=dark; sid="${canary}"` },
      { authorization: '', 'x-auth-token': canary, 'x-copy': `the key is ${canary}` },
    ])
      await piecesOf(recorder, post(`${address}/v1/chat?key=${canary}&plain=1`, `{"note":"${canary}","text":"保留"}`, headers))
    await recorder.send(post(`http://127.0.0.1:1/${canary}`)).catch((error: unknown) => error)
    await recorder.close()
    const all = written(folder)
    expectNoSecret(all, canary)
    const text = Object.values(all).join('')
    expect(text).toContain('保留')
    expect(text).toContain('plain=1')
    expect(text).toContain('bad key ****')
  })

  it('holds no key that any vendor repeats in its own way', async () => {
    for (const vendor of Object.keys(vendorForms) as VendorId[]) {
      const api = await fakeTokenApi({ vendor, key: canary, fault: 'unauthorized' })
      onTestFinished(() => api.close())
      const folder = await recordings()
      const recorder = recordingHttp(openHttp(), folder)
      const sent = post(`${api.url}/chat/completions`, '{"model":"m","messages":[]}', { 'api-key': canary })
      await piecesOf(recorder, sent)
      await recorder.close()
      expectNoSecret(written(folder), canary)
    }
  })

  it('keeps what only looks like a secret: limits in headers, short values, words', async () => {
    const url = await plainServer((_, response) => {
      response.writeHead(200, { 'x-ratelimit-remaining-tokens': '39999', 'x-request-id': 'req-7' })
      response.end('EMPTY tokens: 39999')
    })
    const folder = await recordings()
    const recorder = recordingHttp(openHttp(), folder)
    await piecesOf(recorder, post(`${url}/a?max_tokens=5`, '{"max_tokens":5}', { authorization: 'Bearer EMPTY' }))
    await recorder.close()
    const { headers, pieces } = await piecesOf(replayingHttp(folder), post(`${url}/a?max_tokens=5`, '{"max_tokens":5}'))
    expect(headers).toMatchObject({ 'x-ratelimit-remaining-tokens': '39999', 'x-request-id': 'req-7' })
    expect(textOf(pieces)).toBe('EMPTY tokens: 39999')
  })
})
