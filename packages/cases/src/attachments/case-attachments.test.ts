import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { caseMigrations } from '../cases/case-migrations.ts'
import type { CaseView } from '../cases/read-case.ts'
import { codeOf, decision } from '../cases/test-case-life.ts'
import { openTestCases, type TestCases } from '../cases/test-cases-base.ts'
import { recordFromLog } from '../cases/test-opened-cases.ts'
import type { JsonValue } from '../log/canonical-json.ts'
import { readLog } from '../log/read-log.ts'
import { verifyLog } from '../log/verify-log.ts'
import { testBases } from '../test-database.ts'
import { allBytes, claimType, photo } from './test-attachment-cases.ts'

const bases = testBases(caseMigrations)
const png = (name: string, content = photo(100)) => ({ field: 'photos', name, content })

type Files = readonly Readonly<{ name: string; sha256: string; type: string }>[]
const photosOf = ({ record }: Pick<CaseView, 'record'>) => (record.fields['photos'] ?? []) as unknown as Files

async function claimed(base: TestCases) {
  const zhang = { subject: await base.subject('zhang') }
  const li = { subject: await base.subject('li') }
  const wang = { subject: await base.subject('wang') }
  const { record } = await base.cases.start(zhang, { caseType: 'claim', fields: { what: '设备' } })
  return { ...base, zhang, li, wang, id: record.id }
}

describe.each(bases.kinds)('files of cases on %s', (kind) => {
  const opened = async (limits: object = {}) =>
    claimed(await openTestCases(await bases.open(kind), [claimType], { attachmentLimits: limits }))

  it('are attached, sent along with a form, read and recorded', async () => {
    const { cases, database, zhang, li, id } = await opened()
    const content = photo(1_500_000)
    const attached = await cases.attach(zhang, id, png('仪表 1.png', content))
    const sha256 = createHash('sha256').update(content).digest('hex')
    expect(attached.record.fields['photos']).toEqual([{ name: '仪表 1.png', sha256, bytes: content.length, type: 'image/png' }])
    const values = { what: '设备', photos: attached.record.fields['photos']! }
    const sent = await cases.act(zhang, id, { action: 'submit', values, ...decision(attached) })
    expect(sent.record.state).toBe('waiting')
    const read = await cases.attachment(li, id, sha256)
    expect([read.name, read.type, read.inline, (await allBytes(read.content)).equals(content)]).toEqual([
      '仪表 1.png',
      'image/png',
      true,
      true,
    ])
    const { rows } = await readLog(database, { caseId: id, action: 'attachment.read' })
    expect(rows.map(({ actorName, objectId, detail }) => [actorName, objectId, detail])).toEqual([
      ['李四', sha256, { field: 'photos' }],
    ])
    expect((await verifyLog(database)).problems).toEqual([])
    expect(await recordFromLog(database, id)).toEqual(JSON.parse(JSON.stringify(sent.record)))
  })

  it('are no duplicates when they are sent again, also both at once', async () => {
    const { cases, zhang, id } = await opened()
    const file = png('a.png')
    await Promise.all([1, 2, 3].map(() => cases.attach(zhang, id, file)))
    const view = await cases.attach(zhang, id, { ...file, name: 'b.png' })
    expect(photosOf(view).map(({ name }) => name)).toEqual(['a.png'])
    const other = await cases.attach(zhang, id, png('a.png'))
    expect(photosOf(other).length).toBe(2)
  })

  it('are attached by nobody but who may fill in their field now', async () => {
    const { cases, zhang, li, wang, id } = await opened()
    expect(await codeOf(cases.attach(li, id, png('a.png')))).toBe('CASE_NOT_YOURS')
    // May take an action here, whose form has no such field.
    expect(await codeOf(cases.attach(wang, id, png('a.png')))).toBe('CASE_NOT_YOURS')
    expect(await codeOf(cases.attach(zhang, id, { ...png('a.png'), field: 'report' }))).toBe('CASE_NOT_YOURS')
    for (const field of ['what', 'nothing', '__proto__', 'constructor'])
      expect([field, await codeOf(cases.attach(zhang, id, { ...png('a.png'), field }))]).toEqual([
        field,
        'ATTACHMENT_FIELD_UNKNOWN',
      ])
    const stranger = { subject: { ...zhang.subject, personId: 'nobody' } }
    expect(await codeOf(cases.attach(stranger, id, png('a.png')))).toBe('CASE_NOT_FOUND')
    expect(await codeOf(cases.attach(zhang, 'case_none', png('a.png')))).toBe('CASE_NOT_FOUND')
    const draft = await cases.attach(zhang, id, png('a.png'))
    await cases.act(zhang, id, { action: 'submit', ...decision(draft) })
    expect(await codeOf(cases.attach(zhang, id, png('b.png')))).toBe('CASE_NOT_YOURS')
    const report = { field: 'report', name: '报告.pdf', content: Buffer.from('%PDF-1.7') }
    const seen = await cases.attach(li, id, report)
    const done = await cases.sign(li, id, {
      decision: 'approve',
      values: { report: seen.record.fields['report']! },
      ...decision(seen),
    })
    expect([done.record.state, (done.record.fields['report'] as unknown as Files).length]).toEqual(['paid', 1])
    expect(await codeOf(cases.attach(li, id, { ...report, name: 'b' }))).toBe('CASE_ENDED')
    expect(await codeOf(cases.attach(zhang, id, { ...png('x'), name: '../x' }))).toBe('ATTACHMENT_NAME_INVALID')
  })

  it('are not even received from somebody who may not attach them', async () => {
    const { cases, database, zhang, li, id } = await opened()
    let asked = 0
    async function* content(): AsyncGenerator<Uint8Array> {
      asked++
      yield photo(10)
    }
    expect(await codeOf(cases.attach(li, id, { field: 'photos', name: 'a.png', content: content() }))).toBe('CASE_NOT_YOURS')
    expect(asked).toBe(0)
    await cases.attach(zhang, id, { field: 'photos', name: 'a.png', content: content() })
    expect((await database.all('SELECT sha256 FROM caseAttachments')).length).toBe(1)
  })

  it('are not made up by a form, nor left out, nor put there at the start', async () => {
    const { cases, zhang, id } = await opened()
    const view = await cases.attach(zhang, id, png('a.png'))
    const [file] = photosOf(view)
    const invented = { ...file!, sha256: 'a'.repeat(64) }
    const wrong: JsonValue[] = [
      [],
      null,
      [invented],
      [file!, invented],
      [file!, file!],
      [{ ...file!, name: 'b.png' }],
      ['x'],
      'x',
      7,
    ]
    for (const photos of wrong) {
      const act = cases.act(zhang, id, { action: 'submit', values: { photos }, ...decision(view) })
      expect([photos, await codeOf(act)]).toEqual([photos, 'CASE_VALUES_INVALID'])
    }
    for (const photos of [[file!], [invented], 'x'] as JsonValue[])
      expect(await codeOf(cases.start(zhang, { caseType: 'claim', fields: { photos } }))).toBe('CASE_VALUES_INVALID')
    const { record: other } = await cases.start(zhang, { caseType: 'claim' })
    const foreign = cases.act(zhang, other.id, {
      action: 'submit',
      values: { photos: [file!] },
      ...decision(await cases.read(zhang, other.id)),
    })
    expect(await codeOf(foreign)).toBe('CASE_VALUES_INVALID')
    expect(await codeOf(cases.attachment(zhang, other.id, file!.sha256))).toBe('ATTACHMENT_NOT_FOUND')
    expect(photosOf(await cases.read(zhang, id))).toEqual([file])
  })

  it('are wanted where their field is required', async () => {
    const { cases, zhang, id } = await opened()
    const view = await cases.read(zhang, id)
    expect(await codeOf(cases.act(zhang, id, { action: 'submit', ...decision(view) }))).toBe('CASE_VALUES_INVALID')
  })

  it('are taken out as long as nobody has decided since, and stay in the record', async () => {
    const { cases, database, clock, zhang, li, id } = await opened()
    const view = await cases.attach(zhang, id, png('wrong.png'))
    const [wrong] = photosOf(view)
    const what = { field: 'photos', sha256: wrong!.sha256 }
    expect(await codeOf(cases.detach(li, id, what))).toBe('CASE_NOT_YOURS')
    expect(await codeOf(cases.detach(zhang, id, { ...what, sha256: 'b'.repeat(64) }))).toBe('ATTACHMENT_NOT_FOUND')
    expect(photosOf(await cases.detach(zhang, id, what))).toEqual([])
    expect(await codeOf(cases.detach(zhang, id, what))).toBe('ATTACHMENT_NOT_FOUND')
    clock.move(48 * 3_600_000)
    expect(await cases.sweepAttachments()).toBe(0)
    expect((await allBytes((await cases.attachment(zhang, id, wrong!.sha256)).content)).length).toBeGreaterThan(0)
    const kept = await cases.attach(zhang, id, png('right.png'))
    await cases.act(zhang, id, { action: 'submit', ...decision(kept) })
    await cases.sign(li, id, { decision: 'return', comment: '请补照片', ...decision(await cases.read(li, id)) })
    const right = { field: 'photos', sha256: photosOf(kept)[0]!.sha256 }
    expect(await codeOf(cases.detach(zhang, id, right))).toBe('ATTACHMENT_DECIDED')
    const more = await cases.attach(zhang, id, png('more.png'))
    const after = await cases.detach(zhang, id, { field: 'photos', sha256: photosOf(more)[1]!.sha256 })
    expect(photosOf(after).map(({ name }) => name)).toEqual(['right.png'])
    expect(await recordFromLog(database, id)).toEqual(JSON.parse(JSON.stringify(after.record)))
  })

  it('are no larger and no more than allowed', async () => {
    const { cases, zhang, id } = await opened({ mostBytes: 1_000, mostFiles: 3 })
    expect(await codeOf(cases.attach(zhang, id, png('a.png', photo(1_000))))).toBe('ATTACHMENT_TOO_LARGE')
    const first = await cases.attach(zhang, id, png('1.png'))
    await cases.detach(zhang, id, { field: 'photos', sha256: photosOf(first)[0]!.sha256 })
    await cases.attach(zhang, id, png('2.png'))
    await cases.attach(zhang, id, { ...png('3.png'), field: 'papers' })
    expect(await codeOf(cases.attach(zhang, id, png('4.png')))).toBe('ATTACHMENT_TOO_MANY')
    expect(photosOf(await cases.read(zhang, id)).map(({ name }) => name)).toEqual(['2.png'])
  })

  it('are as secret as their field', async () => {
    const { cases, zhang, li, wang, id } = await opened()
    const content = photo()
    const view = await cases.attach(zhang, id, { field: 'papers', name: '身份证.png', content })
    const { sha256 } = (view.record.fields['papers'] as unknown as Files)[0] ?? {
      sha256: createHash('sha256').update(content).digest('hex'),
    }
    expect(await codeOf(cases.attachment(li, id, sha256))).toBe('ATTACHMENT_NOT_FOUND')
    expect((await allBytes((await cases.attachment(wang, id, sha256)).content)).equals(content)).toBe(true)
    const stranger = { subject: { ...zhang.subject, personId: 'nobody' } }
    expect(await codeOf(cases.attachment(stranger, id, sha256))).toBe('CASE_NOT_FOUND')
    // The same content in a field that is open may be read there.
    await cases.attach(zhang, id, { field: 'photos', name: '公开.png', content })
    expect((await cases.attachment(li, id, sha256)).name).toBe('公开.png')
  })

  it('are downloads where a browser would run them', async () => {
    const { cases, zhang, id } = await opened()
    for (const [name, text] of [
      ['照片.png', '<svg onload=alert(1)>'],
      ['a.html', '<script>alert(1)</script>'],
      ['setup.exe', 'MZ\0'],
    ] as const) {
      const content = Buffer.from(text)
      await cases.attach(zhang, id, { field: 'photos', name, content })
      const read = await cases.attachment(zhang, id, createHash('sha256').update(content).digest('hex'))
      expect([name, read.inline, (await allBytes(read.content)).toString()]).toEqual([name, false, text])
    }
  })
})
