import { createHash, timingSafeEqual } from 'node:crypto'
import { KaiwuError } from '@kaiwu/core'
import type { GatewayKey } from '@kaiwu/models'

/** Tells who calls by the key that comes with a request. */
export type GatewayKeys = Readonly<{
  /** Nobody needs a key. */
  open: boolean
  /** The key a header `Authorization: Bearer …` holds, if it is known. */
  keyOf(authorization: string | undefined): GatewayKey | undefined
  /** The key of a caller who needs one; undefined when nobody does. @throws KEY_REQUIRED, KEY_UNKNOWN */
  authorise(authorization: string | undefined): GatewayKey | undefined
}>

/** Keys by their hashes. Each comparison takes as long, whichever key it is and whether or not there is one. */
export function gatewayKeys(keys: readonly GatewayKey[]): GatewayKeys {
  const hashes = keys.map(({ sha256 }) => Buffer.from(sha256, 'hex'))
  const keyOf = (authorization: string | undefined): GatewayKey | undefined => {
    const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
    if (given === undefined) return undefined
    const hash = createHash('sha256').update(given).digest()
    let found: GatewayKey | undefined
    for (const [at, known] of hashes.entries()) if (timingSafeEqual(hash, known)) found = keys[at]
    return found
  }
  return Object.freeze({
    open: keys.length === 0,
    keyOf,
    authorise(authorization: string | undefined) {
      if (keys.length === 0) return undefined
      const key = keyOf(authorization)
      if (key) return key
      throw new KaiwuError(authorization === undefined ? 'KEY_REQUIRED' : 'KEY_UNKNOWN')
    },
  })
}
