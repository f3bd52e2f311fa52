/** The properties at the head of a Markdown file and the text below them. */
export type FrontMatter = Readonly<{ properties: Readonly<Record<string, string>>; body: string }>

const pair = /^([^\s:：#-][^:：]{0,80}?)\s*[:：](?:\s+(.*)|(\S.*)?)$/

/**
 * Reads `key: value` lines between two `---` lines at the very start of a text. Values stay text: dates, numbers and
 * lists are kept as written, without surrounding quotes; the lines of a list are joined with a comma.
 * Anything that does not look like properties is left in the body.
 */
export function readFrontMatter(text: string): FrontMatter {
  const none = Object.freeze({ properties: Object.freeze({}), body: text })
  const lines = text.split('\n')
  if (lines[0]?.trim() !== '---') return none
  const close = lines.findIndex((line, at) => at > 0 && /^(---|\.\.\.)\s*$/.test(line))
  if (close < 0) return none
  const properties = readPairs(lines.slice(1, close))
  return properties === undefined ? none : Object.freeze({ properties, body: lines.slice(close + 1).join('\n') })
}

function readPairs(lines: readonly string[]): Readonly<Record<string, string>> | undefined {
  const found = new Map<string, string>()
  let key: string | undefined
  for (const line of lines) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue
    const match = pair.exec(line)
    if (match !== null) {
      key = match[1] ?? ''
      found.set(key, unquote((match[2] ?? match[3] ?? '').trim()))
    } else if (key !== undefined && /^\s|^- /.test(line)) {
      const value = unquote(line.trim().replace(/^- +/, ''))
      const before = found.get(key) ?? ''
      found.set(key, before === '' || /^[|>][+-]?$/.test(before) ? value : `${before}, ${value}`)
    } else return undefined
  }
  return found.size === 0 ? undefined : Object.freeze(Object.fromEntries(found))
}

function unquote(value: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(value)
  return quoted?.[2] ?? value
}
