import { crc32, deflateSync } from 'node:zlib'

/** Pixels row by row: one bit of grey (1 is white), or bytes of red, green, blue and perhaps opacity. */
export type Pixels = Readonly<{ width: number; height: number; data: Uint8Array; channels: 'bit' | 3 | 4 }>

const signature = Buffer.from('89504e470d0a1a0a', 'hex')

/** Writes pixels as a PNG file; undefined when there are fewer bytes than pixels. */
export function pngOf({ width, height, data, channels }: Pixels): Uint8Array | undefined {
  const step = channels === 'bit' ? 0 : channels
  const row = channels === 'bit' ? (width + 7) >> 3 : width * channels
  if (width < 1 || height < 1 || data.length < row * height) return undefined
  const lines = Buffer.alloc((row + 1) * height)
  for (let at = 0; at < height; at++) {
    const target = at * (row + 1)
    const source = at * row
    lines[target] = step === 0 ? 0 : 1
    // Colours are written as differences from their left neighbour: they pack better.
    for (let byte = 0; byte < row; byte++)
      lines[target + 1 + byte] = (data[source + byte] ?? 0) - (step > 0 && byte >= step ? (data[source + byte - step] ?? 0) : 0)
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head[8] = channels === 'bit' ? 1 : 8
  head[9] = channels === 'bit' ? 0 : channels === 3 ? 2 : 6
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(lines, { level: 4 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(kind: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), content])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}
