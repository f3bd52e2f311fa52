import type { OwnMeasure } from './own-measure.ts'

/** A label and how probable it is. */
export type RankedLabel = Readonly<{ label: string; score: number }>

/** A feature of a text that speaks for the label found. */
export type TellingFeature = Readonly<{
  /** Words or characters as they stand in the text, in plain form. */
  text: string
  inSubject: boolean
  /** How much it adds to the log odds of the label against the mean of all. */
  weight: number
}>

/** A labelled row that is like the text. */
export type LikeRow = Readonly<{
  /** Its place among the rows learnt from, from 0. */
  row: number
  label: string
  text: string
  /** 0 (nothing in common) to 1 (the same). */
  likeness: number
}>

/** What a classifier says of one text. */
export type Classification = Readonly<{
  label: string
  /** How probable the label is: of texts scored 0.8, eight in ten are right, as far as they are like the rows learnt from. */
  score: number
  /** The score less that of the next label; the score itself where there is no other label. */
  margin: number
  /** All labels, the most probable first; equal ones in order of their names. */
  ranked: readonly RankedLabel[]
  evidence: Readonly<{
    features: readonly TellingFeature[]
    rows: readonly LikeRow[]
    /** Share of the text (by weight) that the rows learnt from had too; 0 when the answer is the labels' shares alone. */
    known: number
  }>
}>

/** A classifier learnt from labelled rows. */
export type Classifier = Readonly<{
  labels: readonly string[]
  rows: number
  /** Tells the rows it was learnt from; another row or label gives another. */
  checksum: string
  /** How it does on its own rows, each held out once. */
  own: OwnMeasure
  /** Says which label a text has. */
  classify: (text: string, subject?: string) => Classification
}>
