import type { CaseDefinition, CaseState, CaseStep } from './case-definition.ts'
import type { CaseReport } from './case-report.ts'
import { reachable } from './check-states.ts'
import { targetsOf } from './targets.ts'

/**
 * What a model suggests comes before a person: from a step that asks one, no way leads to an end, to something sent outside or to
 * another case, past everybody. So the person cannot be taken out of a case type and the model left in.
 */
export function checkPeople(report: CaseReport, { states }: Pick<CaseDefinition, 'states'>): void {
  for (const state of states.values()) {
    const at = state.steps.findIndex(asksModel)
    if (at < 0 || hasPeople(state)) continue
    const on = (key: string): readonly string[] => {
      const passed = states.get(key)
      return passed && !hasPeople(passed) ? targetsOf(passed).map(({ to }) => to) : []
    }
    const alone = [...reachable([state.key], on)].flatMap((key) => states.get(key) ?? []).filter((one) => !hasPeople(one))
    const last = alone.find((one) => one.end || sends(one, one === state ? at : 0))
    if (!last) continue
    report.mistake(
      ['states', state.key, 'steps', at],
      [
        `模型在这里提出建议，走到“${last.key}”之前却没有人看过`,
        `a model makes suggestions here, and the case comes to "${last.key}" without anybody having seen them`,
      ],
      ['在中间加一个有人办理（actions）或审批（approval）的状态', 'put a state with actions or an approval between'],
    )
  }
}

function asksModel({ form }: CaseStep): boolean {
  return 'ask' in form && form.ask !== undefined
}

function hasPeople({ actions, approval }: CaseState): boolean {
  return actions.size > 0 || approval !== undefined
}

function sends({ steps }: CaseState, from: number): boolean {
  return steps.slice(from).some(({ form }) => 'send' in form || 'start' in form)
}
