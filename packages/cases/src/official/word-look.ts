import { core, sheet } from './gbt9704.ts'
import { childOf, descendants, type XmlElement } from './xml-tree.ts'

/** How a run of text looks, all styles counted in. Sizes and spacing in points. */
export type RunLook = Readonly<{
  text: string
  font: string
  hasFont: boolean
  isTheme: boolean
  size: number
  spacing: number
  color: string
}>

/** How a paragraph stands, all styles counted in. Lengths in twentieths of a point. */
export type ParagraphLook = Readonly<{
  text: string
  /** The name of its style in Word. */
  style: string
  align: string
  left: number
  right: number
  firstLine: number
  /** The height of its lines, where it is fixed. */
  line?: number
  onGrid: boolean
  pageBreak: boolean
  /** Where a frame it stands in is put: `bottom` of the margins, or elsewhere. */
  frame?: 'bottom' | 'other'
  inTable: boolean
  runs: readonly RunLook[]
}>

type Props = Readonly<Record<string, Readonly<Record<string, string>>>>
type Style = Readonly<{ name: string; basedOn: string; paragraph: Props; run: Props }>

/** Reads how paragraphs of a Word file look. */
export type WordLooks = Readonly<{ looksOf(root: XmlElement): readonly ParagraphLook[] }>

/** How the paragraphs of a Word file look, by its styles. */
export function wordLooks(styles: XmlElement | undefined): WordLooks {
  const defaults = childOf(styles, 'w:docDefaults')
  const defaultRun = propsOf(childOf(childOf(defaults, 'w:rPrDefault'), 'w:rPr'))
  const defaultParagraph = propsOf(childOf(childOf(defaults, 'w:pPrDefault'), 'w:pPr'))
  const known = new Map<string, Style>()
  let normal = ''
  for (const style of styles?.children.filter(({ name }) => name === 'w:style') ?? []) {
    const { 'w:styleId': id = '', 'w:type': type, 'w:default': isDefault } = style.attributes
    if (type === 'paragraph' && isOn(isDefault)) normal = id
    known.set(id, {
      name: valueOf(childOf(style, 'w:name')),
      basedOn: valueOf(childOf(style, 'w:basedOn')),
      paragraph: propsOf(childOf(style, 'w:pPr')),
      run: propsOf(childOf(style, 'w:rPr')),
    })
  }
  const chain = (id: string, part: 'paragraph' | 'run', depth = 0): readonly Props[] => {
    const style = known.get(id)
    return style && depth < 20 ? [...chain(style.basedOn, part, depth + 1), style[part]] : []
  }
  const lookOf = (element: XmlElement, table: Table): ParagraphLook => {
    const own = childOf(element, 'w:pPr')
    const id = valueOf(childOf(own, 'w:pStyle')) || normal
    const paragraph = merged([defaultParagraph, ...chain(id, 'paragraph'), propsOf(own)])
    const runs = descendants(element, 'w:r', left).map((run): RunLook => {
      const form = childOf(run, 'w:rPr')
      const character = chain(valueOf(childOf(form, 'w:rStyle')), 'run')
      return runLook(textOf(run), merged([defaultRun, ...chain(id, 'run'), ...character, propsOf(form)]))
    })
    const text = runs.map((run) => run.text).join('')
    return { text, style: known.get(id)?.name ?? '', inTable: false, runs, ...paragraphLook(paragraph), ...table }
  }
  const walk = (element: XmlElement, table: Table): readonly ParagraphLook[] =>
    element.children.flatMap((child) => {
      if (child.name === 'w:p') return [lookOf(child, table)]
      return left.includes(child.name) ? [] : walk(child, child.name === 'w:tbl' ? tableOf(child) : table)
    })
  return Object.freeze({ looksOf: (root: XmlElement) => walk(root, {}) })
}

type Table = Readonly<Partial<Pick<ParagraphLook, 'inTable' | 'frame'>>>

/** A table that floats stands where a frame would. */
function tableOf(element: XmlElement): Table {
  const { 'w:vertAnchor': anchor, 'w:tblpYSpec': at } = childOf(childOf(element, 'w:tblPr'), 'w:tblpPr')?.attributes ?? {}
  return { inTable: true, ...(anchor === 'margin' && at === 'bottom' ? { frame: 'bottom' as const } : {}) }
}

/** What was taken out, and the text of boxes, which stands elsewhere. */
const left = ['w:del', 'w:txbxContent', 'mc:Fallback', 'w:moveFrom']

function propsOf(element: XmlElement | undefined): Props {
  return Object.fromEntries((element?.children ?? []).map(({ name, attributes }) => [name, attributes]))
}

/** What stands later goes before; a font by name and one by theme take each other's place. */
function merged(all: readonly Props[]): Props {
  const result: Record<string, Record<string, string>> = {}
  for (const props of all)
    for (const [name, attributes] of Object.entries(props)) {
      const held = (result[name] ??= {})
      for (const [key, value] of Object.entries(attributes)) {
        delete held[key.endsWith('Theme') ? key.slice(0, -5) : `${key}Theme`]
        held[key] = value
      }
    }
  return result
}

function runLook(text: string, props: Props): RunLook {
  const { 'w:eastAsia': named, 'w:eastAsiaTheme': east, 'w:asciiTheme': ascii, 'w:hAnsiTheme': high } = props['w:rFonts'] ?? {}
  return {
    text,
    font: named ?? '',
    hasFont: named !== undefined,
    isTheme: (east ?? ascii ?? high) !== undefined,
    size: Number(props['w:sz']?.['w:val'] ?? 20) / 2,
    spacing: Number(props['w:spacing']?.['w:val'] ?? 0) / 20,
    color: props['w:color']?.['w:val'] ?? '',
  }
}

function paragraphLook(props: Props): Omit<ParagraphLook, 'text' | 'style' | 'runs' | 'inTable'> {
  const { 'w:line': line, 'w:lineRule': rule } = props['w:spacing'] ?? {}
  const frame = props['w:framePr']
  const { 'w:left': start, 'w:start': begin, 'w:right': right, 'w:end': end, 'w:firstLine': firstLine } = props['w:ind'] ?? {}
  return {
    align: props['w:jc']?.['w:val'] ?? 'left',
    left: Number(start ?? begin ?? 0),
    right: Number(right ?? end ?? 0),
    firstLine: Number(firstLine ?? 0),
    ...(rule === 'exact' && line !== undefined ? { line: Number(line) } : {}),
    onGrid: !('w:snapToGrid' in props) || isOn(props['w:snapToGrid']['w:val'] ?? '1'),
    pageBreak: 'w:pageBreakBefore' in props,
    ...(frame ? { frame: isAtFoot(frame) ? 'bottom' : 'other' } : {}),
  }
}

/** Whether a frame ends with the margins: put there, or, as LibreOffice writes it, by its place and height. */
function isAtFoot({ 'w:vAnchor': anchor, 'w:yAlign': align, 'w:y': y, 'w:h': height }: Props[string]): boolean {
  if (anchor === 'margin' && align === 'bottom') return true
  const foot = anchor === 'page' ? sheet.height - sheet.bottom : core.height
  return y !== undefined && height !== undefined && Math.abs(Number(y) + Number(height) - foot) <= 60
}

function isOn(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'on'
}

function valueOf(element: XmlElement | undefined): string {
  return element?.attributes['w:val'] ?? ''
}

function textOf(run: XmlElement): string {
  return run.children
    .map(({ name, text }) => (name === 'w:t' ? text : name === 'w:tab' ? '\t' : name === 'w:br' ? '\n' : ''))
    .join('')
}
