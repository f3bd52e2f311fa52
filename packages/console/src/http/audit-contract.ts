import type { Value } from './case-contract.ts'
import type { BothLanguages } from './contract.ts'

/** A row of the log. */
export type LogEntry = Readonly<{
  seq: number
  at: string
  actorKind: 'person' | 'system' | 'model' | 'key'
  actorId: string
  actorName: string | null
  actorRole: string | null
  action: string
  objectKind: string
  objectId: string
  caseId: string | null
  result: 'done' | 'refused'
  requestId: string | null
  ip: string | null
  detail: Readonly<Record<string, Value>>
  prevHash: string
  hash: string
}>

/** A page of the log; `next` is there when there are more. */
export type LogPage = Readonly<{ rows: readonly LogEntry[]; next?: number }>

/** What a verification of the log found. `to` is there when it is not known which row up to it is the first bad one. */
export type LogVerification = Readonly<{
  sound: boolean
  problems: readonly Readonly<{ kind: string; seq: number; to?: number; line?: number; message: BothLanguages }>[]
  notes: readonly BothLanguages[]
  firstSeq: number
  lastSeq: number
  lastHash: string
  anchoredTo: number
}>
