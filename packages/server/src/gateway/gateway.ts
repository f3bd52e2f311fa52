import { KaiwuError, type ChargedTo, type ChatRequest, type Embedder } from '@kaiwu/core'
import { splitExtractive, type GatewayKey, type Journey, type ModelReference, type Models } from '@kaiwu/models'
import { gatewayKeys, type GatewayKeys } from './gateway-keys.ts'

/** Whom calls are charged to: a key of the settings, or a person's. */
export type Payer = Omit<GatewayKey, 'sha256'>

/** Models under the names that an operator gave them, for clients that speak OpenAI's API. */
export type Gateway = Readonly<{
  keys: GatewayKeys
  /** The names that a key may use. */
  aliases(key: Payer | undefined): readonly string[]
  /** Whether a key may use a name. @throws ALIAS_NOT_FOUND, no matter whether it is there at all */
  allow(alias: string, key: Payer | undefined, others: readonly string[]): void
  /** The way of one request over the models behind an alias. @throws what opening models throws */
  journey(alias: string, request: ChatRequest): Journey
  /** The first model behind an alias, as an embedder: vectors of two models cannot be compared, so there is no other. */
  embedder(alias: string, dimension: number | undefined): Embedder
}>

/** Opens the gateway to models. */
export function openGateway(models: Models): Gateway {
  const { aliases, keys } = models.settings
  const references = new Map(
    Object.keys(aliases).flatMap((alias): (readonly [string, ModelReference])[] => {
      // An answer out of passages is none to a client that sends none.
      const { reference } = splitExtractive(alias, aliases)
      return reference === undefined ? [] : [[alias, reference]]
    }),
  )
  const journeys = new Map<string, (request: ChatRequest) => Journey>()
  const referenceOf = (alias: string): ModelReference => {
    const reference = references.get(alias)
    if (reference === undefined)
      throw new KaiwuError('ALIAS_NOT_FOUND', { name: alias, known: [...references.keys()].join(', ') })
    return reference
  }
  const allowed = (key: Payer | undefined): readonly string[] =>
    [...references.keys()].filter((alias) => key?.models === undefined || key.models.includes(alias))
  return Object.freeze({
    keys: gatewayKeys(keys),
    aliases: allowed,
    allow(alias: string, key: Payer | undefined, others: readonly string[]) {
      const known = allowed(key)
      if (known.includes(alias)) return
      throw new KaiwuError('ALIAS_NOT_FOUND', { name: alias.slice(0, 100), known: [...others, ...known].join(', ') || '-' })
    },
    journey(alias: string, request: ChatRequest) {
      let setOut = journeys.get(alias)
      // What cannot be opened is tried again: a key may have been put into the environment since.
      if (!setOut) journeys.set(alias, (setOut = models.journeys(referenceOf(alias))))
      return setOut(request)
    },
    embedder(alias: string, dimension: number | undefined) {
      const [channel] = models.channels(referenceOf(alias))
      if (!channel) throw new KaiwuError('ALIAS_NOT_FOUND', { name: alias, known: [...references.keys()].join(', ') })
      return models.embedder(channel.ref, dimension === undefined ? {} : { dimension })
    },
  })
}

/** To whom calls with a key are charged. */
export function chargedTo(key: Payer | undefined): ChargedTo {
  if (!key) return {}
  const { name, user, department } = key
  return { key: name, ...(user === undefined ? {} : { user }), ...(department === undefined ? {} : { department }) }
}
