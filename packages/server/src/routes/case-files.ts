import { z } from 'zod'
import { deskOf, oneCase, sendCase } from '../case-desk.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { caseDocumentParams, caseFileParams, caseParams } from '../schemas/case-input.ts'
import { formFile } from '../schemas/form-file.ts'
import { sendStream } from '../send-stream.ts'
import { setFileHeaders } from '../stored-file.ts'

const field = z.string().min(1).max(40).meta({ description: 'A field of files.' })
const shared = { tag: 'cases', errors: 'problem', early: true } as const

const attach = defineSolutionRoute({
  ...shared,
  method: 'post',
  path: '/api/solutions/:name/cases/:id/files',
  summary: 'Adds a file to a case. The same content again in the same field changes nothing.',
  limited: true,
  policy: { may: 'case.act', decidedBy: 'operation' },
  params: caseParams,
  body: { type: 'multipart/form-data', schema: z.strictObject({ field, file: formFile }).meta({ id: 'CaseFileUpload' }) },
  replies: { 201: { description: 'The case with the file.', content: { 'application/json': oneCase } } },
  async handle({ solution, asking, params, body, response }) {
    const { name, bytes } = body.file
    const view = await deskOf(solution).cases.attach(asking, params.id, { field: body.field, name, content: bytes })
    sendCase(response.status(201), view)
  },
})

const read = defineSolutionRoute({
  ...shared,
  method: 'get',
  path: '/api/solutions/:name/cases/:id/files/:sha256',
  summary: 'Gives a file of a case. What could run in a browser is only ever saved.',
  limited: false,
  policy: { may: 'case.read', decidedBy: 'operation' },
  params: caseFileParams,
  replies: { 200: { description: 'The file, as it came.', content: { 'application/octet-stream': z.string() } } },
  async handle({ solution, asking, params, response, context }) {
    const { name, type, inline, bytes, content } = await deskOf(solution).cases.attachment(asking, params.id, params.sha256)
    setFileHeaders(response, { name, type: inline ? type : 'application/octet-stream', inline })
    response.set('Content-Length', String(bytes))
    await sendStream(response, context, content)
  },
})

const detach = defineSolutionRoute({
  ...shared,
  method: 'delete',
  path: '/api/solutions/:name/cases/:id/files/:sha256',
  summary: 'Takes a file out of its field, as long as nobody has decided on the case since it came.',
  limited: false,
  policy: { may: 'case.act', decidedBy: 'operation' },
  params: caseFileParams,
  query: z.strictObject({ field }),
  replies: { 200: { description: 'The case without the file.', content: { 'application/json': oneCase } } },
  async handle({ solution, asking, params, query, response }) {
    const { sha256 } = params
    sendCase(response, await deskOf(solution).cases.detach(asking, params.id, { field: query.field, sha256 }))
  },
})

const exported = defineSolutionRoute({
  ...shared,
  method: 'get',
  path: '/api/solutions/:name/cases/:id/export',
  summary: 'Gives a case as a ZIP, to be kept, printed and checked without Kaiwu. That it was exported is recorded.',
  limited: true,
  policy: { may: 'case.export', decidedBy: 'operation' },
  params: caseParams,
  query: z.strictObject({
    language: z.enum(['zh', 'en']).exactOptional().meta({ description: 'Default: that of the request.' }),
  }),
  replies: {
    200: {
      description: 'The folder with its SHA256SUMS.',
      content: { 'application/zip': z.string() },
    },
  },
  async handle({ solution, asking, params, query, language, response, context }) {
    const request = { language: query.language ?? language }
    const { name, content } = await deskOf(solution).cases.exportCaseZip(asking, params.id, request)
    setFileHeaders(response, { name, type: 'application/zip', inline: false })
    await sendStream(response, context, content)
  },
})

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

const document = defineSolutionRoute({
  ...shared,
  method: 'get',
  path: '/api/solutions/:name/cases/:id/documents/:document',
  summary: 'Makes a Word file of a case, as its case type lays it out. That it was exported is recorded.',
  limited: true,
  policy: { may: 'case.export', decidedBy: 'operation' },
  params: caseDocumentParams,
  replies: { 200: { description: 'The file.', content: { [word]: z.string() } } },
  async handle({ solution, asking, params, response }) {
    const { name, content } = await deskOf(solution).cases.document(asking, params.id, params.document)
    setFileHeaders(response, { name, type: word, inline: false })
    response.send(Buffer.from(content))
  },
})

/** The files of cases, and cases as files. */
export const caseFileRoutes: readonly Route[] = Object.freeze([attach, read, detach, exported, document])
