import { z } from 'zod'
import { documentKnowledge } from '../document-knowledge.ts'
import { documentReply } from '../document-reply.ts'
import type { FormFile } from '../read-form.ts'
import { defineRoute, type Route } from '../route.ts'
import { block, documentInfo, passage } from '../schemas/document.ts'
import { itemParams, solutionParams } from '../schemas/request.ts'
import { knowledgeNamed, writableSolution } from '../writable-solution.ts'

const oneDocument = z.strictObject({ document: documentInfo })

const upload = z
  .strictObject({
    knowledge: z.string().max(100).exactOptional().meta({ description: 'Default: the first knowledge.' }),
    password: z.string().max(200).exactOptional().meta({ description: 'Of a locked file. It is not stored.' }),
    file: z
      .custom<FormFile>((value) => typeof value === 'object' && value !== null && (value as FormFile).name !== '')
      .meta({ override: { type: 'string', contentMediaType: 'application/octet-stream' } }),
  })
  .meta({ id: 'Upload' })

const list = defineRoute({
  method: 'get',
  path: '/api/solutions/:name/documents',
  summary: 'Lists the documents of a solution.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  params: solutionParams,
  replies: {
    200: { description: 'The documents.', content: { 'application/json': z.strictObject({ documents: z.array(documentInfo) }) } },
  },
  handle({ params, request, response, context }) {
    const { knowledge } = context.solutions.ready(params.name)
    response.json({ documents: knowledge.documents(undefined, context.accessOf(request)).map(documentReply) })
  },
})

const add = defineRoute({
  method: 'post',
  path: '/api/solutions/:name/documents',
  summary: 'Takes in a file. A file of the same name uploaded earlier is replaced.',
  tag: 'documents',
  limited: true,
  errors: 'problem',
  params: solutionParams,
  body: { type: 'multipart/form-data', schema: upload },
  replies: { 201: { description: 'The document as it was read.', content: { 'application/json': oneDocument } } },
  async handle({ params, body, response, context }) {
    const solution = writableSolution(context.solutions.ready(params.name))
    const name = knowledgeNamed(solution, body.knowledge)
    const { file, password } = body
    const passwords = password ? { passwords: [password] } : {}
    const info = await context.running.run(response, (signal) =>
      solution.knowledge.add(name, file.name, file.bytes, { ...passwords, signal }),
    )
    response.status(201).json({ document: documentReply(info) })
  },
})

const read = defineRoute({
  method: 'get',
  path: '/api/solutions/:name/documents/:id',
  summary: 'Gives a document with its text; offsets of blocks and passages point into it.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  params: itemParams,
  replies: {
    200: {
      description: 'The document.',
      content: {
        'application/json': z.strictObject({
          document: documentInfo,
          text: z.string(),
          blocks: z.array(block),
          passages: z.array(passage),
        }),
      },
    },
  },
  async handle({ params, request, response, context }) {
    const { knowledge } = context.solutions.ready(params.name)
    const { info, stored } = await knowledge.document(params.id, undefined, context.accessOf(request))
    response.json({ document: documentReply(info), text: stored.text, blocks: stored.blocks, passages: stored.passages })
  },
})

const remove = defineRoute({
  method: 'delete',
  path: '/api/solutions/:name/documents/:id',
  summary: 'Deletes an uploaded document. Releases keep it.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  params: itemParams,
  replies: { 204: { description: 'It is deleted.' } },
  async handle(call) {
    const { params, response } = call
    const knowledge = await documentKnowledge(call, 'change')
    await knowledge.remove(params.id)
    response.status(204).end()
  },
})

/** The documents of a solution: list, upload, read, delete. */
export const documentRoutes: readonly Route[] = Object.freeze([list, add, read, remove])
