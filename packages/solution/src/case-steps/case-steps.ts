import { join } from 'node:path'
import { verbOf, type StepRunner } from '@kaiwu/cases'
import { KaiwuError } from '@kaiwu/core'
import { askStep } from './ask-step.ts'
import { classifyStep } from './classify-step.ts'
import { findStep } from './find-step.ts'
import { runStep } from './run-step.ts'
import { openSorter } from './sorter.ts'
import type { StepTools } from './step-tools.ts'

/**
 * The steps of cases that work outside of them: search, models, classifiers, TypeScript. Each may be done again after a crash; what a model
 * said before it is not asked for, nor paid for, a second time. No model sets a field.
 * @example
 * const steps = caseSteps({ definition, root, data, knowledge, chat, clock, labelsOf, replies: caseReplies(database, clock), agreement })
 */
export function caseSteps(tools: StepTools): StepRunner {
  const sort = openSorter(join(tools.data, 'classifiers'))
  return async (work) => {
    const { form } = work.step
    if ('find' in form) return findStep(tools, work, form)
    if ('classify' in form) return classifyStep(tools, sort, work, form)
    if ('ask' in form) return askStep(tools, work, form)
    if ('run' in form) return runStep(tools, work, form)
    throw new KaiwuError('USAGE_INVALID', { reason: `${verbOf(work.step)} is no step that works outside of a case` })
  }
}
