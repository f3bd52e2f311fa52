import { deflateSync, inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { pdfReader } from './pdf.ts'
import { pngOf } from './png.ts'
import { chineseLine, pdfFileWith, type TestImage } from './test-files.ts'

/** A picture of one colour. */
const flat = (width: number, height: number, shade: number): TestImage => ({
  width,
  height,
  filter: 'FlateDecode',
  bytes: deflateSync(Buffer.alloc(width * height * 3, shade)),
})
/** The smallest JPEG, grey, 8 by 8; its head says what size one likes. */
const jpeg = (width: number, height: number): TestImage => {
  const bytes = Buffer.from(
    'ffd8ffe000104a46494600010100000100010000ffdb004300' +
      '01'.repeat(64) +
      'ffc0000b080008000801011100ffc4001f0000010501010101010100000000000000000102030405060708090a0bffc4001f1000' +
      '01050101010101010000000000000000000102030405060708090a0bffda0008010100003f00d2cf20ffd9',
    'hex',
  )
  const at = bytes.indexOf(Buffer.from('ffc0', 'hex'))
  bytes.writeUInt16BE(height, at + 5)
  bytes.writeUInt16BE(width, at + 7)
  return { width, height, filter: 'DCTDecode', bytes, color: '/DeviceGray' }
}
const draw = (name: string, x: number, y: number, width: number, height: number): string =>
  `q ${width} 0 0 ${height} ${x} ${y} cm /${name} Do Q\n`
const read = (pages: readonly string[], images: readonly TestImage[]) => pdfReader.read(pdfFileWith(pages, images), 'a.pdf')
const step = '将主轴锁紧螺母按对角顺序拧紧。'

describe('pictures of a PDF file', () => {
  it('come back behind the paragraph above them, with page and caption', async () => {
    const page =
      chineseLine(step, 72, 700) +
      draw('I0', 72, 500, 160, 120) +
      chineseLine('图 3 主轴', 90, 480) +
      chineseLine('完毕。', 72, 400)
    const { text, figures } = await read([chineseLine(step, 72, 700), page], [flat(160, 120, 40)])
    expect(figures).toHaveLength(1)
    const [figure] = figures ?? []
    expect(figure).toMatchObject({ page: 2, mediaType: 'image/png', caption: '图 3 主轴' })
    expect(text.slice(0, figure?.at).endsWith(step)).toBe(true)
    const png = Buffer.from(figure?.bytes ?? [])
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([160, 120])
  })

  it('that stand in the file as JPEG come as they are', async () => {
    const image = jpeg(64, 64)
    const { figures } = await read([chineseLine(step, 72, 700) + draw('I0', 72, 500, 100, 100)], [image])
    expect(figures?.map((figure) => figure.mediaType)).toEqual(['image/jpeg'])
    expect(Buffer.from(figures?.[0]?.bytes ?? []).equals(image.bytes)).toBe(true)
  })

  it('are left out when they are small, cover the page, stand outside it, or come back on three pages', async () => {
    const images = [flat(32, 32, 10), flat(100, 100, 20), flat(90, 90, 30), flat(80, 80, 40)]
    const logo = draw('I3', 500, 780, 40, 40)
    const pages = [
      chineseLine(step, 72, 700) + draw('I0', 72, 500, 90, 90) + draw('I1', 0, 0, 595, 842) + draw('I2', 72, 900, 90, 90) + logo,
      chineseLine('第二页。', 72, 700) + logo,
      chineseLine('第三页。', 72, 700) + logo,
    ]
    const { figures, warnings } = await read(pages, images)
    expect(figures).toBeUndefined()
    expect(warnings).toEqual([])
  })

  it('are counted when there are more than two hundred', async () => {
    const images = Array.from({ length: 210 }, (_, at) => flat(64, 64, at))
    const page =
      chineseLine(step, 72, 800) +
      images.map((_, at) => draw(`I${at}`, 20 + (at % 15) * 35, 20 + Math.floor(at / 15) * 40, 30, 30)).join('')
    const { figures, warnings } = await read([page], images)
    expect(figures).toHaveLength(200)
    expect(warnings).toMatchObject([{ kind: 'not-read', count: 10 }])
  })
})

describe('pngOf', () => {
  it('keeps every pixel', () => {
    const data = Uint8Array.from({ length: 5 * 3 * 3 }, (_, at) => (at * 37) % 256)
    const png = Buffer.from(pngOf({ width: 5, height: 3, data, channels: 3 }) ?? [])
    const packed = png.subarray(png.indexOf('IDAT') + 4, png.indexOf('IEND') - 8)
    const lines = inflateSync(packed)
    const back: number[] = []
    for (let row = 0; row < 3; row++) {
      expect(lines[row * 16]).toBe(1)
      for (let byte = 0; byte < 15; byte++)
        back.push(((lines[row * 16 + 1 + byte] ?? 0) + (byte >= 3 ? (back[row * 15 + byte - 3] ?? 0) : 0)) % 256)
    }
    expect(back).toEqual([...data])
  })

  it('is not fooled by too few bytes', () =>
    expect(pngOf({ width: 9, height: 9, data: new Uint8Array(9), channels: 3 })).toBeUndefined())
})
