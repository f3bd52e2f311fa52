import { setTimeout as sleep } from 'node:timers/promises'
import { fakeTokenApi, type FakeTokenApi } from '../token-api/fake-token-api.ts'
import { vendorForms } from '../vendors/all-vendors.ts'
import type { VendorForm } from '../vendors/vendor-form.ts'
import type { Address, Subject } from './subject.ts'

/** What a case works with: the subject, opened against a fake vendor of its own. */
export type Bench<S extends Subject, M> = Readonly<{
  subject: S
  form: VendorForm
  api: FakeTokenApi
  model: M
  /** Opens the subject once more, with another key. */
  openWith(key: string): Promise<M>
}>

type Opens<M> = Readonly<{ open(at: Address): M | Promise<M> }>

/**
 * One thing that must hold of a subject. `quirks` names the departures that the case fails without when the vendor has them,
 * so that a mutation test can take one away and see exactly these cases fail.
 */
export type ConformanceCase<S extends Subject, M> = Readonly<{
  /** Stable: what `skip` names. */
  id: string
  title: string
  quirks: readonly string[]
  /** Why the case does not concern a subject; nothing when it does. */
  unless?(subject: S, form: VendorForm): string | undefined
  run(bench: Bench<S, M>): Promise<void>
}>

/** The form that is played against a subject. */
export function formOf({ vendor }: Subject): VendorForm {
  return typeof vendor === 'string' ? vendorForms[vendor] : vendor
}

/** Why a case is not run for a subject: its own reason, or that the case does not concern it. */
export function reasonToSkip<S extends Subject, M>(one: ConformanceCase<S, M>, subject: S): string | undefined {
  return subject.skip?.[one.id] ?? one.unless?.(subject, formOf(subject))
}

/**
 * Runs one case without a test runner. Returns at once when {@link reasonToSkip} has a reason.
 * @param limitMs a case that takes longer has failed
 * @throws AssertionError, or whatever the subject threw, when the case does not hold
 */
export async function runCase<S extends Subject & Opens<M>, M>(
  one: ConformanceCase<S, M>,
  subject: S,
  limitMs = 15_000,
): Promise<void> {
  if (reasonToSkip(one, subject) !== undefined) return
  const form = formOf(subject)
  const api = await fakeTokenApi({ vendor: form })
  const overdue = new AbortController()
  try {
    const { origin, url, embeddingsUrl, rerankUrl } = api
    const openWith = async (key: string): Promise<M> => subject.open({ origin, url, embeddingsUrl, rerankUrl, key })
    const bench: Bench<S, M> = { subject, form, api, model: await openWith(api.key), openWith }
    await Promise.race([one.run(bench), tooLong(one.id, limitMs, overdue.signal)])
  } finally {
    overdue.abort()
    await api.close()
  }
}

async function tooLong(id: string, limitMs: number, signal: AbortSignal): Promise<never> {
  // Aborted once the case is over: nobody listens then.
  await sleep(limitMs, undefined, { signal })
  throw new Error(`${id} took longer than ${limitMs} ms`)
}
