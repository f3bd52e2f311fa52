import { KaiwuError } from '@kaiwu/core'
import { mostEvalRuns, runEvaluation, type EvalQuestion, type EvalRunSummary, type Solution } from '@kaiwu/solution'
import { z } from 'zod'
import { chargedToSubject } from '../admission.ts'
import { instant } from '../case-reply.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { evalList, evalRequest, evalRunReply } from '../schemas/evals.ts'
import { itemParams, solutionParams } from '../schemas/request.ts'
import { streamWork } from '../stream-work.ts'

const shared = { tag: 'evals', errors: 'problem' } as const

const list = defineSolutionRoute({
  ...shared,
  method: 'get',
  path: '/api/solutions/:name/evals',
  summary: 'Lists the evaluations that were kept.',
  limited: false,
  policy: { may: 'settings.read' },
  params: solutionParams,
  replies: { 200: { description: 'The evaluations, without their questions.', content: { 'application/json': evalList } } },
  async handle({ solution, response }) {
    const { runs, unreadable } = await solution.evals.list()
    const questions = await solution.evals.questions().catch(noneThere)
    response.json({
      runs: runs.map(runReply),
      unreadable,
      most: mostEvalRuns,
      questions: questions.length,
      tags: [...new Set(questions.flatMap(({ tags }) => tags))].sort(),
      running: measured.has(solution),
    })
  },
})

const read = defineSolutionRoute({
  ...shared,
  method: 'get',
  path: '/api/solutions/:name/evals/:id',
  summary: 'Gives an evaluation with its questions.',
  limited: false,
  policy: { may: 'settings.read' },
  params: itemParams,
  replies: { 200: { description: 'The evaluation.', content: { 'application/json': z.strictObject({ run: evalRunReply }) } } },
  async handle({ solution, params, response }) {
    response.json({ run: runReply(await solution.evals.read(params.id)) })
  },
})

const start = defineSolutionRoute({
  ...shared,
  method: 'post',
  path: '/api/solutions/:name/evals',
  summary: 'Measures the solution by its own questions, and keeps what came. Leaving ends it, and nothing is kept.',
  limited: true,
  policy: { may: 'settings.write' },
  params: solutionParams,
  body: { type: 'application/json', schema: evalRequest },
  replies: {
    200: {
      description: 'A stream of the events progress ({done, total}), then run ({id}), or error with a problem.',
      content: { 'text/event-stream': z.string() },
    },
  },
  async handle(call) {
    const { solution, asking, body, context } = call
    const questions = tagged(await solution.evals.questions(), body.only)
    if (measured.has(solution)) throw new KaiwuError('EVALS_RUNNING', { name: solution.definition.name })
    measured.add(solution)
    const atMs = context.clock.now()
    try {
      await streamWork(call, async (send, signal) => {
        const evaluation = await runEvaluation(solution, {
          ...{ ...body, ...chargedToSubject(asking.subject), questions, signal },
          onProgress: (done, total) => void send({ done, total }, 'progress'),
        })
        const by = { name: asking.subject.name, via: 'page' } as const
        const { id } = await solution.evals.keep(evaluation, { ...body, by, atMs, elapsedMs: context.clock.now() - atMs })
        await send({ id }, 'run')
      })
    } finally {
      measured.delete(solution)
    }
  },
})

/** Evaluations of a solution: kept ones, and one more. */
export const evalRoutes: readonly Route[] = Object.freeze([list, read, start])

// One at a time: two at once would measure each other's haste.
const measured = new WeakSet<Solution>()

/** @throws REQUEST_INVALID where no question has the tag */
function tagged(questions: readonly EvalQuestion[], only: string | undefined): readonly EvalQuestion[] {
  const chosen = only === undefined ? questions : questions.filter(({ tags }) => tags.includes(only))
  if (chosen.length > 0) return chosen
  throw new KaiwuError('REQUEST_INVALID', { reason: 'only: 没有题目带这个标签 (no question has this tag)' })
}

/** Without questions there may be evaluations from before. */
function noneThere(error: unknown): readonly EvalQuestion[] {
  if (KaiwuError.is(error) && error.code === 'EVALS_MISSING') return []
  throw error
}

function runReply<Run extends EvalRunSummary>({ atMs, ...run }: Run) {
  return { ...run, at: instant(atMs) }
}
