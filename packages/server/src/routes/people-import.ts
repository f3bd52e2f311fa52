import { localText } from '@kaiwu/core'
import { decodeText } from '@kaiwu/knowledge'
import { z } from 'zod'
import { actorAsking, personReply } from '../people-reply.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { formFile } from '../schemas/form-file.ts'
import { fileProblem, personInfo } from '../schemas/people.ts'
import { solutionParams } from '../schemas/request.ts'

const added = z.strictObject({ added: z.array(z.strictObject({ person: personInfo, password: z.string() })) })
const peopleFile = z
  .strictObject({
    file: formFile,
    newDepartments: z
      .enum(['yes', 'no'])
      .exactOptional()
      .meta({ description: 'Whether departments that are not there are made, each named by its key. Default no.' }),
  })
  .meta({ id: 'PeopleFile' })
const problems = z.strictObject({ problems: z.array(fileProblem) })

/** Adding many people at once. */
export const peopleImportRoutes: readonly Route[] = Object.freeze([
  defineSolutionRoute({
    method: 'post',
    path: '/api/solutions/:name/people/import',
    summary: 'Adds the people of a CSV file (login, name, department, roles, head), all or nobody. UTF-8 or GBK.',
    tag: 'people',
    limited: true,
    errors: 'problem',
    early: true,
    policy: { may: 'people.write' },
    params: solutionParams,
    body: { type: 'multipart/form-data', schema: peopleFile },
    replies: {
      201: {
        description: 'Who was added, each with a first password that is told this once.',
        content: { 'application/json': added },
      },
      422: { description: 'What is wrong, line by line; nobody was added.', content: { 'application/json': problems } },
    },
    async handle({ body: { file, newDepartments }, response, language, solution, asking, context }) {
      const { name } = file
      const { text } = decodeText(file.bytes, name)
      const done = await context.running.run(response, () =>
        solution.work.people.import({ name, text }, actorAsking(asking), { newDepartments: newDepartments === 'yes' }),
      )
      if ('added' in done)
        return void response
          .status(201)
          .json({ added: done.added.map(({ person, password }) => ({ person: personReply(person, true), password })) })
      response.status(422).json({
        problems: done.problems.map(({ line, column, setting, message, remedy }) => ({
          ...{ line, column, ...(setting === undefined ? {} : { setting }) },
          message: localText(message, language),
          remedy: localText(remedy, language),
        })),
      })
    },
  }),
])
