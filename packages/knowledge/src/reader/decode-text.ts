import { KaiwuError } from '@kaiwu/core'
import { detect } from 'chardet'
import { familiarShare } from './familiar-characters.ts'

/** A text file as a string. `guessed` is true when nothing in the file proves its encoding. */
export type DecodedText = Readonly<{ text: string; encoding: string; guessed: boolean }>

const binary = '二进制文件 (binary)'
const sampleBytes = 65_536
/** Below this many bytes outside ASCII, statistics say little. */
const fewBytes = 50

/**
 * Decodes a text file: byte order mark, UTF-16, strict UTF-8, then the encodings of Chinese, Japanese and Korean systems, by their
 * bytes and by how usual the characters are that come out. GB18030 is the default where neither decides.
 * @throws FILE_TYPE_MISMATCH when the bytes are no text
 */
export function decodeText(bytes: Uint8Array, name: string): DecodedText {
  const decoded =
    decodeMarked(bytes) ??
    decodeWide(bytes) ??
    decodeShort(bytes) ??
    decodeUtf8(bytes) ??
    decodeBrokenUtf8(bytes) ??
    decodeLegacy(bytes)
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

const usualInUtf16 = /[\t\n\r\u0020-\u007e\u00a0-\u024f\u2010-\u203b\u3000-\u30ff\u4e00-\u9fff\uff01-\uff60]/g

/** UTF-16 without a mark: its spaces, digits and line ends leave zero bytes, which no other text has. */
function decodeWide(bytes: Uint8Array): DecodedText | undefined {
  const sample = bytes.subarray(0, sampleBytes)
  if (bytes.length % 2 === 1 || !sample.includes(0)) return undefined
  const shares = ['utf-16le', 'utf-16be'].map((encoding) => {
    const start = new TextDecoder(encoding).decode(sample)
    return { encoding, share: (start.match(usualInUtf16)?.length ?? 0) / start.length, familiar: familiarShare(start) }
  })
  const [best] = shares.sort((one, other) => other.share + other.familiar - one.share - one.familiar)
  return best !== undefined && best.share >= 0.95 ? decoded(bytes, best.encoding) : undefined
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
  const ranked = pairEncodings
    .map(({ encoding, ranges }) => rank(sample, encoding, ranges))
    .sort((one, other) => other.score - one.score)
  const [best, second] = ranked
  const ahead = (best?.score ?? 0) - (second?.score ?? 0)
  if (best !== undefined && best.share > 0.8 && (best.score > 0.5 || ahead > 0.3)) {
    const clear = ahead > 0.2 && (sample.length >= 16 || (second?.share ?? 0) < 0.8)
    return decoded(bytes, best.encoding, !clear)
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

/** UTF-8 with a few broken bytes, as a file that was cut or joined has them: nearly all other characters come out right. */
function decodeBrokenUtf8(bytes: Uint8Array): DecodedText | undefined {
  const found = decoded(bytes, 'utf-8', true)
  let broken = 0
  let right = 0
  for (const character of found.text) {
    if (character === '\ufffd') broken++
    else if (character > '\u07ff') right++
  }
  return right >= 4 && right >= broken * 4 ? found : undefined
}

/** How well an encoding fits: by the bytes, and by what the text would say. */
function rank(
  sample: Uint8Array,
  encoding: string,
  ranges: Ranges,
): Readonly<{ encoding: string; share: number; score: number }> {
  const share = commonShare(sample, ranges)
  const known = share === 0 ? 0 : familiarShare(new TextDecoder(encoding).decode(sample.subarray(0, 8_192)))
  // Any pair of GB 2312 is Hangul or Hanja too: it takes a few to believe it.
  const few = encoding === 'euc-kr' && sample.length < 8 ? 0.6 : 0
  const score = share === 0 ? 0 : (share + known) / 2 - few
  return { encoding, share, score }
}

/**
 * A few Chinese characters that the usual order of tests takes for something else: UTF-16 without a mark and without a zero byte, and
 * GB18030 whose pairs happen to be valid UTF-8 (通知). The bytes alone never prove it, so it is a guess.
 */
function decodeShort(bytes: Uint8Array): DecodedText | undefined {
  if (bytes.length > 256 || bytes.length < 4) return undefined
  const strict = decodeUtf8(bytes)
  if (strict === undefined) {
    const other = decodeLegacy(bytes)?.text ?? ''
    return bareWide(bytes, /(?![\t\n\r])\p{Cc}|\ufffd/u.test(other) ? 0 : Math.max(0.5, familiarShare(other)))
  }
  const letters = strict.text.match(/[^\0-\x7f]/gu) ?? []
  // Signs inside what would be one English word: `O}Y is 你好.
  if (letters.length === 0) return /^[^\s,.]*[`\\^{}|~:;&_/\p{Cc}][^\s,.]*$/u.test(strict.text) ? bareWide(bytes, 1) : undefined
  if (letters.length < 2 || !letters.every((one) => /[\u0100-\u0390\u0450-\u07ff]/.test(one))) return undefined
  const chinese = decoded(bytes, 'gb18030', true)
  return familiarShare(chinese.text) >= 0.5 ? chinese : undefined
}

/** @param least the share of usual characters that makes one believe it */
function bareWide(bytes: Uint8Array, least: number): DecodedText | undefined {
  if (bytes.length % 2 === 1 || bytes.includes(0x20)) return undefined
  return ['utf-16le', 'utf-16be']
    .map((encoding) => decoded(bytes, encoding, true))
    .filter(({ text }) => /^[\u3001-\u3011\u4e00-\u9fff\uff01-\uff1f]+$/.test(text) && familiarShare(text) >= least)
    .sort((one, other) => familiarShare(other.text) - familiarShare(one.text))[0]
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

/** Hangul. */
const korean: Ranges = {
  pair: (lead, trail) => lead >= 0xa1 && trail >= 0xa1,
  common: (lead) => (lead >= 0xb0 && lead <= 0xc8) || lead === 0xa1 || lead === 0xa3,
  single: never,
}
const pairEncodings: readonly Readonly<{ encoding: string; ranges: Ranges }>[] = [
  { encoding: 'gb18030', ranges: gb },
  { encoding: 'big5', ranges: big5 },
  { encoding: 'shift_jis', ranges: shiftJis },
  { encoding: 'euc-kr', ranges: korean },
]

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
