import { anonymous, type Subject } from '@kaiwu/cases'
import { KaiwuError } from '@kaiwu/core'
import type { GatewayKey } from '@kaiwu/models'
import type { Request } from 'express'
import { callerOf, hasPeople, type Admission } from '../admission.ts'
import { bearerOf } from '../credential.ts'
import { holdTo, refusalBy } from '../policy.ts'
import type { Arrival } from '../route.ts'
import type { ServerContext } from '../server-context.ts'
import type { Payer } from './gateway.ts'

/** Who calls at the OpenAI-compatible address, with a key or without. A session is none here: programs call. */
export type ModelCaller = Readonly<{
  /** Of the settings of models. */
  gatewayKey?: GatewayKey
  /** By solution whose base is open: whose key it is there, anonymous if nobody's; nothing where nobody has been set up. */
  subjects: ReadonlyMap<string, Subject | undefined>
  /** Nobody has been set up on any solution of this server, as far as each could be asked. */
  everybody: boolean
  /** What is told to those who may not. */
  refusal(): KaiwuError
}>

/**
 * Finds out who calls, by a key of anything that is served here. Which model they may use is decided once the request names one.
 * @throws KEY_REQUIRED, KEY_UNKNOWN for whoever may use nothing at all; of the body nothing has been read then
 */
export async function admitModelCaller({ request, context }: Arrival): Promise<Admission<{ caller: ModelCaller }>> {
  const caller = await modelCaller(request, context)
  const subjects = [...caller.subjects.values()]
  const known = subjects.find((subject) => subject && subject.kind !== 'anonymous')
  // Of a solution whose base is not open yet it is not known whether anybody has been set up.
  const mayBeOpen = subjects.includes(undefined) || caller.subjects.size < context.solutions.all.length || caller.everybody
  if (!caller.gatewayKey && !known && !mayBeOpen) throw caller.refusal()
  const { ip } = request
  const counted = caller.gatewayKey
    ? `key ${caller.gatewayKey.name}`
    : callerOf({ subject: known ?? anonymous, ...(ip === undefined ? {} : { ip }) })
  return { caller: counted, more: { caller } }
}

async function modelCaller(request: Request, { solutions, gateway }: ServerContext): Promise<ModelCaller> {
  const key = bearerOf(request)
  const subjects = new Map<string, Subject | undefined>()
  for (const { definition, state } of solutions.all) {
    const now = state()
    const solution = now.status === 'failed' ? undefined : now.solution
    if (!solution) continue
    const found = !(await hasPeople(solution)) ? undefined : await solution.work.people.subjectOf({ key: key ?? '' })
    subjects.set(definition.name, found && 'refused' in found ? anonymous : found)
  }
  const gatewayKey = gateway?.keys.keyOf(request.get('authorization'))
  return Object.freeze({
    ...(gatewayKey ? { gatewayKey } : {}),
    subjects,
    everybody: solutions.all.every(({ definition: { name } }) => subjects.has(name) && subjects.get(name) === undefined),
    refusal: () => new KaiwuError(request.get('authorization') === undefined ? 'KEY_REQUIRED' : 'KEY_UNKNOWN'),
  })
}

/** Whether a caller may ask a solution. @throws KEY_REQUIRED, KEY_UNKNOWN, RIGHT_MISSING, SOLUTION_NOT_READY */
export function holdToSolution({ subjects, refusal }: ModelCaller, name: string): Subject | undefined {
  if (!subjects.has(name)) throw new KaiwuError('SOLUTION_NOT_READY', { name })
  const subject = subjects.get(name)
  if (subject?.kind === 'anonymous') throw refusal()
  holdTo({ may: 'answer.ask' }, subject)
  return subject
}

/**
 * Who pays for calls of a caller to model aliases: a key of the settings where they have any; else a person with a key whose scope is
 * `model.call`, as soon as somebody has been set up on a solution of this server. Nobody in particular where everybody may.
 * @returns KEY_REQUIRED, KEY_UNKNOWN or RIGHT_MISSING for whoever may use none
 */
export function payerFor(caller: ModelCaller, { gateway }: ServerContext): Readonly<{ payer?: Payer }> | KaiwuError {
  if (gateway && !gateway.keys.open) return caller.gatewayKey ? { payer: caller.gatewayKey } : caller.refusal()
  if (caller.everybody) return {}
  const known = [...caller.subjects.values()].flatMap((subject) => (subject && subject.kind !== 'anonymous' ? [subject] : []))
  const refusals = known.map((subject) => refusalBy({ may: 'model.call' }, subject))
  const payer = known.find((_, at) => refusals[at] === undefined)
  if (!payer) return refusals[0] ?? caller.refusal()
  return { payer: { name: payer.keyId ?? '', user: payer.name } }
}
