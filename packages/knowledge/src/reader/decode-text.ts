import { KaiwuError } from '@kaiwu/core'
import { detect } from 'chardet'

/** A text file as a string. `guessed` is true when nothing in the file proves its encoding. */
export type DecodedText = Readonly<{ text: string; encoding: string; guessed: boolean }>

const binary = '二进制文件 (binary)'
const sampleBytes = 65_536
/** Below this many bytes outside ASCII, statistics say little. */
const fewBytes = 50

/**
 * Decodes a text file: byte order mark, UTF-16, strict UTF-8, then the encodings of Chinese and Japanese systems.
 * GB18030 is the default where the bytes do not decide.
 * @throws FILE_TYPE_MISMATCH when the bytes are no text
 */
export function decodeText(bytes: Uint8Array, name: string): DecodedText {
  const decoded = decodeMarked(bytes) ?? decodeWide(bytes) ?? decodeUtf8(bytes) ?? decodeLegacy(bytes)
  if (decoded === undefined || looksBinary(decoded.text)) throw new KaiwuError('FILE_TYPE_MISMATCH', { name, actual: binary })
  return decoded
}

function decodeMarked(bytes: Uint8Array): DecodedText | undefined {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return decodeUtf8(bytes) ?? decoded(bytes, 'utf-8', true)
  if (a === 0xff && b === 0xfe) return decoded(bytes, 'utf-16le')
  if (a === 0xfe && b === 0xff) return decoded(bytes, 'utf-16be')
  return undefined
}

/** UTF-16 without a mark: its spaces, digits and line ends leave zero bytes, which no other text has. */
function decodeWide(bytes: Uint8Array): DecodedText | undefined {
  const sample = bytes.subarray(0, sampleBytes)
  let even = 0
  let odd = 0
  sample.forEach((byte, at) => {
    if (byte === 0 && at % 2 === 0) even++
    else if (byte === 0) odd++
  })
  if (even === odd || bytes.length % 2 === 1) return undefined
  const found = decoded(bytes, odd > even ? 'utf-16le' : 'utf-16be')
  const start = found.text.slice(0, sampleBytes)
  const usual =
    start.match(/[\t\n\r\u0020-\u007e\u00a0-\u024f\u2010-\u203b\u3000-\u30ff\u4e00-\u9fff\uff01-\uff60]/g)?.length ?? 0
  return usual >= start.length * 0.95 ? found : undefined
}

function decodeUtf8(bytes: Uint8Array): DecodedText | undefined {
  try {
    return Object.freeze({ text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8', guessed: false })
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function decodeLegacy(bytes: Uint8Array): DecodedText | undefined {
  const sample = bytes.subarray(0, sampleBytes)
  const high = sample.reduce((count, byte) => (byte >= 0x80 ? count + 1 : count), 0)
  const shares = [
    { encoding: 'gb18030', share: commonShare(sample, gb) },
    { encoding: 'big5', share: commonShare(sample, big5) },
    { encoding: 'shift_jis', share: commonShare(sample, shiftJis) },
  ].sort((one, other) => other.share - one.share)
  const [best, second] = shares
  if (best !== undefined && best.share > 0.8) {
    const clear = best.share - (second?.share ?? 0) > 0.1
    return decoded(bytes, clear ? best.encoding : 'gb18030', !clear)
  }
  // Chinese and Japanese characters are pairs of bytes; single ones between ASCII letters are European.
  const alone = sample.reduce(
    (count, byte, at) => (byte >= 0x80 && (sample[at - 1] ?? 0) < 0x80 && (sample[at + 1] ?? 0) < 0x80 ? count + 1 : count),
    0,
  )
  const european = alone > high * 0.6
  const named = high < fewBytes && !european ? null : detect(sample)
  if (european && (named === null || !/^(?:windows|iso)/i.test(named))) return decoded(bytes, 'windows-1252', true)
  return decoded(bytes, named !== null && isKnown(named) ? named : 'gb18030', true)
}

type Ranges = Readonly<{
  pair(lead: number, trail: number): boolean
  common(lead: number, trail: number): boolean
  single(byte: number): boolean
}>

const never = (): boolean => false
/** GB 2312 level 1 (the 3,755 usual characters) and its punctuation count as common. */
const gb: Ranges = {
  pair: (lead, trail) => lead >= 0x81 && trail >= 0x40 && trail !== 0x7f,
  common: (lead, trail) => trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || lead === 0xa1 || lead === 0xa3),
  single: never,
}
/** Big5 level 1 (the 5,401 usual characters) and its punctuation. */
const big5: Ranges = {
  pair: (lead, trail) => lead >= 0x81 && ((trail >= 0x40 && trail <= 0x7e) || trail >= 0xa1),
  common: (lead) => lead >= 0xa1 && lead <= 0xc6,
  single: never,
}
/** Kana, JIS level 1 characters and punctuation. */
const shiftJis: Ranges = {
  pair: (lead, trail) => ((lead >= 0x81 && lead <= 0x9f) || (lead >= 0xe0 && lead <= 0xfc)) && trail >= 0x40 && trail !== 0x7f,
  common: (lead, trail) => (lead >= 0x88 && lead <= 0x97) || lead === 0x81 || lead === 0x83 || (lead === 0x82 && trail >= 0x4f),
  single: (byte) => byte >= 0xa1 && byte <= 0xdf,
}

/** Which part of the double-byte characters is a common one, 0 to 1. */
function commonShare(bytes: Uint8Array, ranges: Ranges): number {
  let pairs = 0
  let common = 0
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] ?? 0
    const trail = bytes[at + 1] ?? 0
    if (lead < 0x80) continue
    pairs++
    if (ranges.single(lead) || !ranges.pair(lead, trail)) continue
    if (ranges.common(lead, trail)) common++
    at++
  }
  return pairs === 0 ? 0 : common / pairs
}

function decoded(bytes: Uint8Array, encoding: string, guessed = false): DecodedText {
  return Object.freeze({ text: new TextDecoder(encoding).decode(bytes), encoding, guessed })
}

function isKnown(encoding: string): boolean {
  try {
    return new TextDecoder(encoding).encoding !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function looksBinary(text: string): boolean {
  const start = text.slice(0, sampleBytes).replace(/\0+$/, '')
  if (start.includes('\0')) return true
  const odd = start.match(/(?![\t\n\v\f\r\u0085])\p{Cc}|[\ue000-\uf8ff\ufffd]/gu)?.length ?? 0
  return odd > Math.max(2, start.length * 0.03)
}
