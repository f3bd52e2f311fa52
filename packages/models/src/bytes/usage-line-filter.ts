const lineFeed = 10
const quotedUsage = Buffer.from('"usage"')
const brace = 123
const colon = 58
const longestHeld = 64 * 1024

/**
 * Withholds the one event of a stream that tells nothing but usage, from clients that did not ask for it. All other bytes pass as
 * they are; a line is handed on when it is whole, which is when a client can read it.
 */
export class UsageLineFilter {
  #held: Buffer | undefined

  /** What may be handed on. */
  take(chunk: Buffer): Buffer | undefined {
    const bytes = this.#held ? Buffer.concat([this.#held, chunk]) : chunk
    this.#held = undefined
    if (bytes[bytes.length - 1] === lineFeed) return withoutUsage(bytes)
    const end = bytes.lastIndexOf(lineFeed) + 1
    // A line as long as this is no line of usage.
    if (bytes.length - end > longestHeld) return withoutUsage(bytes)
    this.#held = bytes.subarray(end)
    return end === 0 ? undefined : withoutUsage(bytes.subarray(0, end))
  }

  /** What is left at the end. */
  rest(): Buffer | undefined {
    const held = this.#held
    this.#held = undefined
    return held && withoutUsage(held)
  }
}

function withoutUsage(bytes: Buffer): Buffer | undefined {
  if (!mayTellUsage(bytes)) return bytes
  const kept: Buffer[] = []
  let from = 0
  while (from < bytes.length) {
    const at = bytes.indexOf(lineFeed, from)
    const end = at < 0 ? bytes.length : at + 1
    const line = bytes.subarray(from, end)
    if (!mayTellUsage(line) || !isUsageAlone(line)) kept.push(line)
    from = end
  }
  return kept.length === 0 ? undefined : Buffer.concat(kept)
}

/** Whether `"usage"` is followed by an object: services that count along send null until the end. */
function mayTellUsage(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(quotedUsage); at >= 0; at = bytes.indexOf(quotedUsage, at + 1)) {
    let next = at + quotedUsage.length
    while (bytes[next] === 32 || bytes[next] === colon) next += 1
    if (bytes[next] === brace) return true
  }
  return false
}

function isUsageAlone(line: Buffer): boolean {
  const text = line.toString('utf8')
  if (!text.startsWith('data:')) return false
  try {
    const { choices, usage } = JSON.parse(text.slice(5)) as { choices?: unknown; usage?: unknown }
    return Array.isArray(choices) && choices.length === 0 && typeof usage === 'object'
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
