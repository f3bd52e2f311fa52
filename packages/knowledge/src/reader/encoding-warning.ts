import type { DecodedText } from './decode-text.ts'
import type { ReadDocument } from './reader.ts'

/** What to tell the reader when the encoding of a text file is a guess; empty otherwise. */
export function encodingWarning(decoded: DecodedText): ReadDocument['warnings'] {
  if (!decoded.guessed) return []
  const encoding = decoded.encoding.toUpperCase()
  return [
    {
      zh: `文件没有说明编码，按 ${encoding} 读取；如有乱码，请另存为 UTF-8`,
      en: `The file does not say its encoding; it was read as ${encoding}. If the text is garbled, save it as UTF-8`,
      kind: 'doubtful',
      sample: decoded.text.replace(/\s+/g, ' ').trim().slice(0, 80),
    },
  ]
}
