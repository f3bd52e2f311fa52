import { onTestFinished } from 'vitest'
import { fakeTokenApi, type FakeTokenApi, type FakeTokenApiOptions } from './token-api/fake-token-api.ts'

/** A fake vendor for one test. */
export async function serve(options: FakeTokenApiOptions): Promise<FakeTokenApi> {
  const api = await fakeTokenApi(options)
  onTestFinished(() => api.close())
  return api
}

/** Posts to a fake vendor with its key, or with another. */
export function post(
  api: FakeTokenApi,
  url: string,
  body: object | string,
  more: Readonly<{ key?: string; signal?: AbortSignal }> = {},
): Promise<Response> {
  const { key = api.key, signal } = more
  const auth: Record<string, string> = api.vendor.auth === 'api-key' ? { 'api-key': key } : { authorization: `Bearer ${key}` }
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...auth },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    redirect: 'manual',
    ...(signal ? { signal } : {}),
  })
}

/** Asks a fake vendor for a chat completion. */
export function ask(
  api: FakeTokenApi,
  body: object = {},
  more: Readonly<{ key?: string; signal?: AbortSignal }> = {},
): Promise<Response> {
  const { models, chat } = api.vendor
  const request = { model: models.thinking ?? models.chat, messages: [{ role: 'user', content: '问' }], ...body }
  return post(api, `${api.url}${chat?.path}`, request, more)
}

/** Asks for usage in a stream, as OpenAI wants it. */
export const streamed = { stream: true, stream_options: { include_usage: true } }
