import { formatProblem } from '@kaiwu/core'
import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openSolutionFolder } from '../solution-folder.ts'
import { readSampleWalks, sampleText, sampleValue, type SampleWalks } from './sample-walks.ts'

const title = 'title: { zh: 样例, en: sample }'
const at = Date.parse('2026-11-23T20:00:00Z')
const noNumber = (name: string): string => `no ${name}`

async function read(yaml: string, more: Readonly<Record<string, string>> = {}): Promise<SampleWalks> {
  const folder = await tempFolder({ 'data/sample-walks.yaml': yaml, ...more })
  onTestFinished(() => folder.remove())
  return readSampleWalks(openSolutionFolder(folder.path, { manifest: false }))
}

describe('sampleText', () => {
  it('works out times, days of China and numbers of other cases, and leaves everything else as it is', () => {
    const worked = (text: string): string => sampleText(text, at, noNumber)
    expect(worked('=now')).toBe('2026-11-23T20:00:00.000Z')
    expect(worked('=now-90m')).toBe('2026-11-23T18:30:00.000Z')
    expect(worked('=now+4h')).toBe('2026-11-24T00:00:00.000Z')
    expect(worked('=today')).toBe('2026-11-24')
    expect(worked('=today+200d')).toBe('2027-06-12')
    expect(worked('=no zd')).toBe('no zd')
    for (const text of ['now', '=tomorrow', '=now+', '=now+4', ' =now', '=1+1', '=no', '']) expect(worked(text)).toBe(text)
  })

  it('reaches into rows', () => {
    const value = { rows: [{ day: '=today', count: 3, done: true, none: null }] }
    expect(sampleValue(value, (text) => sampleText(text, at, noNumber))).toEqual({
      rows: [{ day: '2026-11-24', count: 3, done: true, none: null }],
    })
  })
})

describe('readSampleWalks', () => {
  it('has none where there is no file', async () => {
    const folder = await tempFolder({ 'data/other.txt': '' })
    onTestFinished(() => folder.remove())
    expect(await readSampleWalks(openSolutionFolder(folder.path, { manifest: false }))).toEqual({ walks: [], problems: [] })
  })

  it('makes a walk of each of the first lines of a file, without the steps a line has nothing for', async () => {
    const steps = '[{ by: a, start: t }, { by: a, act: go, row: start, values: { extra: 1 } }, { by: b, act: on, row: triage }]'
    const { walks, problems } = await read(`- { walk: many, ${title}, from: { file: data/s.jsonl, take: 2 }, steps: ${steps} }`, {
      'data/s.jsonl': '{"start": {"x": 1}, "triage": null}\n\n{"start": {"x": 2}, "triage": {"y": 3}}\n{"start": {"x": 4}}\n',
    })
    expect(problems).toEqual([])
    expect(walks.map(({ walk, steps: all }) => [walk, all.map(({ values }) => values)])).toEqual([
      ['many 1', [{}, { x: 1, extra: 1 }]],
      ['many 2', [{}, { x: 2, extra: 1 }, { y: 3 }]],
    ])
  })

  it('says where a file of samples is missing, or a line of it is broken, and then plays none', async () => {
    const walk = `- { walk: w, ${title}, from: { file: data/s.jsonl, take: 3 }, steps: [{ by: a, start: t }] }`
    const placed = ({ walks, problems }: SampleWalks): unknown[] => [
      walks.length,
      problems.map((one) => formatProblem(one, 'en').split(' →')[0]),
    ]
    expect(placed(await read(`${walk}`))).toEqual([0, ['data/sample-walks.yaml:1:59: there is no file data/s.jsonl']])
    for (const broken of ['{"start": {"x": 1}', '[1]', 'null', '12', 'start'])
      expect(placed(await read(walk, { 'data/s.jsonl': `{"start": {}}\n\n${broken}\n` }))).toEqual([
        0,
        ['data/s.jsonl:3:1: this line is not a JSON object'],
      ])
  })

  it.each([
    ['a step that does two things', `- { walk: w, ${title}, steps: [{ by: a, start: t, act: b }] }`, 'steps.0'],
    ['a step that does nothing', `- { walk: w, ${title}, steps: [{ by: a }] }`, 'steps.0'],
    ['nobody', `- { walk: w, ${title}, steps: [{ start: t }] }`, 'steps.0.by'],
    ['a decision there is not', `- { walk: w, ${title}, steps: [{ by: a, sign: maybe }] }`, 'steps.0.sign'],
    ['a setting there is not', `- { walk: w, ${title}, steps: [{ by: a, act: b, valeus: {} }] }`, 'valeus'],
    ['no steps', `- { walk: w, ${title}, steps: [] }`, 'steps'],
    ['too many lines', `- { walk: w, ${title}, from: { file: x, take: 501 }, steps: [{ by: a, act: b }] }`, 'take'],
    ['what is no YAML', '- { walk: w', ''],
  ])('says where %s is', async (_, yaml, setting) => {
    const { walks, problems } = await read(yaml)
    expect(walks).toEqual([])
    expect(problems.length).toBeGreaterThan(0)
    expect(problems[0]).toMatchObject({ file: 'data/sample-walks.yaml', line: 1 })
    expect(problems[0]!.setting ?? '').toContain(setting)
  })
})
