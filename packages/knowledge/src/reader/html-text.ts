/** A node of a parsed page, as far as reading needs it. */
export type HtmlNode = Readonly<{
  type: string
  name?: string
  data?: string
  attribs?: Readonly<Record<string, string>>
  children?: readonly HtmlNode[]
}>

/** Elements whose content is no text of the page. */
export const droppedElements: ReadonlySet<string> = new Set([
  'script',
  'title',
  'style',
  'nav',
  'noscript',
  'template',
  'head',
  'iframe',
  'svg',
  'math',
  'object',
  'button',
  'select',
  'textarea',
  'rt',
  'rp',
])
/** Elements that start and end a line of their own. */
export const blockElements: ReadonlySet<string> = new Set([
  'address',
  'article',
  'aside',
  'blockquote',
  'body',
  'caption',
  'center',
  'dd',
  'details',
  'dialog',
  'div',
  'dl',
  'dt',
  'fieldset',
  'figcaption',
  'figure',
  'footer',
  'form',
  'header',
  'hr',
  'html',
  'legend',
  'li',
  'main',
  'ol',
  'p',
  'section',
  'summary',
  'table',
  'tbody',
  'td',
  'tfoot',
  'th',
  'thead',
  'tr',
  'ul',
])

/** The text of a node of a visible tree as one text; blocks and line breaks inside it are line ends. */
export function textOf(node: HtmlNode): string {
  if (node.type === 'text') return collapse(node.data ?? '')
  if (node.name === 'br') return '\n'
  const inner = (node.children ?? []).map(textOf).join('')
  return blockElements.has(node.name ?? '') ? `\n${inner.trim()}\n` : inner
}

/** Runs of spaces count once; line ends stay, for between two Chinese characters they stand for nothing. */
export function collapse(text: string): string {
  return text.replace(/[ \t\u00a0]+/g, ' ')
}
