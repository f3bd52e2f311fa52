import { symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CaseView } from '@kaiwu/cases'
import { tempFolder } from '@kaiwu/testkit'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { caseFile, openDesk, outcomeOf, type CaseDesk } from './test-case-desk.ts'

const content = '咨询人才租房补贴标准'
const steps = `
      - { run: steps/work.ts, into: [amount, day] }`
const right = `import type { CaseRunStep } from '@kaiwu/solution'
const run: CaseRunStep = async ({ fields, params, today, case: { no, type, state } }) => {
  const told = [no.startsWith('BT-'), type === 'subsidy', state === 'work', fields['kind'] === null]
  return { amount: String(fields['content']).length * Number(params['limit']) + told.filter(Boolean).length, day: today }
}
export default run
`
const writes = `export default ({ fields, params }) => {
  for (const write of [() => { fields.content = 'x' }, () => { params.limit = 9 }, () => { fields.agreed = true }])
    try { write(); return { amount: 1 } } catch (error) { if (!(error instanceof TypeError)) throw error }
  return { amount: 2 }
}
`
const bodies = {
  other: 'return { amount: 1, agreed: true }',
  least: 'return { amount: -5 }',
  day: "return { day: '2026-02-30' }",
  number: 'return 7',
  list: 'return []',
  nothing: 'return undefined',
  prototype: `return JSON.parse('{"__proto__": {"agreed": true}}')`,
  throws: `throw new Error('上游没有回应')`,
  never: 'return new Promise(() => {})',
  clears: 'return { amount: null }',
}

let desk: CaseDesk
let view: CaseView
beforeAll(async () => {
  const codes = Object.entries(bodies).map(([name, body]) => [`steps/${name}.ts`, `export default () => { ${body} }\n`] as const)
  const files = {
    'steps/work.ts': right,
    'steps/writes.ts': writes,
    'steps/five.ts': 'export default 5\n',
    ...Object.fromEntries(codes),
  }
  desk = await openDesk({ steps, files })
  view = await desk.sent({ content })
}, 60_000)
afterAll(() => desk.close())

const runs = (run: string, signal?: AbortSignal) => desk.runForm(view, { run, into: ['amount', 'day'] }, signal)

describe('run of a case', { timeout: 60_000 }, () => {
  it('gives a case to TypeScript, and sets the fields it may set', async () => {
    expect(view.record.fields).toMatchObject({ amount: content.length * 3 + 4, day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) })
    const outcome = outcomeOf(await desk.log(view), 'run')
    expect(outcome).toMatchObject({
      file: 'steps/work.ts',
      set: ['amount', 'day'],
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it.each([
    ['a field that is not in into', 'other', /^steps\/other\.ts：agreed.*没有这个字段/],
    ['a value that does not fit', 'least', /amount.*不小于 0/],
    ['a day that is none', 'day', /day.*日期/],
    ['no values', 'number', /没有返回/],
    ['a list', 'list', /没有返回/],
    ['nothing', 'nothing', /没有返回/],
    ['another prototype', 'prototype', /__proto__.*没有这个字段/],
    ['a default export that is no function', 'five', /默认导出/],
    ['a file that is gone', 'gone', /没有文件/],
  ])('refuses %s, and says so', async (_, file, says) => {
    expect(await runs(`steps/${file}.ts`)).toEqual({
      failed: { zh: expect.stringMatching(says), en: expect.stringContaining('steps/') },
    })
  })

  it('gives it nothing that it could change, and takes nothing for an empty field', async () => {
    expect(await runs('steps/writes.ts')).toMatchObject({ events: [{ type: 'fieldsSet', by: 'step', values: { amount: 2 } }] })
    expect(await runs('steps/clears.ts')).toMatchObject({ events: [{ values: { amount: null } }] })
  })

  it('gives it the files of a case as they came, and what measures them', async () => {
    const reads = `export default async ({ files, measureOfficial }) => {
      const [none, [file]] = await Promise.all([files('content'), files('proof')])
      return { amount: none.length + file.content.length, day: measureOfficial(file.content) === undefined && file.name === '证明.txt' ? '2026-10-01' : null }
    }\n`
    const type = caseFile('\n      - { run: steps/reads.ts, into: [amount, day] }')
      .replace('  agreed:', '  proof: { type: files }\n  agreed:')
      .replace('form: [content, caller, phone]', 'form: [content, proof]')
    const withFiles = await openDesk({ files: { 'cases/subsidy.yaml': type, 'steps/reads.ts': reads } })
    onTestFinished(() => withFiles.close())
    const sent = await withFiles.sent({ content }, { field: 'proof', name: '证明.txt', content: Buffer.from('四字证明') })
    expect(sent.record.fields).toMatchObject({ amount: 12, day: '2026-10-01' })
  })

  it('throws on what is thrown, so that it is tried again', async () => {
    await expect(runs('steps/throws.ts')).rejects.toThrow('上游没有回应')
  })

  it('does not wait for code beyond its time', async () => {
    await expect(runs('steps/never.ts', AbortSignal.timeout(50))).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(runs('steps/never.ts', AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('runs nothing that lies outside of the folder, by a link either', async () => {
    const outside = await tempFolder({ 'evil.ts': 'globalThis.evil = true\nexport default () => ({ amount: 1 })\n' })
    onTestFinished(() => outside.remove())
    await symlink(join(outside.path, 'evil.ts'), join(desk.folder.path, 'steps', 'link.ts'))
    for (const run of ['steps/link.ts', `../${outside.path.slice(tmpdir().length + 1)}/evil.ts`, join(outside.path, 'evil.ts')])
      await expect(runs(run)).rejects.toMatchObject({ code: 'PATH_OUTSIDE' })
    expect((globalThis as Record<string, unknown>)['evil']).toBeUndefined()
  })
})
