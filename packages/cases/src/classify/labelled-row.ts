/** A text with the label somebody gave it; the subject is a title that stands apart from the text. */
export type LabelledRow = Readonly<{
  text: string
  label: string
  subject?: string
}>
