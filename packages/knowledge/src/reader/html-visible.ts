import { isWhite } from './docx-look.ts'
import type { HiddenReason, HiddenText } from './hidden-text.ts'
import { droppedElements, type HtmlNode } from './html-text.ts'

/** What is known of the place of a node: the colours that nodes around it set, and whether a style sheet may set others. */
type Place = Readonly<{ white: boolean; onColour: boolean; styled: boolean; depth: number }>

/** What {@link visibleTree} finds out about a page. */
export type VisiblePage = Readonly<{
  root: HtmlNode
  /** White text that a style sheet may have put on a colour: it was kept. */
  perhapsWhite: string
}>

const deepest = 400
/** `style` attributes and rules that keep an element from being seen. */
const unseen: readonly (readonly [RegExp, HiddenReason])[] = [
  [/display:none|visibility:(?:hidden|collapse)|opacity:0?\.?0+(?:[;!]|$)|content-visibility:hidden/, 'vanish'],
  [/font-size:(?:0?\.\d+(?:px|pt|em|rem|%)?|0(?:px|pt|em|rem|%)?|1px)(?:[;!]|$)/, 'tiny'],
  [/(?:^|;)(?:left|top|right|margin-left|text-indent):-\d{3,}/, 'outside'],
  [/clip:rect\(0|clip-path:inset\((?:50|100)%|(?:^|;)(?:max-)?(?:width|height):[01](?:px)?;(?:.*;)?overflow:hidden/, 'outside'],
]

/**
 * The part of a parsed page that its readers see. What is hidden by attributes, by `style` or by a simple rule of the page's own
 * style sheet (`.note { display: none }`) is left out and noted, as are comments, alternative texts and descriptions in the head.
 * Elements more than 400 deep lose their structure.
 */
export function visibleTree(page: HtmlNode, hidden: HiddenText): VisiblePage {
  const rules = hidingRules(page)
  const white: string[] = []
  const visit = (node: HtmlNode, place: Place): HtmlNode | undefined => {
    if (node.type === 'text') {
      if (place.white && !place.onColour && node.data?.trim()) {
        if (!place.styled) {
          hidden.add('white', node.data)
          return undefined
        }
        white.push(node.data)
      }
      return node
    }
    if (node.type === 'comment') {
      // Conditional comments hold markup for old programs.
      if (!/^\s*\[(?:if|endif)\b/i.test(node.data ?? '')) hidden.add('comment', node.data ?? '')
      return undefined
    }
    const { name = '' } = node
    if (name === 'head') noteDescriptions(node, hidden)
    if (droppedElements.has(name) || node.attribs?.['role'] === 'navigation') return undefined
    const reason = hiddenReason(node, rules)
    if (reason !== undefined) {
      hidden.add(reason, flatText(node))
      return undefined
    }
    if (place.depth > deepest) return { type: 'text', data: flatText(node) }
    const here = placeOf(node, place)
    return { ...withoutLinks(node), children: (node.children ?? []).flatMap((child) => visit(child, here) ?? []) }
  }
  const root = visit(page, { white: false, onColour: false, styled: false, depth: 0 }) ?? { type: 'root' }
  return { root, perhapsWhite: white.join(' ') }
}

/** Only what reading needs: a parsed node also points to its neighbours. */
function withoutLinks({ type, name, attribs }: HtmlNode): HtmlNode {
  return { type, ...(name === undefined ? {} : { name }), ...(attribs === undefined ? {} : { attribs }) }
}

function placeOf(node: HtmlNode, place: Place): Place {
  const { attribs = {} } = node
  const style = squeeze(attribs['style'] ?? '')
  const colour = /(?:^|;)color:([^;!]+)/.exec(style)?.[1] ?? attribs['color'] ?? attribs['text']
  const ground = /(?:^|;)background(?:-color)?:([^;]+)/.exec(style)?.[1] ?? attribs['bgcolor']
  return {
    white: colour === undefined ? place.white : isWhiteColour(colour),
    onColour: ground === undefined ? place.onColour || attribs['background'] !== undefined : !isWhiteGround(ground),
    styled: ground === undefined && (place.styled || attribs['class'] !== undefined || attribs['id'] !== undefined),
    depth: place.depth + 1,
  }
}

function isWhiteColour(colour: string): boolean {
  const plain = colour.trim().toLowerCase()
  const short = /^#([\da-f])([\da-f])([\da-f])$/.exec(plain)
  if (short !== null) return short[1] === 'f' && short[2] === 'f' && short[3] === 'f'
  const parts = /^rgba?\((\d+)[,\s]+(\d+)[,\s]+(\d+)/.exec(plain)
  if (parts !== null) return parts.slice(1, 4).every((part) => Number(part) >= 0xf0)
  return plain === 'transparent' || isWhite(plain.replace(/^#/, ''))
}

function isWhiteGround(ground: string): boolean {
  return /^(?:none|transparent|inherit|initial)\b/i.test(ground) || isWhiteColour(ground.split(/\s(?![^(]*\))/)[0] ?? ground)
}

type Rules = ReadonlyMap<string, HiddenReason>

/** Rules of the page's own style sheets that hide a class, an id or an element, and nothing more complicated. */
function hidingRules(page: HtmlNode): Rules {
  const rules = new Map<string, HiddenReason>()
  for (const sheet of styleSheets(page)) {
    // Rules for printing or for small screens say nothing of the page as it is read.
    const plain = sheet
      .slice(0, 200_000)
      .replace(/\/\*[^]*?\*\//g, '')
      .replace(/@[\w-]+[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '')
    for (const [, selectors = '', body = ''] of plain.matchAll(/([^{}]{1,500})\{([^{}]{0,2000})\}/g)) {
      const reason = styleReason(body)
      if (reason === undefined) continue
      for (const selector of selectors.split(',')) if (/^\s*[.#][\w-]+\s*$/.test(selector)) rules.set(selector.trim(), reason)
    }
  }
  return rules
}

function styleSheets(node: HtmlNode): readonly string[] {
  if (node.name === 'style') return [(node.children ?? []).map((child) => child.data ?? '').join('')]
  if (node.name === 'body') return (node.children ?? []).filter((child) => child.name === 'style').flatMap(styleSheets)
  return (node.children ?? []).flatMap((child) => (/^(?:html|head|style|body)$/.test(child.name ?? '') ? styleSheets(child) : []))
}

function hiddenReason({ name = '', attribs = {} }: HtmlNode, rules: Rules): HiddenReason | undefined {
  if (attribs['hidden'] !== undefined || attribs['aria-hidden'] === 'true') return 'vanish'
  if (name === 'font' && attribs['size'] === '0') return 'tiny'
  const own = styleReason(attribs['style'] ?? '')
  if (own !== undefined || rules.size === 0) return own
  const names = (attribs['class'] ?? '').split(/\s+/).map((one) => `.${one}`)
  return [...names, `#${attribs['id'] ?? ''}`].map((one) => rules.get(one)).find((one) => one !== undefined)
}

/** Why nobody sees what an opening tag begins, as far as the tag itself tells; undefined when it can be seen. */
export function tagReason(tag: string): HiddenReason | undefined {
  const attribs: Record<string, string> = {}
  for (const [, name = '', double, single, bare] of tag.matchAll(/\s([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi))
    attribs[name.toLowerCase()] = double ?? single ?? bare ?? ''
  const node = { type: 'tag', name: /^<(\w+)/.exec(tag)?.[1]?.toLowerCase() ?? '', attribs }
  const { white, onColour } = placeOf(node, { white: false, onColour: false, styled: false, depth: 0 })
  return hiddenReason(node, new Map()) ?? (white && !onColour ? 'white' : undefined)
}

function styleReason(style: string): HiddenReason | undefined {
  if (style === '') return undefined
  const squeezed = squeeze(style)
  return unseen.find(([pattern]) => pattern.test(squeezed))?.[1]
}

/** A style without the spaces around its marks, in lower case. */
function squeeze(style: string): string {
  return style
    .toLowerCase()
    .replace(/\s*([:;,!])\s*/g, '$1')
    .trim()
}

function noteDescriptions(head: HtmlNode, hidden: HiddenText): void {
  for (const { name, attribs = {} } of head.children ?? []) {
    if (name === 'meta' && /^(?:description|keywords|subject|abstract)$/i.test(attribs['name'] ?? ''))
      hidden.add('metadata', attribs['content'] ?? '')
  }
}

/** All text below a node, without recursion: hostile pages are deep. */
function flatText(node: HtmlNode): string {
  const parts: string[] = []
  const left: HtmlNode[] = [node]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (next.type === 'text') parts.push(next.data ?? '')
    else if (!droppedElements.has(next.name ?? '')) for (const child of (next.children ?? []).toReversed()) left.push(child)
  }
  return parts.join(' ')
}
