import { z } from 'zod'
import { actorAsking } from '../people-reply.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { departmentChanges, departmentInfo, newDepartment, personParams } from '../schemas/people.ts'
import { solutionParams } from '../schemas/request.ts'

const path = '/api/solutions/:name/departments'
const common = { tag: 'people', limited: false, errors: 'problem', early: true } as const
const department = (description: string) => ({
  description,
  content: { 'application/json': z.strictObject({ department: departmentInfo }) },
})

const list = defineSolutionRoute({
  ...common,
  method: 'get',
  path,
  summary: 'Lists the departments by key.',
  policy: { may: 'people.names' },
  params: solutionParams,
  replies: {
    200: {
      description: 'The departments.',
      content: { 'application/json': z.strictObject({ departments: z.array(departmentInfo) }) },
    },
  },
  async handle({ response, solution }) {
    response.json({ departments: await solution.work.people.lookup.departments() })
  },
})

const add = defineSolutionRoute({
  ...common,
  method: 'post',
  path,
  summary: 'Adds a department.',
  policy: { may: 'people.write' },
  params: solutionParams,
  body: { type: 'application/json', schema: newDepartment },
  replies: { 201: department('The department.') },
  async handle({ body, response, solution, asking }) {
    const added = await solution.work.people.addDepartment(body, actorAsking(asking))
    response.status(201).json({ department: added })
  },
})

const change = defineSolutionRoute({
  ...common,
  method: 'put',
  path: `${path}/:id`,
  summary: 'Changes a department: its key, its name, what it stands below, who heads it.',
  policy: { may: 'people.write' },
  params: personParams,
  body: { type: 'application/json', schema: departmentChanges },
  replies: { 200: department('The department.') },
  async handle({ params, body, response, solution, asking }) {
    response.json({ department: await solution.work.people.changeDepartment(params.id, body, actorAsking(asking)) })
  },
})

/** Departments of a solution's base. */
export const departmentRoutes: readonly Route[] = Object.freeze([list, add, change])
