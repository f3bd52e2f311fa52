import { z } from 'zod'
import { documentKnowledge } from '../document-knowledge.ts'
import { documentReply } from '../document-reply.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { block, documentInfo, passage } from '../schemas/document.ts'
import { formFile } from '../schemas/form-file.ts'
import { itemParams, solutionParams } from '../schemas/request.ts'
import { knowledgeNamed, writableSolution } from '../writable-solution.ts'

const oneDocument = z.strictObject({ document: documentInfo })

const upload = z
  .strictObject({
    knowledge: z.string().max(100).exactOptional().meta({ description: 'Default: the first knowledge.' }),
    password: z.string().max(200).exactOptional().meta({ description: 'Of a locked file. It is not stored.' }),
    file: formFile,
  })
  .meta({ id: 'Upload' })

const list = defineSolutionRoute({
  method: 'get',
  path: '/api/solutions/:name/documents',
  summary: 'Lists the documents of a solution.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  policy: { may: 'knowledge.read' },
  params: solutionParams,
  replies: {
    200: { description: 'The documents.', content: { 'application/json': z.strictObject({ documents: z.array(documentInfo) }) } },
  },
  handle({ response, solution, access }) {
    response.json({ documents: solution.knowledge.documents(undefined, access).map(documentReply) })
  },
})

const add = defineSolutionRoute({
  method: 'post',
  path: '/api/solutions/:name/documents',
  summary: 'Takes in a file. A file of the same name uploaded earlier is replaced.',
  tag: 'documents',
  limited: true,
  errors: 'problem',
  policy: { may: 'knowledge.write' },
  params: solutionParams,
  body: { type: 'multipart/form-data', schema: upload },
  replies: { 201: { description: 'The document as it was read.', content: { 'application/json': oneDocument } } },
  async handle({ body, response, context, solution }) {
    const { knowledge } = writableSolution(solution)
    const name = knowledgeNamed(solution, body.knowledge)
    const { file, password } = body
    const passwords = password ? { passwords: [password] } : {}
    const info = await context.running.run(response, (signal) =>
      knowledge.add(name, file.name, file.bytes, { ...passwords, signal }),
    )
    response.status(201).json({ document: documentReply(info) })
  },
})

const read = defineSolutionRoute({
  method: 'get',
  path: '/api/solutions/:name/documents/:id',
  summary: 'Gives a document with its text; offsets of blocks and passages point into it.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  policy: { may: 'knowledge.read' },
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
  async handle({ params, response, solution, access }) {
    const { info, stored } = await solution.knowledge.document(params.id, undefined, access)
    response.json({ document: documentReply(info), text: stored.text, blocks: stored.blocks, passages: stored.passages })
  },
})

const remove = defineSolutionRoute({
  method: 'delete',
  path: '/api/solutions/:name/documents/:id',
  summary: 'Deletes an uploaded document. Releases keep it.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  policy: { may: 'knowledge.write' },
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
