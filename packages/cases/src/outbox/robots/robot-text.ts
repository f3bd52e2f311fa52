const segmenter = new Intl.Segmenter('zh', { granularity: 'grapheme' })

// What begins markdown, a mention or a tag with some vendor. Full width it looks alike, and begins nothing; no vendor has an escape.
const marks: Readonly<Record<string, string>> = Object.freeze({
  ...{ '*': '＊', _: '＿', '`': '｀', '~': '～', '#': '＃', '|': '｜', '\\': '＼', '!': '！', '@': '＠' },
  ...{ '[': '［', ']': '］', '<': '＜', '>': '＞', '&': '＆' },
})

/**
 * Somebody's text as a group may be shown it: on one line, and nothing but text, whatever it holds. Addresses in it are not turned into
 * links by the chat either.
 * @example
 * robotText('[领奖](http://x.example) @all') // '［领奖］(http：//x．example) ＠all'
 */
export function robotText(text: string): string {
  return (
    text
      // Also what turns the direction of writing round, or is not seen; what joins the parts of one character stays.
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\s\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]+/gu, ' ')
      .replace(/[*_`~#|\\!@[\]<>&]/g, (mark) => marks[mark]!)
      .replace(/:(?=\/\/)/g, '：')
      // A dot before letters makes a name that chats turn into a link; before digits it is a number.
      .replace(/\.(?=\p{L}{2})/gu, '．')
      // What begins a list or a heading by standing first.
      .replace(/^(\s*)([-+=]|\d+\.(?=\s))/, '$1\u200b$2')
      .trim()
  )
}

/** How many bytes a text takes within JSON, without its quotes: at least as many as it has in UTF-8. */
export function bytesInJson(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2
}

/** A text of at most so many bytes, within JSON too, cut after a whole character and with `…` then. */
export function cutTo(text: string, mostBytes: number): string {
  if (bytesInJson(text) <= mostBytes) return text
  let left = mostBytes - bytesInJson('…')
  let end = 0
  for (const { segment, index } of segmenter.segment(text)) {
    left -= bytesInJson(segment)
    if (left < 0) break
    end = index + segment.length
  }
  return `${text.slice(0, end)}…`
}
