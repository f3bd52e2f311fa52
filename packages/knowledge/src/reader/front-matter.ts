/** The properties at the head of a Markdown file and the text below them. */
export type FrontMatter = Readonly<{ properties: Readonly<Record<string, string>>; body: string }>

const pair = /^([^\s:：#-][^:：]{0,80}?)\s*[:：](?:\s+(.*)|(\S.*)?)$/

/**
 * The key of a property by which the facts of a document are found, for the words Chinese papers use. `until` is the last day in
 * force (有效期至); `ends`, which only an English key says, is the first day no longer.
 */
const knownKeys: Readonly<Record<string, string>> = {
  标题: 'title',
  文件名称: 'title',
  题名: 'title',
  文号: 'number',
  发文字号: 'number',
  文件编号: 'number',
  编号: 'number',
  发文机关: 'issuers',
  发布机关: 'issuers',
  制定机关: 'issuers',
  发布单位: 'issuers',
  发文单位: 'issuers',
  级别: 'level',
  效力级别: 'level',
  地区: 'region',
  适用地区: 'region',
  成文日期: 'written',
  发布日期: 'issued',
  公布日期: 'issued',
  印发日期: 'issued',
  施行日期: 'effective',
  实施日期: 'effective',
  生效日期: 'effective',
  失效日期: 'ends',
  废止日期: 'ends',
  有效期至: 'until',
  版本: 'version',
  版本号: 'version',
  密级: 'access',
  可见范围: 'access',
  型号: 'models',
  适用型号: 'models',
}

/**
 * Reads `key: value` lines between two `---` lines at the very start of a text. Values stay text: dates, numbers and
 * lists are kept as written, without surrounding quotes; the lines of a list are joined with a comma. A Chinese key that names a
 * fact (发文字号) is kept and also given under its English name (`number`), unless that is there.
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
      key = unquote(match[1] ?? '')
      found.set(key, unquote((match[2] ?? match[3] ?? '').trim()))
    } else if (key !== undefined && /^\s|^- /.test(line)) {
      const value = unquote(line.trim().replace(/^- +/, ''))
      const before = found.get(key) ?? ''
      found.set(key, before === '' || /^[|>][+-]?$/.test(before) ? value : `${before}, ${value}`)
    } else return undefined
  }
  return found.size === 0 ? undefined : Object.freeze(Object.fromEntries(withEnglishKeys(found)))
}

/** The first Chinese key wins where two name the same fact. */
function withEnglishKeys(found: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const all = new Map(found)
  for (const [key, value] of found) {
    const known = knownKeys[key.replace(/\s/g, '')]
    if (known !== undefined && value !== '' && !all.has(known)) all.set(known, value)
  }
  return all
}

function unquote(value: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(value)
  return quoted?.[2] ?? value
}
