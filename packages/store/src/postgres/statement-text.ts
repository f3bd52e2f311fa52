/** A statement as PostgreSQL takes it. */
export type StatementText = Readonly<{
  text: string
  /** How many values it takes. */
  values: number
}>

/**
 * Writes a statement in PostgreSQL's way: `?` and `?1` become `$1`, numbered as SQLite numbers them, and names in camelCase are
 * quoted, since PostgreSQL would make them small (`AS passageCount`). What stands in quotes, comments and dollar quotes is left alone.
 * A question mark is always a value; the JSON operators that contain one cannot be written.
 * @example
 * statementText("SELECT '?' AS mark FROM x WHERE id = ? OR path = ?1").text // SELECT '?' AS mark FROM x WHERE id = $1 OR path = $1
 */
export function statementText(sql: string): StatementText {
  let text = ''
  let values = 0
  for (let at = 0; at < sql.length;) {
    const quoted = endOfQuoted(sql, at)
    if (quoted > at) {
      text += sql.slice(at, quoted)
      at = quoted
      continue
    }
    token.lastIndex = at
    const [found = sql.charAt(at), number] = token.exec(sql) ?? []
    if (found.startsWith('?')) {
      const place = number ? Number(number) : values + 1
      values = Math.max(values, place)
      text += `$${place}`
    } else text += camelCase.test(found) ? `"${found}"` : found
    at += found.length
  }
  return Object.freeze({ text, values })
}

// A value, or a whole word (so that the $ of a$b$ and the E of aE'' begin nothing).
const token = /\?(\d*)|[\p{L}_][\p{L}\p{N}_$]*|\d[\p{L}\p{N}_.]*/uy
const camelCase = /^[a-z]+[a-z0-9]*[A-Z][A-Za-z0-9]*$/
const escapeString = /[eE]'(?:[^'\\]|\\[^]|'')*(?:'|$)/y
const plainString = /'(?:[^']|'')*(?:'|$)/y
const identifier = /"(?:[^"]|"")*(?:"|$)/y
const lineComment = /--[^\n]*/y
const dollarTag = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy
const commentMark = /\/\*|\*\//g

/** Where what is quoted or commented from here on ends; the place itself where nothing of the kind begins. */
function endOfQuoted(sql: string, at: number): number {
  for (const form of [escapeString, plainString, identifier, lineComment]) {
    form.lastIndex = at
    const found = form.exec(sql)
    if (found) return at + found[0].length
  }
  if (sql.startsWith('/*', at)) return endOfComment(sql, at)
  dollarTag.lastIndex = at
  const tag = dollarTag.exec(sql)?.[0]
  if (tag === undefined) return at
  const end = sql.indexOf(tag, at + tag.length)
  return end < 0 ? sql.length : end + tag.length
}

/** PostgreSQL's comments stand within one another. */
function endOfComment(sql: string, at: number): number {
  commentMark.lastIndex = at
  let depth = 0
  for (let mark = commentMark.exec(sql); mark; mark = commentMark.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.index + 2
  }
  return sql.length
}
