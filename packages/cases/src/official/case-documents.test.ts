import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentHash } from '@kaiwu/core'
import { load } from 'cheerio'
import { describe, expect, it } from 'vitest'
import { caseMigrations } from '../cases/case-migrations.ts'
import { codeOf } from '../cases/test-case-life.ts'
import { defineCase } from '../definition/define-case.ts'
import { fault, faultFiles, signedCase } from '../export/test-export-cases.ts'
import { sumsChecked, testExports } from '../export/test-exports.ts'
import { unzipped } from '../export/test-unzip.ts'
import { readLog } from '../log/read-log.ts'
import { testBases } from '../test-database.ts'

const bases = testBases(caseMigrations)
const fields = { 发文机关: '"示例局"', 标题: '"关于" + device + "的通报"', 正文: 'cause' }
const type = defineCase(
  {
    ...fault,
    documents: {
      通报: { layout: 'gbt9704', when: 'cause != null', fields: { ...fields, 成文日期: 'day', 抄送机关: 'kinds' } },
      报修: { layout: 'gbt9704', fields: { ...fields, 附注: 'caller' } },
      条件: { layout: 'gbt9704', when: 'caller = "王小明"', fields },
      明细: { layout: 'gbt9704', fields: { ...fields, 正文: 'note' } },
    },
  },
  faultFiles,
)

describe.each(bases.kinds)('documents made of a case on %s', (kind) => {
  const { opened, exported } = testExports(bases, kind)

  it('say what the case says, carry the label of AI, and are in the log and in the export as they were handed out', async () => {
    const base = await opened(type)
    const { record } = await signedCase(base)
    const wang = { subject: await base.subject('wang') }
    const made = await base.cases.document(wang, record.id, '通报', { producer: '云泽市数据管理局' })
    const parts = await unzipped(Buffer.from(made.content))
    const text = load(parts.get('word/document.xml')!.toString(), { xml: true })('w\\:body').text()
    for (const shown of ['示例局文件', '6205-2RS', '2026年9月27日', '抄送：机械，液压。']) expect(text).toContain(shown)
    const label = load(parts.get('docProps/custom.xml')!.toString(), { xml: true })('property[name=AIGC]').text()
    expect(JSON.parse(label)).toMatchObject({ Label: '1', ContentProducer: '云泽市数据管理局', ProduceID: record.id })
    expect(made.name).toBe(`${record.no}-通报.docx`)
    const { rows } = await readLog(base.database, { caseId: record.id, action: 'export.document' })
    const detail = {
      document: '通报',
      bytes: made.content.length,
      sha256: contentHash(made.content),
      hidden: [],
      whole: ['caller'],
    }
    expect(rows.map((row) => [row.actorName, row.detail])).toEqual([['王五', detail]])
    const { folder } = await exported(base, 'wang', record.id)
    expect(sumsChecked(folder).sound).toBe(true)
    const plain = await base.cases.document(wang, record.id, '通报')
    expect(readFileSync(join(folder, 'documents', made.name)).equals(Buffer.from(plain.content))).toBe(true)
  })

  it('are offered to who sees all of their fields whole, conditions among them, once what they need is there', async () => {
    const base = await opened(type)
    const { record } = await signedCase(base)
    const offered = async (login: string): Promise<readonly string[]> =>
      (await base.cases.read({ subject: await base.subject(login) }, record.id)).documents.map(({ key }) => key)
    expect([await offered('wang'), await offered('li'), await offered('admin')]).toEqual([['通报', '报修', '条件'], ['通报'], []])
    const asked = async (login: string, key: string) =>
      codeOf(base.cases.document({ subject: await base.subject(login) }, record.id, key))
    expect(await asked('li', '报修')).toBe('CASE_DOCUMENT_MASKED')
    expect(await asked('li', '条件')).toBe('CASE_DOCUMENT_MASKED')
    expect(await asked('wang', '明细')).toBe('CASE_DOCUMENT_UNREADY')
    expect(await asked('wang', '说明')).toBe('CASE_DOCUMENT_UNKNOWN')
    expect(await asked('admin', '通报')).toBe('CASE_NOT_YOURS')
    const { rows } = await readLog(base.database, { caseId: record.id, action: 'export.document' })
    expect(rows).toEqual([])
  })

  it('hold what is masked for a reader masked, wherever else it stands', async () => {
    const base = await opened(type)
    const { record } = await signedCase(base, { device: '王小明的机床' })
    const text = async (login: string): Promise<string> => {
      const { content } = await base.cases.document({ subject: await base.subject(login) }, record.id, '通报')
      return (await unzipped(Buffer.from(content))).get('word/document.xml')!.toString()
    }
    expect([(await text('wang')).includes('王小明'), (await text('li')).includes('王小明')]).toEqual([true, false])
  })
})
