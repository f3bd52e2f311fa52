import { KaiwuError } from '@kaiwu/core'
import { addressProblem } from './address-guard.ts'
import type { RobotForm } from './robots/robot.ts'
import { robots } from './robots/robots.ts'

/** A program that is told of things in Kaiwu's own form, and knows it by the signature. */
export type WebhookTarget = Readonly<{
  /** `https:`, or `http:` within the house. Without user and password: a target knows Kaiwu by the signature. */
  url: string
  /** The environment variable with the secret that signs. */
  secretEnv: string
  /** It is in the house: loopback and private addresses may be called, and `http:` used. */
  internal?: boolean
}>

/** A robot that tells a group chat. Whoever knows its address may write to the group. */
export type RobotTarget = Readonly<{
  form: RobotForm
  /** The environment variable with the address. */
  urlEnv: string
  /** The environment variable with the secret that signs, where the robot asks for a signature. */
  secretEnv?: string
  /** As of a {@link WebhookTarget}. */
  internal?: boolean
}>

/** Somebody that is told of things, as the settings have it. Never made from data. */
export type OutboxTarget = WebhookTarget | RobotTarget

const variable = /^[A-Z_][A-Z0-9_]*$/i

/**
 * What is wrong with a target, for who checks the settings; nothing when it is right. Nothing is looked up.
 * @example
 * targetProblem({ url: 'http://mes.example.com/hook', secretEnv: 'MES_SECRET' }) // 'http: is for targets marked internal; …'
 */
export function targetProblem(target: OutboxTarget): string | undefined {
  const { secretEnv, internal = false } = target
  if (secretEnv !== undefined && !variable.test(secretEnv))
    return 'secretEnv is the name of an environment variable, not the secret'
  if (!('form' in target)) return urlProblem(target.url, internal)
  if (!variable.test(target.urlEnv)) return 'urlEnv is the name of an environment variable, not the address'
  return secretEnv !== undefined && !robots[target.form].signs ? `a robot of ${target.form} signs nothing` : undefined
}

/** What is wrong with an address that is to be called; the address itself is not repeated. */
export function urlProblem(url: string, internal: boolean): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed) return 'its url is none'
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return `${parsed.protocol} is neither https: nor http:`
  if (parsed.protocol === 'http:' && !internal) return 'http: is for targets marked internal; use https:'
  if (parsed.username || parsed.password) return 'its url has a user or a password; the signature says who sends'
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
