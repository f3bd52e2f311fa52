import type { Response } from 'express'
import { z } from 'zod'
import { documentKnowledge } from '../document-knowledge.ts'
import { mediaTypeOf } from '../media-type.ts'
import { defineRoute, type Route } from '../route.ts'
import { figureParams, itemParams, revisionParams } from '../schemas/request.ts'

const file = { description: 'The file, as it came.', content: { 'application/octet-stream': z.string() } }

const current = defineRoute({
  method: 'get',
  path: '/api/solutions/:name/documents/:id/file',
  summary: 'Gives the file of a document.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  params: itemParams,
  replies: { 200: file },
  async handle(call) {
    const { params, response } = call
    const knowledge = await documentKnowledge(call, 'read')
    sendFile(response, await knowledge.original(params.id))
  },
})

const ofRevision = defineRoute({
  method: 'get',
  path: '/api/solutions/:name/documents/:id/revisions/:revision/file',
  summary: 'Gives the file of a revision of a document.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
  params: revisionParams,
  replies: { 200: file },
  async handle(call) {
    const { params, response } = call
    const knowledge = await documentKnowledge(call, 'read')
    sendFile(response, await knowledge.original(params.id, params.revision))
  },
})

const figure = defineRoute({
  method: 'get',
  path: '/api/solutions/:name/documents/:id/figures/:figure',
  summary: 'Gives a picture of a document.',
  tag: 'documents',
  limited: false,
  errors: 'problem',
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

// A stored file is shown, never run: no scripts, no forms, nothing loaded.
const inert = "default-src 'none'; sandbox"

/** A PDF may open in the browser; everything else is saved, so that no stored page runs on this origin. */
function sendFile(response: Response, { bytes, path }: Readonly<{ bytes: Uint8Array; path: string }>): void {
  const mediaType = mediaTypeOf(path)
  const name = headerName(path.split('/').at(-1) ?? 'file')
  const shown = mediaType === 'application/pdf'
  response
    .set('Content-Security-Policy', inert)
    .set('Content-Disposition', `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`)
    .type(shown ? mediaType : 'application/octet-stream')
    .send(Buffer.from(bytes))
}

/** A file name as a header may hold it (RFC 8187). */
function headerName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
