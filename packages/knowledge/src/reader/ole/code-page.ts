/** Names of encodings by the number Windows or the Macintosh gives them. */
const codePages: Readonly<Record<number, string>> = {
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gb18030',
  949: 'euc-kr',
  950: 'big5',
  1200: 'utf-16le',
  10000: 'macintosh',
  10001: 'shift_jis',
  10002: 'big5',
  10003: 'euc-kr',
  10007: 'x-mac-cyrillic',
  10008: 'gb18030',
  32768: 'macintosh',
  65001: 'utf-8',
}

/** Decodes text in the encoding that Windows or the Macintosh knows by a number; Western European for unknown ones. */
export function codePageDecoder(codePage: number): (bytes: Uint8Array) => string {
  const windows = codePage >= 1250 && codePage <= 1258 ? `windows-${codePage}` : 'windows-1252'
  const decoder = new TextDecoder(codePages[codePage] ?? windows)
  return (bytes) => decoder.decode(bytes)
}
