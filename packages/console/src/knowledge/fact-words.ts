import type { FactName } from '@kaiwu/core'
import type { TextKey, Write } from '../texts.ts'

const names = {
  title: 'factTitle',
  number: 'number',
  version: 'version',
  issuers: 'factIssuers',
  level: 'factLevel',
  region: 'factRegion',
  models: 'factModels',
  written: 'factWritten',
  issued: 'issued',
  effective: 'effective',
  ends: 'factEnds',
} as const satisfies Record<FactName, TextKey>

/** The facts, in the order in which people read them. */
export const factNames = Object.freeze(Object.keys(names) as FactName[])

/** What a fact is called. */
export function factWords(fact: FactName, write: Write): string {
  return write(names[fact])
}
