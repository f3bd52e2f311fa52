import type { CaseForm } from '@kaiwu/cases'
import { suggest, type Problem } from '@kaiwu/core'
import type { YamlFile } from './read-yaml.ts'

/** What the steps of cases may name of the solution around them. */
export type KnownNames = Readonly<{ knowledge: readonly string[]; webhooks: readonly string[] }>

/** Steps of a case type that search a knowledge, or send to a webhook, which the solution does not have. */
export function unknownNames({ states }: CaseForm, yaml: YamlFile, file: string, known: KnownNames): readonly Problem[] {
  return Object.entries(states).flatMap(([state, { steps = [] }]) =>
    steps.flatMap((step, at) => {
      const path = ['states', state, 'steps', at]
      const place = (verb: string) => ({ file, ...yaml.place([...path, verb]), setting: [...path, verb].join('.') })
      if ('find' in step && !known.knowledge.includes(step.find))
        return [{ ...place('find'), ...missing(step.find, known.knowledge, ['知识库', 'knowledge', 'knowledge']) }]
      if ('send' in step && !known.webhooks.includes(step.send))
        return [{ ...place('send'), ...missing(step.send, known.webhooks, ['webhook', 'webhook', 'webhooks']) }]
      return []
    }),
  )
}

/** What is said of a name that nothing bears. */
export function missing(
  name: string,
  known: readonly string[],
  [zh, en, setting]: readonly [string, string, string],
): Pick<Problem, 'message' | 'remedy'> {
  const near = suggest(name, known)
  return {
    message: { zh: `没有名为“${name}”的${zh}`, en: `there is no ${en} named "${name}"` },
    remedy: near
      ? { zh: `是不是“${near}”？`, en: `did you mean "${near}"?` }
      : { zh: `在 solution.yaml 的 ${setting} 里定义它`, en: `define it in solution.yaml under ${setting}` },
  }
}
