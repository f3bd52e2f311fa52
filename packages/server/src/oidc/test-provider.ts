import { createHash, createHmac, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** How the next token is to be other than it should be. */
export type Tampering = Readonly<{
  claims?: Readonly<Record<string, unknown>>
  sign?: 'none' | 'another key' | 'secret of the client' | 'broken'
}>

/** A small OpenID provider over HTTP that signs its own tokens. */
export type TestProvider = Readonly<{
  issuer: string
  /** Signs somebody in at the address the server sent the browser to. @returns the query the browser comes back with */
  approve(location: string, claims: Readonly<Record<string, unknown>>, tampering?: Tampering): URLSearchParams
  /** How often a code was exchanged. */
  exchanged(): number
  stop(): Promise<void>
}>

type Grant = Readonly<{ challenge: string; redirectUri: string; claims: Readonly<Record<string, unknown>>; tampering: Tampering }>

/** Begins a provider that ends with the test. @param clientSecret absent for a public client */
export async function testProvider(clientId: string, clientSecret?: string): Promise<TestProvider> {
  const [own, other] = [generateKeyPairSync('rsa', { modulusLength: 2048 }), generateKeyPairSync('rsa', { modulusLength: 2048 })]
  const grants = new Map<string, Grant>()
  let exchanged = 0
  const token = ({ claims, tampering }: Grant): string => {
    const now = Math.floor(Date.now() / 1_000)
    const whole = { iss: issuer, aud: clientId, iat: now, exp: now + 300, ...claims, ...tampering.claims }
    return jwt(whole, tampering.sign === 'another key' ? other.privateKey : own.privateKey, tampering.sign, clientSecret ?? '')
  }
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url === '/.well-known/openid-configuration') return void answer(200, metadata(issuer))
    if (request.url === '/jwks')
      return void answer(200, { keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'own', alg: 'RS256', use: 'sig' }] })
    void text(request).then((body) => {
      const given = new URLSearchParams(body)
      const grant = grants.get(given.get('code') ?? '')
      grants.delete(given.get('code') ?? '')
      const challenge = createHash('sha256')
        .update(given.get('code_verifier') ?? '')
        .digest('base64url')
      const sent = Buffer.from(request.headers.authorization?.split(' ')[1] ?? '', 'base64').toString()
      const basic = decodeURIComponent(sent) === `${clientId}:${clientSecret}`
      const known = clientSecret === undefined ? given.get('client_id') === clientId : basic
      if (!known) return answer(401, { error: 'invalid_client' })
      if (!grant || challenge !== grant.challenge || given.get('redirect_uri') !== grant.redirectUri)
        return answer(400, { error: 'invalid_grant' })
      exchanged++
      return answer(200, { access_token: 'at', token_type: 'Bearer', expires_in: 300, id_token: token(grant) })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = async (): Promise<void> => {
    if (!server.listening) return
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  onTestFinished(stop)
  return {
    issuer,
    approve(location, claims, tampering = {}) {
      const asked = new URL(location).searchParams
      const code = randomBytes(16).toString('hex')
      grants.set(code, {
        challenge: asked.get('code_challenge') ?? '',
        redirectUri: asked.get('redirect_uri') ?? '',
        claims: { nonce: asked.get('nonce'), ...claims },
        tampering,
      })
      return new URLSearchParams({ code, state: asked.get('state') ?? '' })
    },
    exchanged: () => exchanged,
    stop,
  }
}

function metadata(issuer: string): unknown {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
  }
}

function jwt(claims: unknown, key: KeyObject, how: Tampering['sign'], secret: string): string {
  const alg = how === 'none' ? 'none' : how === 'secret of the client' ? 'HS256' : 'RS256'
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = `${part({ alg, kid: 'own', typ: 'JWT' })}.${part(claims)}`
  if (alg === 'none') return `${head}.`
  if (alg === 'HS256') return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`
  const signature = sign('sha256', Buffer.from(head), key)
  if (how === 'broken') signature[0]! ^= 1
  return `${head}.${signature.toString('base64url')}`
}
