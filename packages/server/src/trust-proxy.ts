import { KaiwuError } from '@kaiwu/core'
import type { Express } from 'express'

/** The environment variable that says what stands in front of the server. */
export const trustProxyVariable = 'KAIWU_TRUST_PROXY'

/**
 * Has an app believe what its proxies say of who asks, and whether it was by HTTPS: a number of proxies, or their addresses, such as
 * `1` or `loopback, 10.0.8.0/24`. Without it no forwarded header is believed, for anybody can send one.
 * @throws USAGE_INVALID
 */
export function trustProxy(app: Express, setting: string | undefined): void {
  const text = setting?.trim() ?? ''
  if (text === '') return
  try {
    app.set('trust proxy', /^\d{1,2}$/.test(text) ? Number(text) : text)
  } catch (error) {
    throw new KaiwuError(
      'USAGE_INVALID',
      {
        reason: `${trustProxyVariable}=${text}：要写代理的层数，或它们的地址 (the number of proxies, or their addresses, separated by commas)`,
      },
      { cause: error },
    )
  }
}
