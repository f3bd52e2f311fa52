import type { AnswerIssue } from '@kaiwu/core'
import createParser, { type MarkdownIt, type StateInline, type Token } from 'markdown-it'
import { addIssueMarkers, dropMarkers, splitMarkers } from './issue-markers.ts'

/** The elements an answer may be made of; nothing else comes out of a model's text. */
export type AnswerTag =
  | 'p'
  | 'h3'
  | 'h4'
  | 'h5'
  | 'ul'
  | 'ol'
  | 'li'
  | 'blockquote'
  | 'pre'
  | 'code'
  | 'hr'
  | 'br'
  | 'strong'
  | 'em'
  | 's'
  | 'a'
  | 'table'
  | 'thead'
  | 'tbody'
  | 'tr'
  | 'th'
  | 'td'

/**
 * A piece of an answer, ready to show. `issues` are indexes into the answer's issues that cover the piece; a `mark` is a
 * citation mark such as [1]; `href` is there for `a` and is http, https or mailto; `first` is the first number of an `ol`.
 */
export type AnswerNode =
  | Readonly<{ kind: 'text'; text: string; issues: readonly number[] }>
  | Readonly<{ kind: 'mark'; mark: number; issues: readonly number[] }>
  | Readonly<{ kind: 'element'; tag: AnswerTag; children: readonly AnswerNode[]; href?: string; first?: number }>

/**
 * Turns an answer's text into nodes: Markdown without HTML and images, [n] into citation marks, spans of issues kept.
 * Single newlines are line breaks. Indented lines are no code and underlined lines no headings: quotes of documents hold both.
 * @example
 * answerTree('最高 8000 r/min [1]', []) // a p of the text '最高 8000 r/min ' and the mark 1
 */
export function answerTree(text: string, issues: readonly Pick<AnswerIssue, 'start' | 'end'>[]): readonly AnswerNode[] {
  return buildTree(markdown.parse(addIssueMarkers(text, issues), {}))
}

function createMarkdown(): MarkdownIt {
  const parser = createParser({ html: false, linkify: false, breaks: true, typographer: false })
  parser.disable(['image', 'reference', 'code', 'lheading', 'html_block', 'html_inline'])
  const normalizeLink = parser.normalizeLink.bind(parser)
  parser.normalizeLink = (url) => normalizeLink(dropMarkers(url))
  parser.validateLink = (url) => /^(?:https?:\/\/|mailto:)/i.test(dropMarkers(url).trim())
  parser.inline.State = ChineseState
  // Before links, so that `[1](…)` stays a mark followed by brackets.
  parser.inline.ruler.before('link', 'citation_mark', readMark)
  return parser
}

// CommonMark closes `**` after punctuation only before a space or more punctuation, so `**不能。**须停机` stays asterisks.
// Chinese puts no spaces there; beside anything but ASCII, only spaces count.
class ChineseState extends createParser().inline.State {
  override scanDelims(start: number, canSplitWord: boolean): ReturnType<StateInline['scanDelims']> {
    const scanned = super.scanDelims(start, canSplitWord)
    const before = this.src[start - 1] ?? ' '
    const after = this.src[start + scanned.length] ?? ' '
    if (!canSplitWord || (before < '\u0080' && after < '\u0080')) return scanned
    return { ...scanned, can_open: !/\s/.test(after), can_close: !/\s/.test(before) }
  }
}

const markdown = createMarkdown()

function readMark(state: StateInline, silent: boolean): boolean {
  const found = /^\[(\d{1,3})\]/.exec(state.src.slice(state.pos, state.pos + 5))
  if (found === null) return false
  if (!silent) state.push('citation_mark', '', 0).content = found[1] ?? ''
  state.pos += found[0].length
  return true
}

type Building = Extract<AnswerNode, { kind: 'element' }> & { children: AnswerNode[] }

function buildTree(tokens: readonly Token[]): readonly AnswerNode[] {
  const roots: AnswerNode[] = []
  const open: Building[] = []
  const covering = new Set<number>()
  const siblings = (): AnswerNode[] => open.at(-1)?.children ?? roots

  const visit = (token: Token): void => {
    // Paragraphs of tight lists are hidden: their text belongs to the item itself.
    if (token.hidden) return
    if (token.type === 'inline') for (const child of token.children ?? []) visit(child)
    else if (token.nesting === 1) open.push(startElement(token))
    else if (token.nesting === -1) closeElement()
    else siblings().push(...leaf(token, covering))
    if (token.type === 'citation_mark') closeGap(siblings())
  }
  const closeElement = (): void => {
    const done = open.pop()
    if (done !== undefined) siblings().push(done)
    // A span never reaches beyond its line, so nothing is left open between blocks.
    if (open.length === 0) covering.clear()
  }

  for (const token of tokens) visit(token)
  return roots
}

// A mark stands close to its sentence: a space before it would let it fall to the next line alone.
function closeGap(siblings: AnswerNode[]): void {
  const before = siblings.at(-2)
  if (before?.kind === 'text') siblings[siblings.length - 2] = { ...before, text: before.text.replace(/ +$/, '') }
}

const headings: Readonly<Record<string, AnswerTag>> = { h1: 'h3', h2: 'h4', h3: 'h5', h4: 'h5', h5: 'h5', h6: 'h5' }

function startElement(token: Token): Building {
  const tag = headings[token.tag] ?? (token.tag as AnswerTag)
  const href = tag === 'a' ? token.attrGet('href') : null
  const first = tag === 'ol' ? Number(token.attrGet('start') ?? 1) : undefined
  return {
    kind: 'element',
    tag,
    children: [],
    ...(href === null ? {} : { href: String(href) }),
    ...(first === undefined ? {} : { first }),
  }
}

function leaf(token: Token, covering: Set<number>): readonly AnswerNode[] {
  if (token.type === 'citation_mark') return [{ kind: 'mark', mark: Number(token.content), issues: [...covering] }]
  if (token.type === 'softbreak' || token.type === 'hardbreak') return [{ kind: 'element', tag: 'br', children: [] }]
  if (token.type === 'hr') return [{ kind: 'element', tag: 'hr', children: [] }]
  const children = textNodes(token.content, covering)
  if (token.type === 'code_inline') return [{ kind: 'element', tag: 'code', children }]
  if (token.type === 'fence') return [{ kind: 'element', tag: 'pre', children }]
  return children
}

function textNodes(content: string, covering: Set<number>): readonly AnswerNode[] {
  const nodes: AnswerNode[] = []
  for (const piece of splitMarkers(content)) {
    if ('opens' in piece) covering.add(piece.opens)
    else if ('closes' in piece) covering.delete(piece.closes)
    else nodes.push({ kind: 'text', text: piece.text, issues: [...covering] })
  }
  return nodes
}
