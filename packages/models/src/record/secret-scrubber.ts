import type { HttpRequest } from '../wire/http.ts'

/** Takes the secrets of one request out of whatever is written down of it. */
export type Scrubber = Readonly<{
  url: string
  headers: Readonly<Record<string, string>>
  body: string | undefined
  /** A text with marks in place of secrets. */
  text(text: string): string
  /** Headers of the answer. */
  replied(headers: Readonly<Record<string, string>>): Record<string, string>
  /** Pieces of bytes with secrets overwritten, also those that two pieces share. Every piece keeps its length. */
  pieces(pieces: readonly Uint8Array[]): readonly Uint8Array[]
}>

const removed = '<removed>'
const secretHeader = /auth|cookie|secret|signature|(?:^|[-_])(?:key|token|apikey|appkey)$/i
const secretParameter =
  /^(?:authorization|sig(?:nature)?|(?:x-)?api[-_]?key|app[-_]?key|key|ak|sk|secret|password|.*[-_]?token)$/i
const secretReplied = /^set-cookie|^cookie|auth/i
// Shorter values such as `none` and `EMPTY` are no secrets, and would be found everywhere.
const shortest = 8

/**
 * What the secrets of a request are is told by its headers: keys, tokens and cookies, as they stand and in the forms in which
 * services repeat them. They are removed wherever they occur; so are parameters of the address that are named like secrets.
 */
export function scrubberFor(request: HttpRequest): Scrubber {
  const secrets = formsOf(secretsIn(request))
  const text = (given: string): string => secrets.reduce((kept, secret) => kept.split(secret).join(removed), given)
  return Object.freeze({
    url: text(plainAddress(request.url)),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, secretHeader.test(name) ? removed : text(value)]),
    ),
    body: request.body === undefined ? undefined : text(request.body),
    text,
    replied: (headers: Readonly<Record<string, string>>) =>
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, secretReplied.test(name) ? removed : text(value)]),
      ),
    pieces: (pieces: readonly Uint8Array[]) => overwritten(pieces, secrets),
  })
}

function secretsIn({ headers, url }: HttpRequest): string[] {
  const found = Object.entries(headers)
    .filter(([name]) => secretHeader.test(name))
    .flatMap(([, value]) => [value, ...(/^\w+\s+(\S+)$/.exec(value)?.slice(1) ?? []), ...valuesWithin(value)])
  const { searchParams, username, password } = new URL(url)
  for (const [name, value] of searchParams) if (secretParameter.test(name)) found.push(value)
  return [...found, decodeURIComponent(username), decodeURIComponent(password)].filter((secret) => secret.length >= shortest)
}

/** Of `session=abc; theme="dark"` what stands after the names. */
function valuesWithin(header: string): string[] {
  return [...header.matchAll(/[\w-]+="?([^\s;,"]+)/g)].map(([, value]) => value!)
}

/** As it is, for an address, within JSON, in base64, and its end alone. Longest first, so that no part is left standing. */
function formsOf(secrets: readonly string[]): string[] {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    ...(secret.length >= 20 ? [secret.slice(-12)] : []),
  ])
  return [...new Set(forms)].toSorted((a, b) => b.length - a.length)
}

function plainAddress(url: string): string {
  const address = new URL(url)
  address.username = ''
  address.password = ''
  for (const name of new Set(address.searchParams.keys()))
    if (secretParameter.test(name)) address.searchParams.set(name, 'removed')
  // An address without a secret stays as it was written.
  return address.href === new URL(url).href ? url : address.href
}

function overwritten(pieces: readonly Uint8Array[], secrets: readonly string[]): readonly Uint8Array[] {
  const whole = Buffer.concat(pieces)
  for (const secret of secrets)
    for (let at = whole.indexOf(secret); at !== -1; at = whole.indexOf(secret, at + secret.length))
      whole.fill('*', at, at + Buffer.byteLength(secret))
  let from = 0
  return pieces.map(({ length }) => whole.subarray(from, (from += length)))
}
