/** An address without slashes at its end. */
export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}

/** Puts values into the `{name}` holes of an address; names of holes without a value are in `missing`. */
export function filledAddress(
  url: string,
  values: Readonly<Record<string, string>>,
): Readonly<{ url: string; missing: readonly string[] }> {
  const missing: string[] = []
  const filled = url.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value) return value
    missing.push(name)
    return hole
  })
  return { url: filled, missing }
}

/**
 * Where a vendor's further address is once its base has been moved: to another region, a relay or a service of the house.
 * What goes to the vendor's base must not go to another address of the vendor behind the operator's back.
 * @example
 * movedAddress('https://x.cn/a/v1/reranks', 'https://x.cn/b/v1', 'https://x.com/b/v1') // 'https://x.com/a/v1/reranks'
 */
export function movedAddress(url: string, base: string, movedBase: string): string {
  if (base === movedBase) return url
  const shared = sharedFolder(url, base)
  const [tail, movedTail] = [url.slice(shared.length), base.slice(shared.length)]
  // Where the operator's address is built as the vendor's is, the other one is too.
  if (shared !== '' && movedTail !== '' && movedBase.endsWith(`/${movedTail}`))
    return movedBase.slice(0, -movedTail.length) + tail
  return isBelow(url, base) ? movedBase + url.slice(base.length) : movedBase
}

/** As {@link movedAddress}, for an address that ends in the name of what is asked, which stays at its end. */
export function movedEndpoint(url: string, base: string, movedBase: string): string {
  const moved = movedAddress(url, base, movedBase)
  return moved === movedBase ? `${movedBase}/${url.slice(url.lastIndexOf('/') + 1)}` : moved
}

function isBelow(url: string, base: string): boolean {
  return base !== '' && url.startsWith(`${base}/`)
}

/** The longest beginning, host included, that both addresses share up to a slash; empty for different hosts. */
function sharedFolder(one: string, other: string): string {
  let end = 0
  while (end < one.length && end < other.length && one[end] === other[end]) end++
  const shared = one.slice(0, one.lastIndexOf('/', end - 1) + 1)
  return /^https?:\/\/[^/]+\//.test(shared) ? shared : ''
}

/** Whether two addresses are of the same scheme, host and port. */
export function sameOrigin(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin
}

function isThisMachine(url: string): boolean {
  const host = hostOf(url)
  return (
    host !== undefined &&
    (/^127\.\d+\.\d+\.\d+$/.test(host) || host === '::1' || host === 'localhost' || host.endsWith('.localhost'))
  )
}

/**
 * Whether an address is on this machine or in a private network: 10/8, 172.16/12, 192.168/16, fc00::/7, `*.local`.
 * Judged by the name as it is written: nothing is looked up.
 */
export function isPrivateAddress(url: string): boolean {
  if (isThisMachine(url)) return true
  const host = hostOf(url)
  if (host === undefined) return false
  if (host.endsWith('.local')) return true
  if (host.includes(':')) return /^f[cd][0-9a-f]{2}:/.test(host)
  const [a = 0, b = 0] = /^\d+\.\d+\.\d+\.\d+$/.test(host) ? host.split('.').map(Number) : []
  return a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168)
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase().replace(/^\[|\]$|\.$/g, '') : undefined
}
