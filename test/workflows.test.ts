import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemActor, type JsonValue } from '@kaiwu/cases'
import { systemClock } from '@kaiwu/core'
import {
  loadSolution,
  openSolution,
  openSolutionFolder,
  playSample,
  readSampleWalks,
  type SampleWalk,
  type Solution,
} from '@kaiwu/solution'
import { fakeTokenApi, type FakeTokenApi, type TokenScript, thorough } from '@kaiwu/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from './source-files.ts'

/**
 * Every workflow of both templates from its start to its end, as its people walk it, with real search, real classifiers, jobs and a real
 * base; with a model that answers, with one that fails each time, and without any.
 */
const templates = { manufacturing: ['M1-M2', 'M4', 'M8'], government: ['G1', 'G2', 'G4'] } as const
const folder = mkdtempSync(join(tmpdir(), 'kaiwu-workflows-'))
const clock = systemClock('Asia/Shanghai')

/** What a model would say that knew the walk: each field as the walk fills it in, in the form that steps ask for. */
function wellKnown({ steps }: SampleWalk): string {
  const said = steps.flatMap(({ values }) => Object.entries(values)).filter(([, value]) => !isWorkedOut(value))
  return JSON.stringify(Object.fromEntries(said.map(([field, value]) => [field, { value }])))
}

const isWorkedOut = (value: JsonValue): boolean =>
  JSON.stringify(value).includes('"=') || JSON.stringify(value).includes('"each"')

const models: readonly (readonly [string, ((walk: SampleWalk) => TokenScript) | undefined])[] = [
  ['with a model that knows', (walk) => ({ answer: wellKnown(walk) })],
  ['with a model that talks nonsense', () => ({ answer: '好的，我来帮您。' })],
  ['with a model that fails', () => ({ fault: 'unauthorized' })],
  ['without any model', undefined],
]

// Every day what differs most: a model that knows what people will fill in, and none.
const everyDay = models.filter((_, at) => thorough || at === 0 || at === models.length - 1)

describe.each(Object.keys(templates) as (keyof typeof templates)[])('workflows of %s', { timeout: 180_000 }, (name) => {
  const root = join(folder, name)
  const known = new Map<string, SampleWalk>()
  let api: FakeTokenApi
  let solution: Solution | undefined

  /** Opens the solution on a copy of the data that was made once. */
  const reopen = async (data: string, withModel: boolean): Promise<Solution> => {
    await solution?.close()
    const environment = withModel
      ? { KAIWU_MODEL: 'openai-compatible/test', KAIWU_BASE_URL: api.url, KAIWU_API_KEY: api.key }
      : { KAIWU_MODEL: 'local/extractive' }
    const definition = await loadSolution(root, { environment })
    solution = await openSolution(definition, { root, data: join(folder, data), environment })
    return solution
  }

  beforeAll(async () => {
    cpSync(join(repository, 'templates', name), root, { recursive: true, filter: (path) => !path.includes('.kaiwu') })
    const read = await readSampleWalks(openSolutionFolder(root))
    expect(read.problems).toEqual([])
    for (const walk of read.walks) known.set(walk.walk, walk)
    api = await fakeTokenApi({ vendor: 'openai-compatible' })
    const first = await reopen(`${name}-0`, false)
    await first.sync()
    const people = { name: 'people.csv', text: readFileSync(join(root, 'data/people.csv'), 'utf8') }
    const done = await first.work.people.import(people, systemActor, { newDepartments: true, withoutPasswords: true })
    expect(done).toHaveProperty('added')
  }, 120_000)
  afterAll(async () => {
    await solution?.close()
    await api?.close()
    rmSync(root, { recursive: true, force: true })
  })

  it.each(everyDay)('all end well %s', async (_, scriptOf) => {
    const opened = await reopen(`${name}-0`, scriptOf !== undefined)
    const failures: unknown[] = []
    opened.work.start((error) => failures.push(error))
    for (const key of templates[name]) {
      const walk = known.get(key)!
      if (scriptOf) api.play(scriptOf(walk))
      const asked = api.hits.chat
      const played = await playSample(opened.work, walk, { clock })
      for (const [of, { id, initiator }] of played) {
        const { record } = await opened.work.desk!.cases.read(initiator, id)
        const last = walk.steps.findLast((step) => step.case === of)!
        expect([key, of, record.state, record.failure, record.exception]).toEqual([key, of, last.state, undefined, undefined])
        const proposals = record.proposals.flatMap(({ by, decided }) => (by === 'model' ? Object.values(decided) : []))
        if (scriptOf === models[0]![1]) expect([key, of, proposals.includes('accepted')]).toEqual([key, of, true])
        else expect([key, of, proposals]).toEqual([key, of, []])
      }
      expect([key, api.hits.chat > asked]).toEqual([key, scriptOf !== undefined])
    }
    expect(failures).toEqual([])
    expect((await opened.work.desk!.jobs.counts()).parked).toBe(0)
  })

  it('fills a demo: the other walks of the file play as well', async () => {
    const opened = await reopen(`${name}-0`, false)
    opened.work.start((error) => {
      throw error
    })
    const others = [...known.values()].filter(({ walk }) => !(templates[name] as readonly string[]).includes(walk))
    expect(others.length).toBeGreaterThan(20)
    for (const walk of others) expect((await playSample(opened.work, walk, { clock })).size).toBe(1)
  })
})
