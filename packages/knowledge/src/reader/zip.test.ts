import { describe, expect, it } from 'vitest'
import { codeOf } from './test-code-of.ts'
import { zipFile } from './test-files.ts'
import { xmlEvents } from './xml-events.ts'
import { openZip } from './zip.ts'

describe('openZip', () => {
  it('reads entries', async () => {
    const zip = await openZip(zipFile([{ name: 'a/b.xml', content: '主轴' }]), 'a.docx')
    expect(zip.names).toEqual(['a/b.xml'])
    expect(Buffer.from(await zip.read('a/b.xml')).toString()).toBe('主轴')
  })

  it('stops a bomb while unpacking it', async () => {
    const bomb = zipFile([{ name: 'a.xml', content: Buffer.alloc(60_000_000) }])
    expect(bomb.length).toBeLessThan(100_000)
    const started = performance.now()
    expect(await codeOf((await openZip(bomb, 'a.docx')).read('a.xml'))).toBe('FILE_UNPACKS_TOO_LARGE')
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('counts what it unpacks over all entries', async () => {
    const entries = ['a', 'b', 'c'].map((name) => ({ name, content: Buffer.alloc(1_000, name) }))
    const zip = await openZip(zipFile(entries), 'a.docx', { entries: 10, bytes: 2_500, ratio: 100 })
    await zip.read('a')
    await zip.read('b')
    expect(await codeOf(zip.read('c'))).toBe('FILE_UNPACKS_TOO_LARGE')
  })

  it('does not believe a size that is too small', async () => {
    const zip = await openZip(zipFile([{ name: 'a', content: Buffer.alloc(1_000_000), claims: 100 }]), 'a.docx')
    expect(await codeOf(zip.read('a'))).toBe('FILE_UNPACKS_TOO_LARGE')
  })

  it('refuses too many entries, paths that lead out, and damage', async () => {
    const many = zipFile(Array.from({ length: 20 }, (_, at) => ({ name: `${at}`, content: '' })))
    expect(await codeOf(openZip(many, 'a.docx', { entries: 10, bytes: 1_000, ratio: 100 }))).toBe('FILE_UNPACKS_TOO_LARGE')
    expect(await codeOf(openZip(zipFile([{ name: '../../etc/x', content: '' }]), 'a.docx'))).toBe('FILE_UNREADABLE')
    expect(await codeOf(openZip(Buffer.from('no archive'), 'a.docx'))).toBe('FILE_UNREADABLE')
  })

  it('reads an archive with bytes behind its end', async () => {
    const zip = await openZip(Buffer.concat([zipFile([{ name: 'a', content: 'x' }]), Buffer.from('\r\n')]), 'a.docx')
    expect(zip.has('a')).toBe(true)
  })

  it('gives a clean error wherever the archive is cut', async () => {
    const whole = zipFile([
      { name: 'a.xml', content: 'text '.repeat(200) },
      { name: 'b.xml', content: 'more' },
    ])
    for (let at = 0; at < 50; at++) {
      const cut = whole.subarray(0, Math.floor((whole.length * at) / 50))
      expect(await codeOf(openZip(cut, 'a.docx'))).toBe('FILE_UNREADABLE')
    }
  })
})

describe('xmlEvents', () => {
  const read = (xml: string) => [...xmlEvents(Buffer.from(xml), 'a.docx')]

  it('reads elements, attributes, text, entities and sections', () => {
    expect(read('<?xml version="1.0"?><!-- c --><w:a w:b="1 &gt; 0" c=\'x>y\'>&#20027;&amp;<d/><![CDATA[<&]]></w:a>')).toEqual([
      { type: 'open', name: 'a', attributes: { b: '1 > 0', c: 'x>y' } },
      { type: 'text', text: '主&' },
      { type: 'open', name: 'd', attributes: {} },
      { type: 'close', name: 'd' },
      { type: 'text', text: '<&' },
      { type: 'close', name: 'a' },
    ])
  })

  it.each([
    '<a>',
    '</a>',
    '<a></b>',
    '<a',
    '<a b="1',
    '<!-- open',
    '<![CDATA[ open',
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
    '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
  ])('refuses %s', (xml) => expect(() => read(xml)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' })))

  it('does not let attributes reach the prototype', () => {
    read('<a __proto__="x" constructor="y"/>')
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  it('reads UTF-16', () =>
    expect([...xmlEvents(Buffer.from('\ufeff<a>主</a>', 'utf16le'), 'a')][1]).toEqual({ type: 'text', text: '主' }))
})
