import type { Channel } from './channel.ts'

/** The header that a channel's key goes in, and what it holds. */
export function keyHeader({ provider }: Channel, key: string): readonly [name: string, value: string] {
  return provider.auth === 'api-key' ? ['api-key', key] : ['authorization', `Bearer ${key}`]
}
