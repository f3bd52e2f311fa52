import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentHash } from '@kaiwu/core'
import { load } from 'cheerio'
import { describe, expect, it } from 'vitest'
import { allBytes } from '../attachments/test-attachment-cases.ts'
import { caseMigrations } from '../cases/case-migrations.ts'
import { codeOf } from '../cases/test-case-life.ts'
import { canonicalJson, type JsonObject } from '../log/canonical-json.ts'
import { readLog } from '../log/read-log.ts'
import { rowHash, type LogRow, type StoredRow } from '../log/log-row.ts'
import { verifyLog } from '../log/verify-log.ts'
import { testBases } from '../test-database.ts'
import type { AigcLabel } from './aigc-label.ts'
import { cause, signedCase } from './test-export-cases.ts'
import { jsonIn, sumsChecked, testExports, textIn, type CaseJson } from './test-exports.ts'
import { unzipped } from './test-unzip.ts'

const bases = testBases(caseMigrations)

describe.each(bases.kinds)('a case as files on %s', (kind) => {
  const { opened, exported, newFolder } = testExports(bases, kind)

  it('checks with sha256sum, and no byte of it can be changed unseen', async () => {
    const base = await opened()
    const { record } = await signedCase(base)
    const { folder, made } = await exported(base, 'zhang', record.id)
    expect(sumsChecked(folder)).toEqual({ sound: true, said: '' })
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      statSync(join(folder, path)).isFile(),
    )
    const listed = textIn(folder, 'SHA256SUMS')
      .trim()
      .split('\n')
      .map((line) => line.slice(66))
    expect([...files].sort()).toEqual([...listed, 'SHA256SUMS'].sort())
    expect([files.length, contentHash(textIn(folder, 'SHA256SUMS'))]).toEqual([made.files, made.sha256])
    for (const path of listed) {
      const bytes = readFileSync(join(folder, path))
      const changed = Buffer.from(bytes)
      changed[Math.floor(bytes.length / 2)]! ^= 1
      writeFileSync(join(folder, path), changed)
      expect([path, sumsChecked(folder).sound]).toEqual([path, false])
      writeFileSync(join(folder, path), bytes)
    }
    expect(sumsChecked(folder).sound).toBe(true)
  })

  it('is in the log, with the hash of what left and what of it was sensitive', async () => {
    const base = await opened()
    const { record } = await signedCase(base)
    const { made } = await exported(base, 'wang', record.id)
    const { rows } = await readLog(base.database, { caseId: record.id, action: 'export.case' })
    expect(rows.map(({ actorName, detail }) => [actorName, detail])).toEqual([
      ['王五', { ...made, language: 'zh', form: 'folder', whole: ['caller'], hidden: [] }],
    ])
    expect((await verifyLog(base.database)).problems).toEqual([])
  })

  it('holds the rows of the log as they are, each with its own hash, and is the same each time', async () => {
    const base = await opened()
    const { record } = await signedCase(base)
    const { folder } = await exported(base, 'wang', record.id)
    const { record: written, history, log, AIGC } = jsonIn<CaseJson>(folder, 'case.json')
    expect([written.no, history.length, log.maskedRows]).toEqual([record.no, record.events, []])
    for (const row of log.rows) {
      const stored = { ...row, detail: canonicalJson(row.detail) } as StoredRow
      expect([row.seq, rowHash(stored)]).toEqual([row.seq, row.hash])
    }
    expect(history.map(({ seq, hash }) => [seq, hash])).toEqual(log.rows.map(({ seq, hash }) => [seq, hash]))
    expect(AIGC).toMatchObject({ Label: '1', ContentProducer: 'deepseek/deepseek-chat', ProduceID: record.id })
    const again = await exported(base, 'wang', record.id)
    expect(textIn(again.folder, 'case.json')).toBe(textIn(folder, 'case.json'))
    const accessIn = (folder_: string) => jsonIn<Readonly<{ access: readonly LogRow[] }>>(folder_, 'export.json').access
    expect(accessIn(again.folder)).toEqual([])
    // Who looked at it is for who may read the log.
    const wang = await base.subject('wang')
    const audited = newFolder()
    await base.cases.exportCase({ subject: { ...wang, roles: [...wang.roles, 'auditor'] } }, record.id, audited)
    expect(new Set(accessIn(audited).map(({ action }) => action))).toEqual(new Set(['case.read', 'export.case']))
  })

  it('says who proposed, who decided and on which evidence, with the label of AI, on paper and in its metadata', async () => {
    const base = await opened()
    const { record } = await signedCase(base)
    const { folder } = await exported(base, 'wang', record.id)
    const page = load(textIn(folder, 'case.html'))
    const text = page('body').text()
    for (const shown of [
      record.no,
      '设备故障处置单',
      '保管期限15年',
      '已处置（已办结）',
      '8000 r/min',
      '1234.50',
      '机械、液压',
      '赵六',
      '王小明',
      '径向跳动',
      '0.021 mm',
      cause,
      '更换轴承，加注 30 g 润滑脂',
      '李四',
      '同意更换',
      '密码签署',
      '已核实',
      '未核实',
      '《主轴维护手册》第 4.2 节，第 31 页',
      '转速超过 3000',
      '2026-09-30 24:00',
      '仪表.png',
      '由人工智能生成',
    ])
      expect(text).toContain(shown)
    // Each proposed value, the heading of the proposal, and the two values that were taken, there and in their fields.
    expect(
      page('.label')
        .map((_, one) => page(one).text())
        .get(),
    ).toEqual(Array.from({ length: 8 }, () => 'AI生成'))
    const label = JSON.parse(page('meta[name=AIGC]').attr('content')!) as Readonly<{ AIGC: AigcLabel }>
    expect(label.AIGC).toEqual(jsonIn<CaseJson>(folder, 'case.json').AIGC)
    const word = await unzipped(readFileSync(join(folder, 'case.docx')))
    const custom = load(word.get('docProps/custom.xml')!.toString(), { xml: true })
    expect(JSON.parse(custom('property[name=AIGC]').text())).toEqual(label.AIGC)
    const evidence = jsonIn<Readonly<{ AIGC: AigcLabel; proposal: Readonly<{ evidence: readonly unknown[] }> }>>(
      folder,
      'evidence/001.json',
    )
    expect([evidence.AIGC.Label, evidence.proposal.evidence.length]).toEqual(['1', 2])
    const english = await exported(base, 'wang', record.id, 'en')
    const inEnglish = load(textIn(english.folder, 'case.html'))('body').text()
    for (const shown of ['Equipment fault', 'AI-generated', 'taken with changes', 'not verified', 'signed with the password'])
      expect(inEnglish).toContain(shown)
  })

  it('is a Word file with all that the page says', async () => {
    const base = await opened()
    const { record } = await signedCase(base, { text: '第一行\n<w:p>&lt;坏\u0000\u0007 ]]>' })
    const { folder } = await exported(base, 'wang', record.id)
    const parts = await unzipped(readFileSync(join(folder, 'case.docx')))
    const types = load(parts.get('[Content_Types].xml')!.toString(), { xml: true })
    for (const one of types('Override').toArray()) expect(parts.has(types(one).attr('PartName')!.slice(1))).toBe(true)
    const word = load(parts.get('word/document.xml')!.toString(), { xml: true })
    const inWord = word('w\\:t')
      .map((_, one) => word(one).text())
      .get()
      .join('')
      .replace(/\s/g, '')
    const page = load(textIn(folder, 'case.html'))
    page('br').remove()
    expect(inWord).toBe(page('body').text().replace(/\s/g, ''))
    expect(inWord).toContain('<w:p>&lt;坏')
    const styles = new Set(
      load(parts.get('word/styles.xml')!.toString(), { xml: true })('w\\:style')
        .map((_, one) => one.attribs['w:styleId'])
        .get(),
    )
    for (const one of word('w\\:pStyle, w\\:rStyle, w\\:tblStyle').toArray()) expect(styles).toContain(one.attribs['w:val'])
  })

  it('is for who takes part and who may read, and for nobody else', async () => {
    const base = await opened()
    const { record } = await signedCase(base)
    for (const login of ['zhang', 'li', 'zhao', 'wang'])
      expect((await exported(base, login, record.id)).made.files).toBeGreaterThan(5)
    // Sees every case, and takes part in none.
    expect(await codeOf(exported(base, 'admin', record.id))).toBe('CASE_NOT_YOURS')
    const stranger = { subject: { ...(await base.subject('zhang')), personId: 'nobody' } }
    expect(await codeOf(base.cases.exportCase(stranger, record.id, newFolder()))).toBe('CASE_NOT_FOUND')
    const refused = await readLog(base.database, { caseId: record.id, action: 'access.refused' })
    expect(refused.rows.map(({ actorName, detail }) => [actorName, detail['right']])).toContainEqual(['管理员', 'case.export'])
    const key = {
      subject: { ...(await base.subject('li')), kind: 'key' as const, keyId: 'key_1', scopes: ['case.read' as const] },
    }
    expect(await codeOf(base.cases.exportCaseZip(key, record.id))).toBe('CASE_NOT_YOURS')
    const reader = { subject: { ...(await base.subject('zhang')), personId: 'visitor', roles: ['访客'] } }
    expect((await base.cases.exportCaseZip(reader, record.id)).files).toBeGreaterThan(5)
  })

  it('does not touch a folder that holds something, and leaves no half of an export', async () => {
    const base = await opened()
    const { record } = await signedCase(base)
    const zhang = { subject: await base.subject('zhang') }
    const folder = newFolder()
    mkdirSync(folder)
    writeFileSync(join(folder, '别动.txt'), '')
    expect(await codeOf(base.cases.exportCase(zhang, record.id, folder))).toBe('EXPORT_FOLDER_IN_USE')
    expect(readdirSync(folder)).toEqual(['别动.txt'])
    const empty = newFolder()
    mkdirSync(empty)
    await base.cases.exportCase(zhang, record.id, empty)
    expect(sumsChecked(empty).sound).toBe(true)
    const before = readdirSync(bases.folder).sort()
    const { sha256 } = (record.fields['photos'] as unknown as readonly Readonly<{ sha256: string }>[])[0]!
    if (kind === 'sqlite') writeFileSync(join(base.database.place, 'attachments', sha256.slice(0, 2), sha256), 'x')
    else await base.database.transaction((inside) => inside.run('UPDATE attachmentChunks SET content = ?', Buffer.from('x')))
    expect(await codeOf(base.cases.exportCase(zhang, record.id, newFolder()))).toBe('ATTACHMENT_LOST')
    expect(await codeOf(allBytes((await base.cases.exportCaseZip(zhang, record.id)).content))).toBe('ATTACHMENT_LOST')
    expect(readdirSync(bases.folder).sort()).toEqual(before)
  })

  it('is a plain page for a case that has nothing yet', async () => {
    const base = await opened()
    const zhang = { subject: await base.subject('zhang') }
    const { record } = await base.cases.start(zhang, { caseType: 'fault', fields: JSON.parse('{"device":"甲"}') as JsonObject })
    const { folder } = await exported(base, 'zhang', record.id)
    expect(sumsChecked(folder).sound).toBe(true)
    expect(readdirSync(folder).sort()).toEqual(['SHA256SUMS', 'case.docx', 'case.html', 'case.json', 'export.json'])
    const html = textIn(folder, 'case.html')
    expect([html.includes('AIGC'), html.includes('AI生成'), jsonIn<CaseJson>(folder, 'case.json').AIGC]).toEqual([
      false,
      false,
      undefined,
    ])
  })
})
