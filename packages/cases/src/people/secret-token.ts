import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const secretBytes = 32
const hashBytes = 32
const base32 = '0123456789abcdefghjkmnpqrstvwxyz'

/** A session's token: 256 random bits in base64url. */
export function newSessionToken(): string {
  return randomBytes(secretBytes).toString('base64url')
}

/** An API key: `kw_` and 256 random bits in base32, letters that are not mistaken for one another. */
export function newApiKey(): string {
  const bits = [...randomBytes(secretBytes)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const letters = bits.match(/.{1,5}/g)!.map((five) => base32[Number.parseInt(five, 2)]!)
  return `kw_${letters.join('')}`
}

/** Whether a text has the form of a session's token. */
export function isSessionToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text)
}

/** Whether a text has the form of an API key. */
export function isApiKey(text: string): boolean {
  return /^kw_[0-9a-hjkmnp-tv-z]{52}$/.test(text)
}

/** What is kept of a token or key. With 256 random bits a hash needs neither salt nor slowness. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares two hashes in a time that tells nothing of them. */
export function sameHash(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')]
  return left.length === hashBytes && right.length === hashBytes && timingSafeEqual(left, right)
}
