/** How a body's end is known. */
export type BodyFraming = Readonly<{ kind: 'chunked' } | { kind: 'length'; length: number } | { kind: 'close' }>

/** The beginning of an answer over HTTP/1.1. Header names in lower case; equal ones joined by commas. */
export type ResponseHead = Readonly<{
  status: number
  headers: Readonly<Record<string, string>>
  framing: BodyFraming
  /** The connection may serve another request after this answer. */
  reusable: boolean
}>

const statusLine = /^HTTP\/1\.([01]) (\d{3})(?: [^\r\n]*)?$/
const headerLine = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/

/**
 * Reads a head, without the empty line that ends it.
 * @throws Error when it is no head of HTTP/1, or its body's end cannot be known for sure
 */
export function responseHead(text: string): ResponseHead {
  const [first = '', ...lines] = text.split('\r\n')
  const match = statusLine.exec(first)
  if (!match) throw new Error('not an answer of HTTP/1.1')
  const status = Number(match[2])
  const headers: Record<string, string> = Object.create(null) as Record<string, string>
  for (const line of lines) {
    const [, name, value = ''] = headerLine.exec(line) ?? []
    if (name === undefined) throw new Error('a header that is none')
    const key = name.toLowerCase()
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`
  }
  const framing = framingOf(status, headers)
  const closes = /\bclose\b/i.test(headers['connection'] ?? '') || match[1] === '0'
  return { status, headers, framing, reusable: !closes && framing.kind !== 'close' }
}

function framingOf(status: number, headers: Readonly<Record<string, string>>): BodyFraming {
  if (status < 200 || status === 204 || status === 304) return { kind: 'length', length: 0 }
  const coding = headers['transfer-encoding']
  const length = headers['content-length']
  // Both at once is how one answer is made to look like two.
  if (coding !== undefined && length !== undefined) throw new Error('both Transfer-Encoding and Content-Length')
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked') throw new Error(`Transfer-Encoding ${coding.slice(0, 40)}`)
    return { kind: 'chunked' }
  }
  if (length === undefined) return { kind: 'close' }
  if (!/^\d{1,15}$/.test(length)) throw new Error(`Content-Length ${length.slice(0, 40)}`)
  return { kind: 'length', length: Number(length) }
}
