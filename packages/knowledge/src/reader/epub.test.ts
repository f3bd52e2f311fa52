import { describe, expect, it } from 'vitest'
import { epubReader } from './epub.ts'
import { codeOf } from './test-code-of.ts'
import { zipFile, type ZipEntry } from './test-files.ts'
import { pngFile } from './test-image.ts'

const opf = `<package><metadata><dc:title>点检手册</dc:title><dc:description>内部资料，不得外传，读者看不见</dc:description></metadata><manifest>
<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="b" href="text/%E4%BA%8C.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="x" href="text/gone.xhtml" media-type="application/xhtml+xml"/>
</manifest><spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/><itemref idref="x"/></spine></package>`

function book(more: readonly ZipEntry[] = []): Uint8Array {
  const page = (body: string) => `<?xml version="1.0" encoding="utf-8"?><html><head><title/></head><body>${body}</body></html>`
  return zipFile([
    { name: 'mimetype', content: 'application/epub+zip' },
    {
      name: 'META-INF/container.xml',
      content: '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
    },
    { name: 'OPS/book.opf', content: opf },
    { name: 'OPS/nav.xhtml', content: page('<p>目录</p>') },
    {
      name: 'OPS/text/one.xhtml',
      content: page('<h1>第一章</h1><p>接线<a id="p1"/>如图。</p><img src="../img/a.png" alt="端子"/><p>完</p>'),
    },
    { name: 'OPS/text/二.xhtml', content: page('<h1>第二章</h1><p hidden="">暗</p><ul><li>断电</li></ul>') },
    { name: 'OPS/img/a.png', content: pngFile(64, 64) },
    ...more,
  ])
}

describe('epubReader', () => {
  it('reads the chapters in the order of the spine, with pictures', async () => {
    const { text, title, figures, warnings } = await epubReader.read(book(), 'a.epub')
    expect(title).toBe('点检手册')
    expect(text).toBe('第一章\n接线如图。\n完\n第二章\n断电')
    expect(figures).toMatchObject([{ at: '第一章\n接线如图。'.length, mediaType: 'image/png', caption: '端子' }])
    expect(warnings.map(({ kind, sample }) => [kind, sample])).toEqual([
      ['not-read', 'OPS/text/gone.xhtml'],
      ['hidden', '暗'],
      ['hidden', '内部资料，不得外传，读者看不见'],
    ])
  })

  it('refuses a locked book, not one with scrambled fonts', async () => {
    const encryption = (method: string) => ({
      name: 'META-INF/encryption.xml',
      content: `<encryption><EncryptedData><EncryptionMethod Algorithm="${method}"/></EncryptedData></encryption>`,
    })
    const locked = book([encryption('http://www.w3.org/2001/04/xmlenc#aes128-cbc')])
    expect(await codeOf(epubReader.read(locked, 'a.epub'))).toBe('FILE_ENCRYPTED')
    const scrambled = book([encryption('http://www.idpf.org/2008/embedding')])
    expect((await epubReader.read(scrambled, 'a.epub')).text).toContain('第一章')
  })

  it.each([
    ['an archive that is no book', zipFile([{ name: 'a.txt', content: 'x' }])],
    [
      'a book that leads nowhere',
      zipFile([{ name: 'META-INF/container.xml', content: '<container><rootfile full-path="x"/></container>' }]),
    ],
  ])('refuses %s', async (_, bytes) => expect(await codeOf(epubReader.read(bytes, 'a.epub'))).toBe('FILE_UNREADABLE'))
})
