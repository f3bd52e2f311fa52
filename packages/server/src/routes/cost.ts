import { workCost, type WorkCostLine } from '@kaiwu/solution'
import { z } from 'zod'
import { bothLanguages } from '../both-languages.ts'
import { costCsv } from '../cost-csv.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { costExportQuery, costQuery, workCostReply } from '../schemas/cost.ts'
import { solutionParams } from '../schemas/request.ts'

const shared = {
  tag: 'cost',
  errors: 'problem',
  policy: { may: 'cost.read' },
  early: true,
  params: solutionParams,
  method: 'get',
  limited: true,
} as const

const read = defineSolutionRoute({
  ...shared,
  path: '/api/solutions/:name/cost',
  summary:
    'Says what the work of a solution cost, exactly and each currency by itself, and what its cases earned where they have a price.',
  query: costQuery,
  replies: { 200: { description: 'The cost.', content: { 'application/json': workCostReply } } },
  async handle({ solution, query, response }) {
    const { lines, total, ...more } = await workCost(solution, query)
    response.json({ by: query.by, lines: lines.map(lineReply), total: lineReply(total), ...more })
  },
})

const file = defineSolutionRoute({
  ...shared,
  path: '/api/solutions/:name/cost/export',
  summary: 'Gives the cost as CSV for spreadsheets.',
  query: costExportQuery,
  replies: { 200: { description: 'The file.', content: { 'text/csv': z.string() } } },
  async handle({ solution, query, language, response }) {
    const { language: asked = language, ...request } = query
    response.set('Content-Disposition', 'attachment; filename="cost.csv"').type('text/csv')
    response.send(costCsv(await workCost(solution, request), request.by, asked))
  },
})

/** What the work of a solution cost. */
export const costRoutes: readonly Route[] = Object.freeze([read, file])

function lineReply({ group, ...sums }: WorkCostLine) {
  return { group: group.map(({ title, ...part }) => ({ ...part, title: bothLanguages(title) })), ...sums }
}
