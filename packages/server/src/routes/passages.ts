import { z } from 'zod'
import { documentReply } from '../document-reply.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { documentInfo, passage } from '../schemas/document.ts'
import { itemParams } from '../schemas/request.ts'

const onePassage = z.strictObject({
  passage,
  document: documentInfo,
  before: passage.exactOptional(),
  after: passage.exactOptional(),
})

/** A passage where it stands. */
export const passageRoutes: readonly Route[] = Object.freeze([
  defineSolutionRoute({
    method: 'get',
    path: '/api/solutions/:name/passages/:id',
    summary: 'Gives a passage with its document and its neighbours.',
    tag: 'documents',
    limited: false,
    errors: 'problem',
    policy: { may: 'knowledge.read' },
    params: itemParams,
    replies: { 200: { description: 'The passage.', content: { 'application/json': onePassage } } },
    async handle({ params, response, solution: { knowledge }, access }) {
      const found = await knowledge.passage(params.id, access)
      const { info, stored } = await knowledge.document(found.documentId, undefined, access)
      const before = stored.passages[found.ordinal - 1]
      const after = stored.passages[found.ordinal + 1]
      response.json({ passage: found, document: documentReply(info), ...(before ? { before } : {}), ...(after ? { after } : {}) })
    },
  }),
])
