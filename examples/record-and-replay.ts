/** Records what goes over the network, then plays it again with the network gone: the same bytes, without the key. */
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import { openHttp, openModels, recordingHttp, replayingHttp, type Http } from '@kaiwu/models'
import { fakeTokenApi } from '@kaiwu/testkit'

const folder = await mkdtemp(join(tmpdir(), 'kaiwu-recordings-'))
const api = await fakeTokenApi({ vendor: 'zhipu', answer: '先停机，再查润滑。' }) // in place of a service on the network

async function ask(question: string, http: Http, key: string): Promise<string> {
  const models = openModels({ http, environment: { KEY: key } })
  const chat = models.chat({ ref: 'zhipu/glm-5.1', baseUrl: api.url, keyEnv: 'KEY' })
  const pieces: string[] = []
  for await (const event of chat.stream({ messages: [{ role: 'user', content: question }], thinking: 'off' }))
    if (event.type === 'text') pieces.push(event.text)
  models.close()
  return pieces.join('|')
}

const recorded = await ask('主轴过热怎么办？', recordingHttp(openHttp(), folder), api.key)
await api.close()
console.log(`recorded: ${recorded}`)
console.log(`replayed: ${await ask('主轴过热怎么办？', replayingHttp(folder), 'any-other-key')}`)
await ask('别的问题', replayingHttp(folder), 'any-other-key').catch((error: unknown) => {
  console.log(`another question: ${KaiwuError.is(error) ? error.code : String(error)}`)
})

const [file = ''] = await readdir(folder)
const lines = await readFile(join(folder, file), 'utf8')
console.log(`the key is in the file: ${lines.includes(api.key)}; the question is: ${lines.includes('主轴过热')}`)
