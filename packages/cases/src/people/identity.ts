import type { LocalText } from '@kaiwu/core'
import { loginOf, nameOf, rolesOf, wordOf } from './person-words.ts'
import { secretHash } from './secret-token.ts'

/** The claims of an ID token that has been verified: signature, audience, expiry and nonce are not looked at again here. */
export type VerifiedClaims = Readonly<Record<string, unknown>>

/** How the people of an OpenID provider become people here: settings that an administrator edits. */
export type IdentityRules = Readonly<{
  /** The provider, as its `iss` says. */
  issuer: string
  /** Whether somebody new is added at their first sign-in; otherwise an administrator links them. Default false. */
  create?: boolean
  /** The claim that becomes the login of somebody new. Default `preferred_username`, else `email`. */
  loginClaim?: string
  /** The claim with the groups, or the way to it, such as `['realm_access', 'roles']`. Default `groups`. */
  groupsClaim?: string | readonly string[]
  /** Which group gives which role. The only way to become an administrator or auditor: by a line that says so. */
  roles?: readonly Readonly<{ group: string; role: string }>[]
  /** Which group means which department, by its key; the first line that holds counts. */
  departments?: readonly Readonly<{ group: string; department: string }>[]
  /** Takes the groups themselves for roles, apart from the built-in ones. Default false. */
  groupsAreRoles?: boolean
}>

/** Somebody whom a provider vouches for, in this program's terms. */
export type MappedIdentity = Readonly<{
  issuer: string
  subject: string
  /** For somebody new. */
  login: string
  name: string
  roles: readonly string[]
  /** The key of their department; absent where the rules say nothing. */
  department?: string
  create: boolean
}>

// Providers that take part in very many groups send them by link instead.
const mostGroups = 1_000
const builtIn = /^(?:administrator|auditor|author|member)$/i

/**
 * Says who somebody is here, by the claims of a provider and the rules for it. Pure: nothing is looked up or written.
 * A login or e-mail address that equals somebody's here never makes them that person; only `iss` and `sub` do.
 * @throws ROLE_INVALID when a rule names a role that cannot be one
 * @example
 * personOfIdentity(claims, { issuer: 'https://sso.example.org', create: true, roles: [{ group: '热线派单', role: '派单员' }] })
 */
export function personOfIdentity(
  claims: VerifiedClaims,
  rules: IdentityRules,
): MappedIdentity | Readonly<{ refused: LocalText }> {
  const [issuer, subject] = [textOf(claims, 'iss'), textOf(claims, 'sub')]
  if (issuer === undefined || issuer !== rules.issuer) return { refused: otherIssuer }
  if (subject === undefined || subject.length > 255 || /\p{Cc}/u.test(subject)) return { refused: noSubject }
  const groups = groupsOf(claims, rules.groupsClaim ?? 'groups')
  const login = loginFor(claims, rules, issuer, subject)
  const department = rules.departments?.find(({ group }) => groups.has(group))?.department
  return Object.freeze({
    issuer,
    subject,
    login,
    name: nameOf(textOf(claims, 'name') ?? '') ?? login,
    roles: rolesFor(groups, rules),
    ...(department === undefined ? {} : { department }),
    create: rules.create === true,
  })
}

const otherIssuer: LocalText = Object.freeze({
  zh: '身份来自另一个提供方，与设置的 issuer 不一致',
  en: 'The identity comes from another provider than the issuer of the settings',
})
const noSubject: LocalText = Object.freeze({
  zh: '身份里没有可用的 sub（1 到 255 个字符）',
  en: 'The identity has no usable sub (1 to 255 characters)',
})

function rolesFor(groups: ReadonlySet<string>, { roles = [], groupsAreRoles = false }: IdentityRules): readonly string[] {
  const named = roles.filter(({ group }) => groups.has(group)).map(({ role }) => role)
  // What a provider calls a group opens nothing that only a line of the rules may open.
  const taken = groupsAreRoles ? [...groups].flatMap((group) => wordOf(group) ?? []).filter((word) => !builtIn.test(word)) : []
  return rolesOf([...named, ...taken.slice(0, 40)])
}

function loginFor(claims: VerifiedClaims, { loginClaim }: IdentityRules, issuer: string, subject: string): string {
  for (const claim of loginClaim === undefined ? ['preferred_username', 'email'] : [loginClaim]) {
    const login = asLogin(textOf(claims, claim))
    if (login !== undefined) return login
  }
  // Two identities never get one login by it.
  return `id-${secretHash(JSON.stringify([issuer, subject])).slice(0, 16)}`
}

function asLogin(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : loginOf(text)
  } catch {
    // What cannot be a login is passed over for the next claim.
    return undefined
  }
}

function groupsOf(claims: VerifiedClaims, way: string | readonly string[]): ReadonlySet<string> {
  let found: unknown = claims
  for (const name of typeof way === 'string' ? [way] : way) found = ownValue(found, name)
  const list: readonly unknown[] = Array.isArray(found) ? found : [found]
  return new Set(list.slice(0, mostGroups).filter((group) => typeof group === 'string' && group !== '') as string[])
}

function textOf(claims: VerifiedClaims, name: string): string | undefined {
  const value = ownValue(claims, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** What an object itself holds, nothing that it inherits. */
function ownValue(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, name)
    ? (from as Record<string, unknown>)[name]
    : undefined
}
