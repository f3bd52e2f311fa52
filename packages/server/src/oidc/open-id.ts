import { createHash, randomBytes } from 'node:crypto'
import type { IdentityRules, VerifiedClaims } from '@kaiwu/cases'
import { KaiwuError, type Clock } from '@kaiwu/core'
import type { ClientAuth, Configuration } from 'openid-client'
import type { Logger } from 'pino'
import { readFlow, sealFlow } from './flow-cookie.ts'
import type { OpenIdSettings } from './open-id-settings.ts'

/** Signing in by an OpenID provider: the authorization code flow with PKCE, state and nonce. */
export type OpenId = Readonly<{
  rules: IdentityRules
  /** Where to send the browser, and the cookie it keeps meanwhile. @throws OPENID_UNREACHABLE */
  begin(solution: string, redirectUri: string): Promise<Readonly<{ location: string; cookie: string }>>
  /**
   * Who somebody is, once the provider has sent them back: the claims of an ID token whose signature, issuer, audience, time and nonce
   * have been checked. @throws OPENID_UNREACHABLE, OPENID_REFUSED
   */
  finish(solution: string, returned: Returned): Promise<VerifiedClaims>
}>

/** How a browser comes back: the whole address, and the cookie it kept. */
export type Returned = Readonly<{ address: URL; cookie: string | undefined }>

/** What signing in by a provider needs beside its settings. */
export type OpenIdTools = Readonly<{ clock: Clock; logger: Logger }>

/** How long somebody may be away at their provider. */
export const flowMs = 10 * 60_000
const timeoutSeconds = 10
const mostUsed = 10_000

/** Speaks to the provider of the settings; to nobody before somebody signs in by it, and again where that failed. */
export function openId(settings: OpenIdSettings, { clock, logger }: OpenIdTools): OpenId {
  // Several servers behind one address share it with the secret; without one, the server that began has to finish.
  const key = settings.clientSecret === undefined ? randomBytes(32) : secretKey(settings.clientSecret)
  const used = new Set<string>()
  let discovered: Promise<Configuration> | undefined
  const provider = (): Promise<Configuration> => {
    discovered ??= discover(settings).catch((error: unknown) => {
      discovered = undefined
      throw told(error, settings, logger, 'OPENID_UNREACHABLE')
    })
    return discovered
  }
  return Object.freeze({
    rules: settings.rules,
    async begin(solution: string, redirectUri: string) {
      const [client, configuration] = await Promise.all([import('openid-client'), provider()])
      const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()]
      const location = client.buildAuthorizationUrl(configuration, {
        ...{ redirect_uri: redirectUri, scope: 'openid profile email', state, nonce },
        ...{ code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
      })
      const flow = { solution, state, nonce, verifier, endsAtMs: clock.now() + flowMs }
      return { location: location.href, cookie: sealFlow(flow, key) }
    },
    async finish(solution: string, { address, cookie }: Returned) {
      const flow = readFlow(cookie ?? '.', key, { solution, nowMs: clock.now() })
      if (!flow || used.has(flow.state)) throw told(new Error('no flow, or used before'), settings, logger, 'OPENID_REFUSED')
      used.add(flow.state)
      if (used.size > mostUsed) used.delete(used.values().next().value!)
      const [client, configuration] = await Promise.all([import('openid-client'), provider()])
      try {
        const tokens = await client.authorizationCodeGrant(configuration, address, {
          ...{ pkceCodeVerifier: flow.verifier, expectedState: flow.state, expectedNonce: flow.nonce, idTokenExpected: true },
        })
        return Object.freeze({ ...tokens.claims() })
      } catch (error) {
        throw told(error, settings, logger, isUnreachable(error) ? 'OPENID_UNREACHABLE' : 'OPENID_REFUSED')
      }
    },
  })
}

async function discover({ issuer, clientId, clientSecret }: OpenIdSettings): Promise<Configuration> {
  const client = await import('openid-client')
  const authentication: ClientAuth = (...asked) => {
    if (clientSecret === undefined) return client.None()(...asked)
    const [{ token_endpoint_auth_methods_supported: methods }] = asked
    // Providers read a secret with signs in a header each in their own way, in a body all alike.
    const way = methods?.includes('client_secret_post') ? client.ClientSecretPost : client.ClientSecretBasic
    return way(clientSecret)(...asked)
  }
  const overHttp = issuer.protocol === 'http:' ? [client.allowInsecureRequests] : []
  return client.discovery(issuer, clientId, undefined, authentication, {
    timeout: timeoutSeconds,
    // A token that came straight from the provider may be taken unsigned by the standard; here its signature is checked all the same.
    execute: [...overHttp, client.enableNonRepudiationChecks],
  })
}

type OpenIdError = 'OPENID_UNREACHABLE' | 'OPENID_REFUSED'

/** The error for whoever signs in; why is for the operator, in the log. */
function told(error: unknown, { issuer }: OpenIdSettings, logger: Logger, code: OpenIdError): KaiwuError {
  const {
    message,
    code: reason,
    error: said,
    cause,
  } = error as { message?: string; code?: string; error?: string; cause?: unknown }
  // Their own properties may hold tokens; what they say does not.
  const because = cause instanceof Error ? cause.message : undefined
  logger.warn({ issuer: issuer.origin, code, reason, said, message, because }, 'sign-in by OpenID')
  return new KaiwuError(code, { issuer: issuer.host })
}

/** The network's failures, of which `fetch` makes a TypeError, and time that ran out. */
function isUnreachable(error: unknown): boolean {
  const { code } = error as { code?: string }
  return (error instanceof TypeError && error.message === 'fetch failed') || code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT'
}

function secretKey(secret: string): Buffer {
  return createHash('sha256').update(`kaiwu sign-in by OpenID\n${secret}`).digest()
}
