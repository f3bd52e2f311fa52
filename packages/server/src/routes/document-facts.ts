import { z } from 'zod'
import { documentKnowledge } from '../document-knowledge.ts'
import { documentReply } from '../document-reply.ts'
import { reportReply } from '../report-reply.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { documentFacts, documentInfo } from '../schemas/document.ts'
import { documentReport } from '../schemas/life.ts'
import { itemParams } from '../schemas/request.ts'

const oneDocument = z.strictObject({ document: documentInfo })
const { access: _labels, unsure: _unsure, confirmed: _confirmed, ending: _ending, ...said } = documentFacts.shape

const corrections = z
  .strictObject({
    by: z.string().trim().min(1).max(60).meta({ description: 'Who confirms.' }),
    facts: z
      .strictObject(
        Object.fromEntries(
          Object.entries(said).map(([name, schema]) => [name, (schema as z.ZodType).nullable().exactOptional()]),
        ),
      )
      .default({})
      .meta({ description: 'What differs from what was found; null says that there is none.' }),
  })
  .meta({ id: 'FactCorrections' })

const accessLabels = z.strictObject({ labels: z.array(z.string().trim().min(1).max(40)).max(20) }).meta({ id: 'AccessLabels' })

const report = defineSolutionRoute({
  method: 'get',
  path: '/api/solutions/:name/documents/:id/report',
  summary: 'Tells how a document was read, what was found in it, and what it was before.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  policy: { may: 'knowledge.read' },
  params: itemParams,
  replies: { 200: { description: 'The report.', content: { 'application/json': documentReport } } },
  async handle(call) {
    const { params, response } = call
    const knowledge = await documentKnowledge(call, 'read')
    response.json(reportReply(await knowledge.report(params.id)))
  },
})

const confirm = defineSolutionRoute({
  method: 'put',
  path: '/api/solutions/:name/documents/:id/facts',
  summary: 'Confirms what was found about a document, with corrections. Holds until its bytes change.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  policy: { may: 'knowledge.write' },
  params: itemParams,
  body: { type: 'application/json', schema: corrections },
  replies: { 200: { description: 'The document with the confirmed facts.', content: { 'application/json': oneDocument } } },
  async handle(call) {
    const { params, body, response, asking } = call
    const knowledge = await documentKnowledge(call, 'change')
    // Whoever is signed in confirms in their own name.
    const by = asking.subject.name || body.by
    response.json({ document: documentReply(await knowledge.confirm(params.id, body.facts, by)) })
  },
})

const unconfirm = defineSolutionRoute({
  method: 'delete',
  path: '/api/solutions/:name/documents/:id/facts',
  summary: 'Takes back what a person said of a document.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  policy: { may: 'knowledge.write' },
  params: itemParams,
  replies: { 200: { description: 'The document as it was read.', content: { 'application/json': oneDocument } } },
  async handle(call) {
    const { params, response } = call
    const knowledge = await documentKnowledge(call, 'change')
    response.json({ document: documentReply(await knowledge.unconfirm(params.id)) })
  },
})

const access = defineSolutionRoute({
  method: 'put',
  path: '/api/solutions/:name/documents/:id/access',
  summary: 'Sets the labels of which a reader must hold one. None: everybody reads it.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  policy: { may: 'knowledge.write' },
  params: itemParams,
  body: { type: 'application/json', schema: accessLabels },
  replies: { 200: { description: 'The document with its labels.', content: { 'application/json': oneDocument } } },
  async handle(call) {
    const { params, body, response } = call
    const knowledge = await documentKnowledge(call, 'change')
    response.json({ document: documentReply(await knowledge.setAccess(params.id, body.labels)) })
  },
})

/** What is known about documents: the report, a person's say, who may read them. */
export const documentFactRoutes: readonly Route[] = Object.freeze([report, confirm, unconfirm, access])
