import type { ModelRequest } from './model-request.ts'

/** What the fake model says: a text, the very pieces it streams, or either made from the request. */
export type ScriptedAnswer = string | readonly string[] | ((request: ModelRequest) => string | readonly string[])

/** Everything the model was told, system message and all. */
export function promptOf(request: ModelRequest): string {
  return request.body.messages.map(({ content }) => content).join('\n\n')
}

/**
 * The numbers of the passages in a prompt: lines that begin with [n].
 * @example
 * passageNumbers('[1] 《办法》\n第一条\n\n[2] 《细则》') // [1, 2]
 */
export function passageNumbers(prompt: string): number[] {
  return [...prompt.matchAll(/^\[(\d{1,2})\] /gm)].map(([, number]) => Number(number))
}

/** A well-behaved model: the first sentence of the first passage with its mark, or [0] when there is no passage. */
export function citeFirstPassage(request: ModelRequest): string {
  const passage = /^\[1\] [^\n]*\n+([^\n]+)/m.exec(promptOf(request))?.[1]
  if (passage === undefined) return '[0]'
  const sentence = /^[^。！？]*[。！？]?/.exec(passage)![0]
  return `${sentence} [1]`
}

/**
 * A model that does what anything in its prompt tells it to, be it the question or a passage: it says what follows the last
 * `输出：`, `回答：` or `reply with:`. Without an order it behaves like {@link citeFirstPassage}.
 */
export function obey(request: ModelRequest): string {
  const orders = [...promptOf(request).matchAll(/(?:输出|回答|reply with)\s*[:：]\s*([^\n]+)/gi)]
  return orders.at(-1)?.[1]?.trim() ?? citeFirstPassage(request)
}
