import type { LocalText } from '@kaiwu/core'
import type { Expression } from '../rules/expression.ts'
import type { CaseAction, CaseApproval, CaseState, CaseStep } from './case-definition.ts'
import type { CasePath, CaseReport } from './case-report.ts'
import type { CaseForm } from './case-schema.ts'
import { compileWho, type WhoNames } from './compile-who.ts'
import type { CaseStepForm } from './step-schema.ts'

type StateForm = CaseForm['states'][string]
type ActionForm = NonNullable<StateForm['actions']>[string]
type ApprovalForm = NonNullable<StateForm['approval']>

/** Reads a state. */
export function compileState(report: CaseReport, names: WhoNames, key: string, form: StateForm): CaseState {
  const path = ['states', key]
  const { title = key, steps = [], next = [], actions = {}, approval, on = {}, timeout, end = false } = form
  const after = timeout && report.within([...path, 'timeout', 'after'], timeout.after)
  return Object.freeze({
    key,
    title,
    end,
    steps: Object.freeze(steps.map((step, at) => compileStep(report, [...path, 'steps', at], step))),
    next: Object.freeze(
      next.map(({ when, to }, at) => {
        const condition = when === undefined ? undefined : report.expression([...path, 'next', at, 'when'], when)
        return { to, ...(condition ? { when: condition } : {}) }
      }),
    ),
    actions: new Map(
      Object.entries(actions).map(([name, action]) => [
        name,
        compileAction(report, names, [...path, 'actions', name], name, action),
      ]),
    ),
    on: new Map(
      Object.entries(on).map(([event, { to, set }]) => [
        event,
        { to, set: report.assignments([...path, 'on', event, 'set'], set, ['event']) },
      ]),
    ),
    ...(approval ? { approval: compileApproval(report, names, [...path, 'approval'], approval) } : {}),
    ...(timeout && after ? { timeout: { after, to: timeout.to } } : {}),
  })
}

function compileAction(report: CaseReport, names: WhoNames, path: CasePath, key: string, form: ActionForm): CaseAction {
  const { title = key as LocalText, by, to, form: fields = [], when, require, set, forbidSameAs = [] } = form
  const condition = when === undefined ? undefined : report.expression([...path, 'when'], when)
  return Object.freeze({
    key,
    title,
    by: compileWho(report, names, [...path, 'by'], by),
    to,
    form: fields,
    require: report.requirements([...path, 'require'], require),
    set: report.assignments([...path, 'set'], set, ['me']),
    forbidSameAs,
    comment: form.comment ?? 'optional',
    sign: form.sign ?? 'click',
    ...(condition ? { when: condition } : {}),
  })
}

function compileApproval(report: CaseReport, names: WhoNames, path: CasePath, form: ApprovalForm): CaseApproval {
  const { by, mode = 'any', form: fields = [], require, forbidSameAs = [], approved, rejected, returnTo = [], allow = [] } = form
  return Object.freeze({
    by: by.map((who, at) => compileWho(report, names, [...path, 'by', at], who)),
    mode,
    form: fields,
    require: report.requirements([...path, 'require'], require),
    forbidSameAs,
    approved,
    rejected,
    returnTo,
    allow,
    comment: form.comment ?? 'onReject',
    sign: form.sign ?? 'click',
    ...(form.withdrawn === undefined ? {} : { withdrawn: form.withdrawn }),
  })
}

function compileStep(report: CaseReport, path: CasePath, form: CaseStepForm): CaseStep {
  const when = form.when === undefined ? undefined : report.expression([...path, 'when'], form.when)
  const expressions = new Map<string, Expression>()
  const texts =
    'check' in form
      ? form.check.map(({ id, that }, at) => [id, ['check', at, 'that'], that] as const)
      : 'send' in form
        ? Object.entries(form.body).map(([name, text]) => [name, ['body', name], text] as const)
        : 'start' in form
          ? Object.entries(form.fields ?? {}).map(([name, text]) => [name, ['fields', name], text] as const)
          : []
  for (const [name, at, text] of texts) {
    const expression = report.expression([...path, ...at], text)
    if (expression) expressions.set(name, expression)
  }
  return Object.freeze({ form, expressions, ...(when ? { when } : {}) })
}
