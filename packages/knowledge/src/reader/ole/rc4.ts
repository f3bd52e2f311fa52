/** One RC4 key: each call goes on with the stream of bytes where the last one stopped. */
export type Rc4 = (bytes: Uint8Array) => Buffer

/** Starts RC4, which Node.js has no longer and Office 97-2003 locks its files with. Opening and locking are the same. */
export function rc4(key: Uint8Array): Rc4 {
  const state = Uint8Array.from({ length: 256 }, (_, at) => at)
  let one = 0
  let other = 0
  const swap = (): void => {
    const kept = state[one] ?? 0
    state[one] = state[other] ?? 0
    state[other] = kept
  }
  for (one = 0; one < 256; one++) {
    other = (other + (state[one] ?? 0) + (key[one % key.length] ?? 0)) & 255
    swap()
  }
  one = 0
  other = 0
  return (bytes) => {
    const result = Buffer.alloc(bytes.length)
    for (let at = 0; at < bytes.length; at++) {
      one = (one + 1) & 255
      other = (other + (state[one] ?? 0)) & 255
      swap()
      result[at] = (bytes[at] ?? 0) ^ (state[((state[one] ?? 0) + (state[other] ?? 0)) & 255] ?? 0)
    }
    return result
  }
}
