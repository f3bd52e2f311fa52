import type { Currency, Money } from '@kaiwu/core'
import type { ModelOverride, ModelSettings, PolicySettings, ProviderSettings } from '../model-settings.ts'
import type { ModelSettingsFile } from './model-settings-schema.ts'
import type { PolicyFile } from './policy-schema.ts'

/** The settings that a `models.yaml` states, in the program's units: integer micros and milliseconds. Frozen. */
export function modelSettingsOf(file: ModelSettingsFile): ModelSettings {
  return deepFreeze({
    ...file,
    providers: mapped(file.providers, (provider): ProviderSettings => withPolicy(provider)),
    models: mapped(file.models, (model): ModelOverride => withPolicy(model)),
    budgets: file.budgets.map((budget) => ({ ...budget, limit: moneyOf(budget.limit) })),
    keys: file.keys.map((key) => ({ ...key, sha256: key.sha256.toLowerCase() })),
  })
}

/**
 * An amount as people write it. Digits are moved, never multiplied, so that nothing is lost.
 * @example
 * moneyOf('0.1 CNY') // { micros: 100_000, currency: 'CNY' }
 */
export function moneyOf(written: string): Money {
  const [amount = '', currency] = written.split(' ')
  const [whole = '', decimals = ''] = amount.split('.')
  return { micros: Number(whole + decimals.padEnd(6, '0')), currency: currency as Currency }
}

function withPolicy<T extends PolicyFile>(entry: T): Omit<T, keyof PolicyFile> & PolicySettings {
  const { timeouts, retry, circuit, limits, ...rest } = entry
  return {
    ...rest,
    ...(timeouts ? { timeouts: inMs(timeouts) } : {}),
    ...(retry ? { retry: inMs(retry) } : {}),
    ...(circuit ? { circuit: inMs(circuit) } : {}),
    ...(limits ? { limits: inMs(limits) } : {}),
  }
}

type InMs<T> = { [Key in keyof T as Key extends `${infer Name}Seconds` ? `${Name}Ms` : Key]: T[Key] }

function inMs<T extends Readonly<Record<string, number>>>(group: T): InMs<T> {
  const entries = Object.entries(group).map(([key, value]) =>
    key.endsWith('Seconds') ? [key.replace(/Seconds$/, 'Ms'), Math.round(value * 1000)] : [key, value],
  )
  return Object.fromEntries(entries) as InMs<T>
}

function mapped<From, To>(record: Readonly<Record<string, From>>, to: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]))
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
