import { unsetTarget } from '@kaiwu/cases'
import type { SolutionDefinition } from '@kaiwu/solution'
import type { Finding } from './finding.ts'

/** Says which webhooks lack what they need of the environment; nobody is called. */
export function checkWebhooks(
  { webhooks }: SolutionDefinition,
  environment: Readonly<Record<string, string | undefined>>,
): readonly Finding[] {
  return Object.entries(webhooks).map(([name, target]): Finding => {
    const lacks = unsetTarget(target, environment)
    return lacks
      ? {
          check: `webhook.${name}`,
          state: 'weaker',
          text: {
            zh: `webhook ${name}：${lacks.zh}；要发给它的会失败，等人重发`,
            en: `webhook ${name}: ${lacks.en}; what is to be sent there fails and waits for a person`,
          },
        }
      : {
          check: `webhook.${name}`,
          state: 'good',
          text: { zh: `webhook ${name} 配置齐全`, en: `webhook ${name} has what it needs` },
        }
  })
}
