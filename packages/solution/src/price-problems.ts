import type { CaseDefinition } from '@kaiwu/cases'
import { suggest, type Problem } from '@kaiwu/core'
import type { Manifest } from './manifest.ts'

/** A mistake in `prices`, at its path in the manifest. */
export type PriceProblem = Pick<Problem, 'message' | 'remedy'> & Readonly<{ path: readonly string[] }>

/**
 * Prices of case types that there are none of, and of states that no case ends in.
 * @param files of case types; of one that is not in order itself nothing more is said
 */
export function priceProblems(
  prices: Manifest['prices'],
  cases: readonly CaseDefinition[],
  files: readonly string[],
): readonly PriceProblem[] {
  return Object.entries(prices).flatMap(([type, ends]) => {
    const definition = cases.find(({ key }) => key === type)
    if (!definition) {
      const keys = cases.map(({ key }) => key)
      return files.includes(`cases/${type}.yaml`) ? [] : [unknown(['prices', type], ['业务单类型', 'case type'], type, keys)]
    }
    const known = [...definition.states.values()].filter(({ end }) => end).map(({ key }) => key)
    return Object.keys(ends)
      .filter((state) => !known.includes(state))
      .map((state) => unknown(['prices', type, state], ['结束状态', 'end state'], state, known))
  })
}

function unknown(
  path: readonly string[],
  [zh, en]: readonly [string, string],
  name: string,
  known: readonly string[],
): PriceProblem {
  const near = suggest(name, known)
  return {
    path,
    message: { zh: `没有名为“${name}”的${zh}`, en: `there is no ${en} "${name}"` },
    remedy: near
      ? { zh: `是不是“${near}”？`, en: `did you mean "${near}"?` }
      : { zh: `可用：${known.join('、') || '无'}`, en: `use ${known.join(', ') || 'none: there are no case types'}` },
  }
}
