import type { Response } from 'express'
import { z } from 'zod'
import { documentKnowledge } from '../document-knowledge.ts'
import { mediaTypeOf } from '../media-type.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { figureParams, itemParams, revisionParams } from '../schemas/request.ts'
import { inert, setFileHeaders } from '../stored-file.ts'

const file = { description: 'The file, as it came.', content: { 'application/octet-stream': z.string() } }

const current = defineSolutionRoute({
  method: 'get',
  path: '/api/solutions/:name/documents/:id/file',
  summary: 'Gives the file of a document.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  policy: { may: 'knowledge.read' },
  params: itemParams,
  replies: { 200: file },
  async handle(call) {
    const { params, response } = call
    const knowledge = await documentKnowledge(call, 'read')
    sendFile(response, await knowledge.original(params.id))
  },
})

const ofRevision = defineSolutionRoute({
  method: 'get',
  path: '/api/solutions/:name/documents/:id/revisions/:revision/file',
  summary: 'Gives the file of a revision of a document.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  policy: { may: 'knowledge.read' },
  params: revisionParams,
  replies: { 200: file },
  async handle(call) {
    const { params, response } = call
    const knowledge = await documentKnowledge(call, 'read')
    sendFile(response, await knowledge.original(params.id, params.revision))
  },
})

const figure = defineSolutionRoute({
  method: 'get',
  path: '/api/solutions/:name/documents/:id/figures/:figure',
  summary: 'Gives a picture of a document.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  policy: { may: 'knowledge.read' },
  params: figureParams,
  replies: { 200: { description: 'The picture.', content: { 'image/*': z.string() } } },
  async handle(call) {
    const { params, response } = call
    const knowledge = await documentKnowledge(call, 'read')
    const { bytes, mediaType } = await knowledge.figure(params.id, params.figure)
    response.set('Content-Security-Policy', inert).type(mediaType).send(Buffer.from(bytes))
  },
})

/** Files of documents and their pictures, as they came. */
export const documentFileRoutes: readonly Route[] = Object.freeze([current, ofRevision, figure])

/** A PDF may open in the browser; everything else is saved, so that no stored page runs on this origin. */
function sendFile(response: Response, { bytes, path }: Readonly<{ bytes: Uint8Array; path: string }>): void {
  const mediaType = mediaTypeOf(path)
  const inline = mediaType === 'application/pdf'
  setFileHeaders(response, {
    name: path.split('/').at(-1) ?? 'file',
    type: inline ? mediaType : 'application/octet-stream',
    inline,
  })
  response.send(Buffer.from(bytes))
}
