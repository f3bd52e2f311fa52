import { KaiwuError } from '@kaiwu/core'
import { addressProblem } from './address-guard.ts'

/** Somebody that is told of things, as the settings have it. Never made from data. */
export type OutboxTarget = Readonly<{
  /** `https:`, or `http:` within the house. Without user and password: a target knows Kaiwu by the signature. */
  url: string
  /** The environment variable with the secret that signs. */
  secretEnv: string
  /** It is in the house: loopback and private addresses may be called, and `http:` used. */
  internal?: boolean
}>

/**
 * What is wrong with a target, for who checks the settings; nothing when it is right. Nothing is looked up.
 * @example
 * targetProblem({ url: 'http://mes.example.com/hook', secretEnv: 'MES_SECRET' }) // 'http: is for targets marked internal; …'
 */
export function targetProblem({ url, secretEnv, internal = false }: OutboxTarget): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed) return 'its url is none'
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return `${parsed.protocol} is neither https: nor http:`
  if (parsed.protocol === 'http:' && !internal) return 'http: is for targets marked internal; use https:'
  if (parsed.username || parsed.password) return 'its url has a user or a password; the signature says who sends'
  if (!/^[A-Z_][A-Z0-9_]*$/i.test(secretEnv)) return 'secretEnv is the name of an environment variable, not the secret'
  // A number in the place of a name is written out by the URL's own parser: 2130706433 is 127.0.0.1.
  return addressProblem(parsed.hostname.replace(/^\[|\]$/g, ''), internal)
}

/** The targets of the settings, checked. @throws OUTBOX_TARGET_INVALID */
export function outboxTargets(targets: Readonly<Record<string, OutboxTarget>>): ReadonlyMap<string, OutboxTarget> {
  for (const [target, setting] of Object.entries(targets)) {
    const problem = targetProblem(setting)
    if (problem !== undefined) throw new KaiwuError('OUTBOX_TARGET_INVALID', { target, problem })
  }
  return new Map(Object.entries(targets).map(([name, target]) => [name, Object.freeze({ ...target })]))
}
