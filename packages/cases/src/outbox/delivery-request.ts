import type { Language } from '@kaiwu/core'
import type { JsonValue } from '../log/canonical-json.ts'
import type { Delivery } from './delivery.ts'
import type { OutboxTarget, RobotTarget, WebhookTarget } from './outbox-target.ts'
import type { PostOptions } from './post-body.ts'
import { robotMessage } from './robots/robot-message.ts'
import { robots } from './robots/robots.ts'
import { unsetTarget } from './unset-target.ts'
import { robotVerdict, webhookVerdict, type Answered, type Verdict } from './verdict.ts'
import { signatureHeader, timestampHeader, webhookSignature } from './webhook-signature.ts'

/** What a request is made of, beside the delivery. */
export type RequestSettings = Readonly<{
  environment: Readonly<Record<string, string | undefined>>
  /** The language of what groups are told. */
  language: Language
  /** The address of a case's page; without it groups are told none. */
  caseAddress?: (caseId: string) => string
}>

/** A try that can be made: what is posted, what the answer comes to, and what of it nobody may see. */
export type DeliveryRequest = Pick<PostOptions, 'url' | 'headers' | 'body' | 'internal'> &
  Readonly<{ verdictOn(answered: Answered): Verdict; secrets: readonly string[] }>

/** Makes the request of a delivery. @returns why there is none, such as a variable of the environment that is not set */
export function deliveryRequest(
  target: OutboxTarget,
  delivery: Delivery,
  nowMs: number,
  settings: RequestSettings,
): DeliveryRequest | string {
  const lacks = unsetTarget(target, settings.environment)
  if (lacks) return lacks.en
  return 'form' in target ? robotRequest(target, delivery, nowMs, settings) : webhookRequest(target, delivery, nowMs, settings)
}

function webhookRequest(
  { url, secretEnv, internal = false }: WebhookTarget,
  { key, body }: Delivery,
  nowMs: number,
  { environment }: RequestSettings,
): DeliveryRequest {
  const secret = environment[secretEnv]!.trim()
  const timestamp = Math.floor(nowMs / 1_000)
  const headers = {
    'idempotency-key': key,
    [timestampHeader]: String(timestamp),
    [signatureHeader]: webhookSignature(timestamp, body, secret),
    'user-agent': 'kaiwu',
  }
  return { url, headers, body, internal, verdictOn: webhookVerdict, secrets: [] }
}

function robotRequest(
  { form, urlEnv, secretEnv, internal = false }: RobotTarget,
  { body, caseId }: Delivery,
  nowMs: number,
  { environment, language, caseAddress }: RequestSettings,
): DeliveryRequest {
  const address = environment[urlEnv]!.trim()
  const secret = secretEnv === undefined ? undefined : environment[secretEnv]!.trim()
  const telling = { language, ...(caseId === undefined || !caseAddress ? {} : { address: caseAddress(caseId) }) }
  const message = robotMessage(JSON.parse(body) as JsonValue, telling)
  const request = robots[form].request(message, { url: address, nowMs, ...(secret === undefined ? {} : { secret }) })
  return {
    url: request.url,
    headers: { 'user-agent': 'kaiwu' },
    body: JSON.stringify(request.body),
    internal,
    verdictOn: (answered) => robotVerdict(form, answered),
    secrets: [...secretsOf(request.url), ...(secret === undefined ? [] : [secret])],
  }
}

// What is shorter is a word such as `send`.
const shortestSecret = 8

/** Whatever of a robot's address lets somebody write to the group: it whole, and each value and part of it, as written and as meant. */
function secretsOf(url: string): readonly string[] {
  const { href, pathname, search, searchParams } = new URL(url)
  const secrets = [url, href, ...pathname.split('/'), ...search.split(/[?&=]/), ...searchParams.values()]
  return [...new Set(secrets)].filter(({ length }) => length >= shortestSecret)
}

/** A text of which nobody may see some parts. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.toSorted((a, b) => b.length - a.length).reduce((kept, secret) => kept.replaceAll(secret, '…'), text)
}
