import { KaiwuError, type TokenPrice } from '@kaiwu/core'
import type { ModelSettings } from '../model-settings.ts'
import { allProviders } from '../provider/all-providers.ts'
import { openChannel } from '../provider/open-channel.ts'
import type { KnownModels } from './settings-rules.ts'

/** An environment in which every key is there: settings are checked without keys, which may be on another machine. */
export const everyKeySet: Readonly<Record<string, string>> = new Proxy({}, { get: () => 'key' })

/** What Kaiwu's own provider files say. */
export const knownModels: KnownModels = Object.freeze({
  providers: Object.freeze(allProviders.map(({ id }) => id)),
  pricesOf(ref: string, settings: ModelSettings): readonly TokenPrice[] | undefined {
    try {
      const { prices, embedding, rerank } = openChannel(ref, { settings, environment: everyKeySet }).facts
      return prices ?? embedding?.prices ?? rerank?.prices ?? []
    } catch (error) {
      if (KaiwuError.is(error)) return undefined
      throw error
    }
  },
})
