import type { IdentityRules } from '@kaiwu/cases'
import { KaiwuError } from '@kaiwu/core'
import { z } from 'zod'
import { isLoopback } from '../start-server.ts'

/** Which OpenID provider people may sign in by, and who they are here. */
export type OpenIdSettings = Readonly<{
  issuer: URL
  clientId: string
  /** Absent: a public client, held to its code by PKCE alone. */
  clientSecret?: string
  rules: IdentityRules
}>

const word = z.string().min(1).max(200)
const rules = z.strictObject({
  create: z.boolean().exactOptional(),
  loginClaim: word.exactOptional(),
  groupsClaim: z.union([word, z.array(word).min(1).max(10)]).exactOptional(),
  roles: z.array(z.strictObject({ group: word, role: word })).exactOptional(),
  departments: z.array(z.strictObject({ group: word, department: word })).exactOptional(),
  groupsAreRoles: z.boolean().exactOptional(),
})

/**
 * The provider that the environment names, if any: `KAIWU_OIDC_ISSUER`, `KAIWU_OIDC_CLIENT_ID`, `KAIWU_OIDC_CLIENT_SECRET`, and
 * `KAIWU_OIDC_ROLES`, a JSON object of `IdentityRules` without the issuer.
 * @throws OPENID_SETTINGS_INVALID naming the variable
 * @example
 * KAIWU_OIDC_ROLES='{"create":true,"roles":[{"group":"热线派单","role":"派单员"}]}'
 */
export function openIdSettings(environment: Readonly<Record<string, string | undefined>>): OpenIdSettings | undefined {
  const said = (name: string): string | undefined => environment[`KAIWU_OIDC_${name}`]?.trim() || undefined
  const [issuer, clientId, clientSecret] = [said('ISSUER'), said('CLIENT_ID'), said('CLIENT_SECRET')]
  if (issuer === undefined && clientId === undefined) return undefined
  if (clientId === undefined) throw invalid('CLIENT_ID', '没有设置', 'it is not set')
  if (issuer === undefined || !URL.canParse(issuer))
    throw invalid('ISSUER', '要写提供方的网址', 'it is the address of the provider')
  const url = new URL(issuer)
  // Whoever can read along on the way could sign in as anybody.
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    throw invalid('ISSUER', '须为 https', 'it has to be https')
  return Object.freeze({
    issuer: url,
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    rules: Object.freeze({ ...rulesOf(said('ROLES') ?? '{}'), issuer }),
  })
}

function rulesOf(text: string): Omit<IdentityRules, 'issuer'> {
  const json = parsed(text)
  const checked = rules.safeParse(json)
  if (checked.success) return checked.data
  const at = checked.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ')
  throw invalid('ROLES', `写法不对（${at}）`, `it is not right (${at})`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw invalid('ROLES', '要写一个 JSON 对象', 'it is a JSON object')
  }
}

function invalid(name: string, zh: string, en: string): KaiwuError {
  return new KaiwuError('OPENID_SETTINGS_INVALID', { name: `KAIWU_OIDC_${name}`, zh, en })
}
