import type { DocumentFacts } from '@kaiwu/core'

/** A passage as a program cuts it. */
export type RecordPassage = Readonly<{
  text: string
  /** What people call the place; default its first words. */
  locator?: string
}>

/**
 * A text that a program puts in, without a file. What it says of itself is what the program says: no date and no repeal is read out of it.
 * @example
 * const note: RecordDocument = { path: 'orders/1027', text: '主轴过热，更换轴承', facts: { effective: '2026-11-01' }, metadata: { machine: 'HX-630' } }
 */
export type RecordDocument = Readonly<{
  /** Its place: what is put there again takes its place. */
  path: string
  /** Default: the last part of its path. An empty one stands for none. */
  title?: string
  /** What is known of it, such as `effective` and `access`. */
  facts?: Partial<Omit<DocumentFacts, 'title' | 'unsure' | 'confirmed'>>
  /** Any JSON object; comes back with every hit, and can be searched by. */
  metadata?: Readonly<Record<string, unknown>>
}> &
  (
    | Readonly<{ /** Cut into passages as the text of a file is. */ text: string; passages?: never }>
    | Readonly<{ /** Taken as they are. */ passages: readonly (RecordPassage | string)[]; text?: never }>
  )
