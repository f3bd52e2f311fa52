import { inspect } from 'node:util'
import { fakeModelServer } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ModelConfig } from './model-config.ts'
import { openModels } from './open-models.ts'

const key = 'sk-test-4f9c1b7e2d'
const config: ModelConfig = { ref: 'openai-compatible/deepseek-chat', baseUrl: 'https://api.example.com/v1', keyEnv: 'TEST_KEY' }
const question = { messages: [{ role: 'user', content: '多久到场？' }] } as const

function openChatModel(choice: ModelConfig, environment: Record<string, string>) {
  const models = openModels({ environment })
  onTestFinished(() => models.close())
  return models.chat(choice)
}

async function authorizations(environments: readonly Record<string, string>[]): Promise<(string | undefined)[]> {
  const server = await fakeModelServer({ answer: '30分钟。[1]' })
  onTestFinished(() => server.close())
  const environment: Record<string, string> = {}
  const model = openChatModel({ ...config, baseUrl: server.url }, environment)
  for (const next of environments) {
    Object.assign(environment, next)
    for await (const event of model.stream(question)) expect(event.type).toMatch(/text|end/)
  }
  return server.requests.map(({ headers }) => headers.authorization)
}

function thrownBy(call: () => unknown): unknown {
  try {
    call()
    return undefined
  } catch (error) {
    return error
  }
}

describe('the key of a model', () => {
  it.each([
    ['no address', { ref: 'openai-compatible/deepseek-chat' }, { TEST_KEY: key }, /baseUrl/],
    ['no key of a known provider', { ref: 'deepseek/deepseek-flash' }, { TEST_KEY: key }, /DEEPSEEK_API_KEY/],
    ['no key', config, {}, /TEST_KEY/],
    ['an empty key', config, { TEST_KEY: '' }, /TEST_KEY/],
    ['a blank key', config, { TEST_KEY: ' \r\n' }, /TEST_KEY/],
  ])('is asked for before anything is sent: %s', (_, incomplete, environment, missing) => {
    const open = () => openChatModel(incomplete, environment)
    expect(open).toThrow(expect.objectContaining({ code: 'MODEL_NOT_CONFIGURED' }))
    expect(open).toThrow(missing)
  })

  it('is read at each call', async () => {
    expect(await authorizations([{ TEST_KEY: 'first' }, { TEST_KEY: 'second' }])).toEqual(['Bearer first', 'Bearer second'])
  })

  it('loses the line end that a file of Windows leaves behind it', async () => {
    expect(await authorizations([{ TEST_KEY: `${key}\r\n` }])).toEqual([`Bearer ${key}`])
  })

  it('is not needed on this machine, which no other address can pretend to be', async () => {
    expect(await authorizations([{}])).toHaveLength(1)
    for (const baseUrl of ['http://localhost:8000/v1', 'http://[::1]:8000/v1'])
      expect(() => openChatModel({ ...config, baseUrl }, {})).not.toThrow()
    for (const baseUrl of ['http://127.0.0.1.example.com/v1', 'http://localhost.example.com/v1', 'http://10.0.0.8/v1'])
      expect(() => openChatModel({ ...config, baseUrl }, {})).toThrow(/TEST_KEY/)
  })

  it.each([
    ['a line end', `${key}\n${key}`],
    ['Chinese typed by mistake', `${key}（正式）`],
    ['a blank', `Bearer ${key}`],
  ])('is not shown when it holds %s', (_, broken) => {
    const error = thrownBy(() => openChatModel(config, { TEST_KEY: broken }))
    expect(error).toMatchObject({ code: 'MODEL_KEY_MALFORMED', details: { keyEnv: 'TEST_KEY' } })
    expect(inspect(error, { depth: 10 })).not.toContain(key)
  })
})
