import type { ReadDocument, ReadFigure } from './reader.ts'

/** A piece of a document on its way from the child process, small enough not to hold up the process that takes it. */
export type DocumentSlice = Readonly<{
  text?: string
  blocks?: ReadDocument['blocks']
  warnings?: ReadDocument['warnings']
  /** The next picture, without its bytes. */
  figure?: Omit<ReadFigure, 'bytes'> & Readonly<{ size: number }>
  /** Some more bytes of the picture begun last. */
  figureBytes?: Uint8Array
}>

/** What is left of a document after its slices; always small. */
export type DocumentRest = Omit<ReadDocument, 'text' | 'blocks' | 'warnings' | 'figures'> & Readonly<{ hasFigures: boolean }>

const mostCharacters = 500_000
const mostBytes = 1_000_000
const mostBlocks = 2_000
const mostWarnings = 1_000
/** A block weighs 1, and so does every so many cells or characters of cells in it. */
const cellsPerBlock = 8
const charactersPerBlock = 250

/** Cuts a document into slices of at most 2,000 blocks, and about a megabyte of text or picture each. */
export function* sliceDocument(document: ReadDocument): Generator<DocumentSlice, DocumentRest> {
  const { text, blocks, warnings, figures, ...rest } = document
  for (let at = 0; at < text.length; at += mostCharacters) yield { text: text.slice(at, at + mostCharacters) }
  let open: ReadDocument['blocks'][number][] = []
  let weight = 0
  for (const block of blocks) {
    const heavy = weightOf(block)
    if (open.length > 0 && weight + heavy > mostBlocks) {
      yield { blocks: open }
      open = []
      weight = 0
    }
    open.push(block)
    weight += heavy
  }
  if (open.length > 0) yield { blocks: open }
  for (let at = 0; at < warnings.length; at += mostWarnings) yield { warnings: warnings.slice(at, at + mostWarnings) }
  for (const { bytes, ...figure } of figures ?? []) {
    yield { figure: { ...figure, size: bytes.length } }
    for (let at = 0; at < bytes.length; at += mostBytes) yield { figureBytes: bytes.subarray(at, at + mostBytes) }
  }
  return { ...rest, hasFigures: figures !== undefined }
}

function weightOf({ cells }: ReadDocument['blocks'][number]): number {
  if (cells === undefined) return 1
  const characters = cells.reduce((sum, { head, text }) => sum + head.length + text.length, 0)
  return 1 + Math.floor(cells.length / cellsPerBlock) + Math.floor(characters / charactersPerBlock)
}

/** Puts slices together again. */
export type DocumentBuilder = Readonly<{
  add(slice: DocumentSlice): void
  /** The document, frozen: what crosses a process boundary arrives unfrozen. */
  finish(rest: DocumentRest): ReadDocument
}>

/** @see sliceDocument */
export function documentBuilder(): DocumentBuilder {
  const texts: string[] = []
  const blocks: ReadDocument['blocks'][number][] = []
  const warnings: ReadDocument['warnings'][number][] = []
  const figures: ReadFigure[] = []
  let filled = 0
  return Object.freeze({
    add: (slice: DocumentSlice) => {
      if (slice.text !== undefined) texts.push(slice.text)
      for (const block of slice.blocks ?? []) blocks.push(freezeBlock(block))
      for (const warning of slice.warnings ?? []) warnings.push(Object.freeze(warning))
      if (slice.figure !== undefined) {
        const { size, ...figure } = slice.figure
        figures.push(Object.freeze({ ...figure, bytes: new Uint8Array(size) }))
        filled = 0
      }
      if (slice.figureBytes !== undefined) {
        figures.at(-1)?.bytes.set(slice.figureBytes, filled)
        filled += slice.figureBytes.length
      }
    },
    finish: ({ hasFigures, ...rest }: DocumentRest) =>
      Object.freeze({
        ...rest,
        text: texts.join(''),
        blocks: Object.freeze(blocks),
        properties: Object.freeze(rest.properties),
        warnings: Object.freeze(warnings),
        ...(hasFigures ? { figures: Object.freeze(figures) } : {}),
      }),
  })
}

function freezeBlock(block: ReadDocument['blocks'][number]): ReadDocument['blocks'][number] {
  block.cells?.forEach(Object.freeze)
  Object.freeze(block.cells)
  return Object.freeze(block)
}
