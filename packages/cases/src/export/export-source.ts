import type { Language } from '@kaiwu/core'
import type { CaseDefinition } from '../definition/case-definition.ts'
import type { AttachedFile, RecordedEvent } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import type { DeadlineState } from '../engine/deadline-states.ts'
import type { LogRow } from '../log/log-row.ts'

/** An event of a case, in which state it happened, and where it stands in the log. */
export type ExportedEvent = RecordedEvent & Readonly<{ seq: number; hash: string; state: string }>

/** A file of a case, as an export has it. */
export type ExportedAttachment = AttachedFile &
  Readonly<{
    field: string
    /** Its place in the export; absent when it is withheld. */
    path?: string
    /** It was taken out of its field again. */
    removed: boolean
  }>

/** All that an export of a case is made of, as its reader may see it. */
export type ExportSource = Readonly<{
  definition: CaseDefinition
  record: CaseRecord
  events: readonly ExportedEvent[]
  /** The log's rows of these events. */
  rows: readonly LogRow[]
  /** Rows whose detail is masked: their hashes hold in the log alone. */
  maskedRows: readonly number[]
  /** Who read the case and its files, and who exported it; for who may read the log. */
  access: readonly LogRow[]
  /** Where the log ended. */
  head: Readonly<{ baseId: string; seq: number; hash: string }>
  /** Names of people and departments by their ids. */
  names: ReadonlyMap<string, string>
  attachments: readonly ExportedAttachment[]
  deadlines: readonly DeadlineState[]
  /** Fields that the reader sees masked, and sensitive ones that they see whole. */
  hidden: readonly string[]
  whole: readonly string[]
  by: Readonly<{ id: string; name: string }>
  atMs: number
  language: Language
  /** See `aigcLabel`. */
  producer?: string
}>
