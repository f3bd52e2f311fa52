import { type Problem, suggest } from '@kaiwu/core'

/** What a prompt may have filled in. */
export const promptHoles = ['question', 'passages', 'language', 'asOf', 'contact'] as const

/** The values for {@link promptHoles}. */
export type PromptValues = Readonly<Record<(typeof promptHoles)[number], string>>

const hole = /\{\{\s*([^{}]*?)\s*\}\}/g

/** A hole of a text, and where it stands: line and column from 1. */
export type Hole = Readonly<{ name: string; line: number; column: number }>

/** The holes of a text, in their order. */
export function holesIn(source: string): readonly Hole[] {
  return source
    .split(/\r?\n/)
    .flatMap((text, index) =>
      [...text.matchAll(hole)].map((match) => ({ name: match[1]!, line: index + 1, column: match.index + 1 })),
    )
}

/** What is said of a hole that nothing can be put into; nothing of one that is known. */
export function unknownHole(name: string, known: readonly string[]): Pick<Problem, 'message' | 'remedy'> | undefined {
  if (known.includes(name)) return undefined
  const near = suggest(name, known)
  const all = (separator: string): string => known.map((one) => `{{${one}}}`).join(separator)
  return {
    message: { zh: `没有“{{${name}}}”这个占位符`, en: `there is no placeholder {{${name}}}` },
    remedy: near
      ? { zh: `是不是 {{${near}}}？`, en: `did you mean {{${near}}}?` }
      : { zh: `可用：${all('、')}`, en: `use ${all(', ')}` },
  }
}

/** Finds the mistakes of a prompt file: holes that do not exist, a prompt without the question or the passages. */
export function checkPrompt(source: string, file: string): Problem[] {
  const holes = holesIn(source)
  return [
    ...unknownHoles(holes, file, promptHoles),
    ...['question', 'passages'].flatMap((needed) =>
      holes.some(({ name }) => name === needed)
        ? []
        : [
            {
              ...{ file, line: 1, column: 1 },
              message: { zh: `提示词里没有 {{${needed}}}`, en: `the prompt has no {{${needed}}}` },
              remedy: { zh: '写上它，模型才看得到', en: 'write it in, or the model never sees it' },
            },
          ],
    ),
  ]
}

/** The holes of a file that do not exist, as mistakes. */
export function unknownHoles(holes: readonly Hole[], file: string, known: readonly string[]): Problem[] {
  return holes.flatMap(({ name, line, column }) => {
    const said = unknownHole(name, known)
    return said ? [{ file, line, column, ...said }] : []
  })
}

/** Fills a prompt's holes. Values are put in as they are and never filled again, so a question cannot bring in holes of its own. */
export function fillPrompt(source: string, values: Readonly<Record<string, string>>): string {
  return source.replace(hole, (whole, name: string) => (Object.hasOwn(values, name) ? values[name]! : whole))
}
