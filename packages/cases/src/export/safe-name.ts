const mostBytes = 120

/**
 * A name that every file system takes, made of any text: no path, no sign that some system cannot write, not too long; the ending stays.
 * @example
 * safeName('../../报价 单?.pdf') // '.._.._报价_单_.pdf'
 */
export function safeName(text: string): string {
  const name = text.normalize('NFC').replace(/[\p{C}\s<>:"/\\|?*%]+/gu, '_')
  const [, stem = '', ending = ''] = /^(.*?)(\.[a-z0-9]{1,10})?$/iu.exec(name)!
  return `${cut(stem, mostBytes - ending.length)}${ending}`.replace(/[. ]+$/, '_') || '_'
}

/** Where a file of a case lies in its export: its number tells it from others that are called the same, or nearly. */
export function attachmentPath(at: number, name: string): string {
  return `attachments/${String(at + 1).padStart(3, '0')}-${safeName(name)}`
}

function cut(text: string, most: number): string {
  let bytes = 0
  let kept = ''
  for (const letter of text) {
    bytes += Buffer.byteLength(letter)
    if (bytes > most) break
    kept += letter
  }
  return kept
}
