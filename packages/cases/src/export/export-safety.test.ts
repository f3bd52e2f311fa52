import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'cheerio'
import { thorough } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import { allBytes, photo } from '../attachments/test-attachment-cases.ts'
import { caseMigrations } from '../cases/case-migrations.ts'
import { testBases } from '../test-database.ts'
import { openFaultType, signedCase } from './test-export-cases.ts'
import { jsonIn, sumsChecked, testExports, textIn, type CaseJson } from './test-exports.ts'
import { unzipped } from './test-unzip.ts'

const bases = testBases(caseMigrations)
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe.each(bases.kinds)('a case as files, whatever is in it, on %s', (kind) => {
  const { opened, exported } = testExports(bases, kind)

  it('runs nothing, whatever people have written', async () => {
    const base = await opened()
    const hostile =
      '<script>alert(1)</script><img src=x onerror=alert(2)> javascript:alert(3) \u202E"\'>=cmd|calc {{7*7}} </td></table>'
    const names = ['<svg onload=alert(4)>.png', '"><script>.html', "=cmd|' .csv", '%0d%0a.txt']
    const files = names.map((name) => ({ field: 'photos', name, content: photo() }))
    const { record } = await signedCase(base, { text: hostile, device: hostile, items: [{ item: hostile }] }, files)
    const { folder } = await exported(base, 'zhang', record.id)
    const html = textIn(folder, 'case.html')
    const page = load(html)
    expect(page('script, img, iframe, object, embed, svg, a, link, form, input, base').length).toBe(0)
    const attributes = page('*')
      .toArray()
      .flatMap((one) => ('attribs' in one ? Object.keys(one.attribs) : []))
    expect([...new Set(attributes)].sort()).toEqual(['charset', 'class', 'content', 'http-equiv', 'lang', 'name', 'style'])
    expect(/url\(|@import|https?:/i.test(html)).toBe(false)
    expect(html).not.toContain('\u202E')
    expect(
      page('td')
        .toArray()
        .some((one) => page(one).text().includes('<script>alert(1)</script>')),
    ).toBe(true)
    expect(page('meta[http-equiv]').attr('content')).toContain("default-src 'none'")
    expect(sumsChecked(folder).sound).toBe(true)
  })

  it('keeps files apart that are called the same, or what no system can write', async () => {
    const base = await opened()
    const names = [
      'CON',
      'con',
      'Con.txt',
      'NUL.png',
      'a?.png',
      'a*.png',
      'A?.png',
      '. .',
      '-rf',
      `${'长'.repeat(196)}.png`,
      `${'长'.repeat(195)}啊.png`,
      '~',
      '$(id)',
    ]
    const files = names.map((name) => ({ field: 'photos', name, content: photo() }))
    const { record } = await signedCase(base, {}, [...files, ...files.slice(0, 2).map((file) => ({ ...file, content: photo() }))])
    const { folder } = await exported(base, 'zhang', record.id)
    const written = readdirSync(join(folder, 'attachments'))
    expect(written.length).toBe(names.length + 2)
    expect(new Set(written.map((name) => name.toLowerCase())).size).toBe(written.length)
    for (const name of written) {
      expect(/^\d{3}-[^\s<>:"/\\|?*]+$/u.test(name) && !/[. ]$/.test(name)).toBe(true)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(130)
    }
    expect(sumsChecked(folder).sound).toBe(true)
  })

  it('shows what is sensitive to nobody who may not see it', async () => {
    const base = await opened()
    const secret = photo()
    const files = [
      { field: 'papers', name: '王小明身份证.png', content: secret },
      { field: 'photos', name: '公开.png', content: photo() },
    ]
    const { record } = await signedCase(base, { text: '王小明来电' }, files)
    const { folder } = await exported(base, 'li', record.id)
    const { hidden, log, record: shown } = jsonIn<CaseJson>(folder, 'case.json')
    expect([hidden, shown.fields['caller']]).toEqual([['caller', 'papers'], '王**'])
    expect(log.maskedRows.length).toBeGreaterThan(1)
    const zip = { subject: await base.subject('li') }
    const parts = [
      ...(await unzipped(await allBytes((await base.cases.exportCaseZip(zip, record.id)).content))),
      ...(await unzipped(readFileSync(join(folder, 'case.docx')))),
    ]
    for (const [path, bytes] of parts) {
      expect([path, bytes.includes('王小明'), bytes.includes(Buffer.from(secret))]).toEqual([path, false, false])
    }
    expect(readdirSync(join(folder, 'attachments')).length).toBe(1)
    expect(textIn(folder, 'case.html')).toContain('导出人看不到全文')
    const whole = await exported(base, 'wang', record.id)
    expect(readdirSync(join(whole.folder, 'attachments')).length).toBe(2)
    expect(textIn(whole.folder, 'case.html')).toContain('王小明')
  })

  const many = thorough ? 200 : 60
  it(`has ${many} attachments, as a folder and as a ZIP`, { timeout: 120_000 }, async () => {
    const base = await opened(openFaultType)
    const files = Array.from({ length: many }, (_, at) => ({ field: 'photos', name: `${at % 7}.png`, content: photo(at * 100) }))
    const { record } = await signedCase(base, {}, files)
    const { folder } = await exported(base, 'zhang', record.id)
    expect([readdirSync(join(folder, 'attachments')).length, sumsChecked(folder)]).toEqual([many, { sound: true, said: '' }])
    const zipped = await base.cases.exportCaseZip({ subject: await base.subject('zhang') }, record.id)
    expect(zipped.name).toBe(`${record.no}.zip`)
    const members = await unzipped(await allBytes(zipped.content))
    expect(members.size).toBe(zipped.files)
    const sums = members.get(`${record.no}/SHA256SUMS`)!.toString().trim().split('\n')
    for (const line of sums) expect(hashOf(members.get(`${record.no}/${line.slice(66)}`)!)).toBe(line.slice(0, 64))
    expect(hashOf(members.get(`${record.no}/SHA256SUMS`)!)).toBe(zipped.sha256)
  })
})
