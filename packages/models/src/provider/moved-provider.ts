import type { Provider } from './provider.ts'
import { isPrivateAddress, movedAddress, movedEndpoint, sameOrigin } from './service-address.ts'

/**
 * A provider as it is at the operator's address: another region, a relay, a service of the house. Every further address of it
 * moves along. Prices hold at the address they were read for and within the house; what a service costs at another public
 * address, such as an international site, nobody has said.
 * @param base without holes and without a slash at its end
 */
export function movedProvider(provider: Provider, base: string): Provider {
  if (base === provider.baseUrl) return provider
  const priced = sameOrigin(provider.baseUrl, base) || isPrivateAddress(base) || provider.baseUrl.includes('{')
  const settled = priced ? provider : withoutPrices(provider)
  return { ...settled, baseUrl: base, ...addressesAt(settled, base) }
}

function addressesAt(provider: Provider, base: string): Pick<Provider, 'models' | 'families' | 'embeddings' | 'rerank'> {
  const { models, families, embeddings, rerank } = provider
  const based = <T extends Readonly<{ baseUrl?: string }>>(entry: T): T =>
    entry.baseUrl === undefined ? entry : { ...entry, baseUrl: movedAddress(entry.baseUrl, provider.baseUrl, base) }
  const at = (url: string): string => (url.startsWith('/') ? url : movedEndpoint(url, provider.baseUrl, base))
  return {
    models: mapped(models, based),
    ...(families ? { families: families.map(based) } : {}),
    ...(embeddings ? { embeddings: { ...based(embeddings), models: mapped(embeddings.models, based) } } : {}),
    ...(rerank
      ? {
          rerank: {
            ...rerank,
            url: at(rerank.url),
            models: mapped(rerank.models, (facts) => (facts.url === undefined ? facts : { ...facts, url: at(facts.url) })),
          },
        }
      : {}),
  }
}

function withoutPrices(provider: Provider): Provider {
  const { families, embeddings, rerank } = provider
  return {
    ...provider,
    models: mapped(provider.models, unpriced),
    ...(families ? { families: families.map(unpriced) } : {}),
    ...(embeddings ? { embeddings: { ...embeddings, models: mapped(embeddings.models, unpriced) } } : {}),
    ...(rerank ? { rerank: { ...rerank, models: mapped(rerank.models, unpriced) } } : {}),
  }
}

function unpriced<T extends Readonly<{ prices?: unknown }>>({ prices: _, ...facts }: T): Omit<T, 'prices'> {
  return facts
}

function mapped<From, To>(record: Readonly<Record<string, From>>, to: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]))
}
