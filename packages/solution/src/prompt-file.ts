import { type Problem, suggest } from '@kaiwu/core'

/** What a prompt may have filled in. */
export const promptHoles = ['question', 'passages', 'language', 'asOf', 'contact'] as const

/** The values for {@link promptHoles}. */
export type PromptValues = Readonly<Record<(typeof promptHoles)[number], string>>

const hole = /\{\{\s*([^{}]*?)\s*\}\}/g

/** Finds the mistakes of a prompt file: holes that do not exist, a prompt without the question or the passages. */
export function checkPrompt(source: string, file: string): Problem[] {
  const problems: Problem[] = []
  const used = new Set<string>()
  for (const [index, text] of source.split(/\r?\n/).entries()) {
    for (const match of text.matchAll(hole)) {
      const name = match[1]!
      used.add(name)
      if ((promptHoles as readonly string[]).includes(name)) continue
      const near = suggest(name, promptHoles)
      problems.push({
        file,
        line: index + 1,
        column: match.index + 1,
        message: { zh: `没有“{{${name}}}”这个占位符`, en: `there is no placeholder {{${name}}}` },
        remedy: near
          ? { zh: `是不是 {{${near}}}？`, en: `did you mean {{${near}}}?` }
          : {
              zh: `可用：${promptHoles.map((known) => `{{${known}}}`).join('、')}`,
              en: `use ${promptHoles.map((known) => `{{${known}}}`).join(', ')}`,
            },
      })
    }
  }
  for (const needed of ['question', 'passages']) {
    if (used.has(needed)) continue
    problems.push({
      file,
      line: 1,
      column: 1,
      message: { zh: `提示词里没有 {{${needed}}}`, en: `the prompt has no {{${needed}}}` },
      remedy: { zh: '写上它，模型才看得到', en: 'write it in, or the model never sees it' },
    })
  }
  return problems
}

/** Fills a prompt's holes. Values are put in as they are and never filled again, so a question cannot bring in holes of its own. */
export function fillPrompt(source: string, values: PromptValues): string {
  return source.replace(hole, (whole, name: string) => (name in values ? values[name as keyof PromptValues] : whole))
}
