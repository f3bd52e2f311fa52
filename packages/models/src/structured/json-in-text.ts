/** The one JSON value that a text holds, or why there is none to be had. */
export type FoundJson = Readonly<{ value: unknown }> | Readonly<{ mistake: string }>

/** Deeper values are refused: what checks or prints them calls itself for each level. */
export const mostLevels = 200

/**
 * Finds the JSON value in what a model said: the text itself, in a fence, or with words around it, after thoughts that slipped into
 * the text. The value itself is read strictly: no comments, no trailing commas. Two different values are none.
 * @param root what the value must be outermost
 */
export function jsonInText(text: string, root: 'object' | 'array' | 'any'): FoundJson {
  const said = text.replace(/^\uFEFF/, '').trim()
  if (said === '') return { mistake: 'the answer is empty' }
  const whole = parsed(said)
  if ('value' in whole) return whole
  const thoughtsEnd = said.lastIndexOf(endOfThoughts)
  const afterThoughts = thoughtsEnd < 0 ? said : said.slice(thoughtsEnd + endOfThoughts.length).trim()
  const rest = afterThoughts === said ? whole : parsed(afterThoughts)
  if ('value' in rest) return rest
  const opens = root === 'object' ? '{' : root === 'array' ? '[' : '{['
  const candidates = fencesOf(afterThoughts).filter((one) => root === 'any' || one.trimStart().startsWith(opens))
  const found = valuesOf(candidates)
  const values = found.length > 0 ? found : valuesOf(regionsOf(afterThoughts, opens))
  if (values.length === 1) return { value: values[0] }
  if (values.length > 1) return { mistake: `there are ${values.length} different JSON values in the answer, not one` }
  return opens.includes(afterThoughts[0] ?? '')
    ? rest
    : { mistake: `there is no JSON ${root === 'any' ? 'value' : root} in the answer` }
}

const endOfThoughts = '</think>'

function parsed(text: string): FoundJson {
  if (levelsOf(text) > mostLevels) return { mistake: `nested deeper than ${mostLevels} levels` }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    if (error instanceof SyntaxError) return { mistake: `not valid JSON: ${error.message}` }
    throw error
  }
}

/** Different values among candidates. */
function valuesOf(candidates: Iterable<string>): readonly unknown[] {
  const different = new Map<string, unknown>()
  for (const candidate of candidates) {
    const one = parsed(candidate)
    if ('value' in one) different.set(JSON.stringify(one.value), one.value)
  }
  return [...different.values()]
}

/** What stands between lines that begin with three backticks. */
function fencesOf(text: string): readonly string[] {
  const blocks: string[] = []
  let open: string[] | undefined
  for (const line of text.split('\n')) {
    if (!line.trimStart().startsWith('```')) open?.push(line)
    else if (open) {
      blocks.push(open.join('\n'))
      open = undefined
    } else open = []
  }
  return blocks
}

// An opening bracket that never closes costs a pass over the rest of the text; one that closes costs a try.
const mostUnclosed = 4
const mostClosed = 64

/** Pieces of a text from an opening bracket to the one that closes it, outermost ones only. */
function* regionsOf(text: string, opens: string): Generator<string> {
  let at = 0
  let unclosed = 0
  let closed = 0
  while (unclosed < mostUnclosed && closed < mostClosed) {
    while (at < text.length && !opens.includes(text[at]!)) at++
    if (at >= text.length) return
    const end = endOf(text, at)
    if (end === 0) unclosed++
    else {
      closed++
      yield text.slice(at, end)
    }
    at = end === 0 ? at + 1 : end
  }
}

/** Where a bracket is closed, brackets in strings not counted; 0 when it never is. */
function endOf(text: string, from: number): number {
  let level = 0
  let inString = false
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === backslash) at++
      else if (code === quote) inString = false
    } else if (code === quote) inString = true
    else if (code === openBrace || code === openBracket) level++
    else if ((code === closeBrace || code === closeBracket) && --level === 0) return at + 1
  }
  return 0
}

/** How deep a text nests. */
function levelsOf(text: string): number {
  let level = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === backslash) at++
      else if (code === quote) inString = false
    } else if (code === quote) inString = true
    else if (code === openBrace || code === openBracket) {
      if (++level > deepest) deepest = level
    } else if (code === closeBrace || code === closeBracket) level--
  }
  return deepest
}

const [quote, backslash] = [34, 92]
const [openBrace, closeBrace, openBracket, closeBracket] = [123, 125, 91, 93]
