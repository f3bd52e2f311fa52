import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeModelServer, tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { defineSolution } from './define-solution.ts'
import { ledgerFolder, openModelsFor } from './open-models-for.ts'
import { openSolution } from './open-solution.ts'

const question = '主轴温度超过多少度要停机？'

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const made = await tempFolder(files)
  onTestFinished(() => made.remove())
  return made.path
}

describe('the models of a solution', () => {
  it('are recorded where KAIWU_RECORD says, and replayed without a service', async () => {
    const service = await fakeModelServer({ answer: '主轴温度超过 75 ℃ 时停机。[1]' })
    const root = await folder({ 'k/spindle.md': '# 主轴规程\n\n第一条 主轴温度超过 75 ℃ 时，应当停机检查。\n' })
    const recordings = await mkdtemp(join(tmpdir(), 'kaiwu-recordings-'))
    onTestFinished(() => rm(recordings, { recursive: true, force: true }))
    const definition = defineSolution({
      name: 'desk',
      title: '台',
      contact: '科',
      knowledge: { k: 'k/**' },
      model: { ref: 'openai-compatible/m', baseUrl: service.url },
    })
    const ask = async (environment: Record<string, string>, asked = question): Promise<string> => {
      const solution = await openSolution(definition, { root, environment })
      try {
        await solution.sync()
        return (await solution.answer({ question: asked })).text
      } finally {
        await solution.close()
      }
    }
    const first = await ask({ KAIWU_RECORD: recordings })
    await service.close()
    expect(await ask({ KAIWU_REPLAY: recordings })).toBe(first)
    await expect(ask({ KAIWU_REPLAY: recordings }, '主轴温度多少度？')).rejects.toMatchObject({ code: 'RECORDING_MISSING' })
    await expect(ask({})).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE' })
  })

  it.each([
    ['the data folder', {}, '/data/desk'],
    ['beside the settings that all share', { KAIWU_MODELS: '/etc/kaiwu/models.yaml' }, '/etc/kaiwu/.kaiwu'],
    ['where KAIWU_LEDGER says', { KAIWU_MODELS: '/etc/kaiwu/models.yaml', KAIWU_LEDGER: '/var/ledger' }, '/var/ledger'],
  ])('keep their ledger in %s', (_, environment, place) => {
    expect(ledgerFolder({ data: '/data/desk', environment })).toBe(place)
  })

  it('say that the settings named are not there', async () => {
    const root = await folder({})
    expect(() => openModelsFor({ root, data: root, environment: { KAIWU_MODELS: join(root, 'nosuch.yaml') } })).toThrow(
      expect.objectContaining({ code: 'PATH_UNUSABLE' }),
    )
  })
})
