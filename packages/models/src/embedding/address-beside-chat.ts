import type { Channel } from '../wire/channel.ts'

/**
 * The address of a service beside chat. A path is put behind the base. A whole address that is known of the provider moves to the
 * site, and behind the prefix, that the operator set for the channel: what is asked may not travel to an address nobody configured.
 */
export function addressBesideChat({ baseUrl, provider }: Channel, url: string): string {
  if (!/^https?:\/\//.test(url)) return `${baseUrl}${url.startsWith('/') ? '' : '/'}${url}`
  if (!URL.canParse(provider.baseUrl) || !URL.canParse(url)) return url
  const [known, set] = [new URL(provider.baseUrl), new URL(baseUrl)]
  const prefix = set.pathname.endsWith(known.pathname) ? set.pathname.slice(0, -known.pathname.length) : ''
  if (known.origin === set.origin && prefix === '') return url
  return set.origin + prefix + url.slice(new URL(url).origin.length)
}
