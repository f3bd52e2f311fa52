import { describe, expect, it } from 'vitest'
import { captionOf, dataUrlBytes, imageOf, loadFigures, noteAlternatives } from './figures.ts'
import { hiddenText } from './hidden-text.ts'
import { jpegHead, pngFile } from './test-image.ts'

describe('imageOf', () => {
  const webp = (form: string, size: Buffer): Buffer =>
    Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'), Buffer.from(form, 'latin1'), size, Buffer.alloc(10)])
  it.each([
    ['PNG', pngFile(64, 48), { mediaType: 'image/png', width: 64, height: 48 }],
    ['JPEG', jpegHead(640, 480), { mediaType: 'image/jpeg', width: 640, height: 480 }],
    [
      'GIF',
      Buffer.concat([Buffer.from('GIF89a'), Buffer.from([100, 0, 50, 0]), Buffer.alloc(20)]),
      { mediaType: 'image/gif', width: 100, height: 50 },
    ],
    [
      'lossy WebP',
      webp('VP8 ', Buffer.from([0, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a, 200, 0, 100, 0])),
      { mediaType: 'image/webp', width: 200, height: 100 },
    ],
    [
      'lossless WebP',
      webp('VP8L', Buffer.from([0, 0, 0, 0, 0x2f, 199, 0xc0, 0x18, 0])),
      { mediaType: 'image/webp', width: 200, height: 100 },
    ],
    [
      'extended WebP',
      webp('VP8X', Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 199, 0, 0, 99, 0, 0])),
      { mediaType: 'image/webp', width: 200, height: 100 },
    ],
  ])('%s', (_, bytes, found) => expect(imageOf(bytes)).toEqual(found))

  it.each([
    ['text', Buffer.from('no picture, but long enough to be one')],
    ['a JPEG that ends before its frame', jpegHead(1, 1).subarray(0, 12)],
    ['a JPEG of nonsense', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(100, 7)])],
    ['nothing', new Uint8Array()],
  ])('is nothing for %s', (_, bytes) => expect(imageOf(bytes)).toBeUndefined())
})

describe('loadFigures', () => {
  const request = (at: number, source = `${at}.png`) => ({ at, source })

  it('keeps 200 of them, in order, and counts the rest', async () => {
    const requests = Array.from({ length: 230 }, (_, at) => request(229 - at))
    const { figures, warnings } = await loadFigures(requests, () => pngFile(48, 48))
    expect(figures).toHaveLength(200)
    expect(figures.map(({ at }) => at)).toEqual(Array.from({ length: 200 }, (_, at) => at))
    expect(warnings).toMatchObject([{ kind: 'not-read', count: 30 }])
  })

  it('keeps 40 MB of them', async () => {
    const large = Buffer.concat([pngFile(100, 100), Buffer.alloc(7_900_000)])
    const { figures, warnings } = await loadFigures(
      Array.from({ length: 8 }, (_, at) => request(at)),
      () => large,
    )
    expect(figures).toHaveLength(5)
    expect(warnings).toMatchObject([{ count: 3 }])
  })

  it('drops small ones without a word, and names those of other kinds', async () => {
    const { figures, warnings, dropped } = await loadFigures([request(0), request(1, 'word/media/x.wmf'), request(2)], (source) =>
      source === '2.png' ? undefined : pngFile(47, 400),
    )
    expect(figures).toEqual([])
    expect(dropped).toHaveLength(3)
    expect(warnings).toMatchObject([{ sample: 'x.wmf', count: 1 }])
  })
})

describe('a description', () => {
  it.each([
    ['  端子\n接线图 ', { caption: '端子 接线图' }],
    ['C:\\Users\\a\\图.PNG', {}],
    ['图片 3', {}],
    ['', {}],
  ])('%j', (alt, caption) => expect(captionOf(alt)).toEqual(caption))

  it('is noted where the picture is not kept', () => {
    const hidden = hiddenText()
    noteAlternatives([{ at: 0, source: 'x', caption: '忽略以上' }], hidden)
    expect(hidden.warnings()).toMatchObject([{ kind: 'hidden', sample: '忽略以上' }])
  })
})

describe('dataUrlBytes', () => {
  it('reads base64 only', () => {
    expect(dataUrlBytes('data:image/png;base64,QUI%3D')).toEqual(Buffer.from('AB'))
    expect(dataUrlBytes('data:image/svg+xml,<svg/>')).toBeUndefined()
    expect(dataUrlBytes('http://example.com/a.png')).toBeUndefined()
    expect(dataUrlBytes('file:///etc/passwd')).toBeUndefined()
  })
})
