import { auditedLog, subjectActor, type AuditedLog, type LogFilter, type LogRow } from '@kaiwu/cases'
import { z } from 'zod'
import type { Admitted } from '../admission.ts'
import { bothLanguages } from '../both-languages.ts'
import { instant } from '../case-reply.ts'
import { defineSolutionRoute, type Route } from '../route.ts'
import { logEntry, logExportQuery, logQuery, logVerification } from '../schemas/log.ts'
import { solutionParams } from '../schemas/request.ts'
import { sendStream } from '../send-stream.ts'
import type { ServerContext } from '../server-context.ts'

function logOf({ solution: { database, work } }: Admitted, { clock }: ServerContext): AuditedLog {
  return auditedLog({ database, signer: work.signer, clock })
}

type FilterQuery = Omit<z.output<typeof logExportQuery>, 'format'>

function filterOf({ case: caseId, actor, action, result, from, to }: FilterQuery): LogFilter {
  return {
    ...{ caseId, actorId: actor, action, result },
    fromMs: from === undefined ? undefined : Date.parse(from),
    toMs: to === undefined ? undefined : Date.parse(to),
  }
}

// What people put into fields may be sensitive; who may see it does so in the case.
const valued: ReadonlySet<string> = new Set(['fields', 'values', 'value', 'proposed', 'body'])

function rowReply({ atMs, detail, ...row }: LogRow): z.output<typeof logEntry> {
  const said = row.objectKind === 'case' ? Object.entries(detail).filter(([key]) => !valued.has(key)) : Object.entries(detail)
  return { ...row, at: instant(atMs), detail: Object.fromEntries(said) as z.output<typeof logEntry>['detail'] }
}

const shared = { tag: 'log', errors: 'problem', policy: { may: 'log.read' }, early: true, params: solutionParams } as const

const page = defineSolutionRoute({
  ...shared,
  method: 'get',
  path: '/api/solutions/:name/log',
  summary: 'Reads a page of the log. That it was read is recorded.',
  limited: false,
  query: logQuery,
  replies: {
    200: {
      description: 'The rows; `next` is there when there are more.',
      content: { 'application/json': z.strictObject({ rows: z.array(logEntry), next: z.int().exactOptional() }) },
    },
  },
  async handle(call) {
    const { asking, query, response, context } = call
    const { after, limit, order } = query
    const { rows, next } = await logOf(call, context).read(subjectActor(asking), { ...filterOf(query), after, limit, order })
    response.json({ rows: rows.map(rowReply), ...(next === undefined ? {} : { next }) })
  },
})

const file = defineSolutionRoute({
  ...shared,
  method: 'get',
  path: '/api/solutions/:name/log/export',
  summary: 'Gives rows of the log as a file, the oldest first. Its hash comes in the trailer Repr-Digest, and is recorded.',
  limited: true,
  query: logExportQuery,
  replies: {
    200: { description: 'The file.', content: { 'application/x-ndjson': z.string(), 'text/csv': z.string() } },
  },
  async handle(call) {
    const { asking, query, response, context } = call
    const { format } = query
    const { chunks, done } = await logOf(call, context).export(subjectActor(asking), filterOf(query), format)
    response.set('Content-Disposition', `attachment; filename="log.${format}"`).set('Trailer', 'Repr-Digest')
    response.type(format === 'csv' ? 'text/csv' : 'application/x-ndjson')
    await sendStream(response, context, chunks, async () => {
      const { sha256 } = await done()
      response.addTrailers({ 'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:` })
    })
  },
})

const verification = defineSolutionRoute({
  ...shared,
  method: 'post',
  path: '/api/solutions/:name/log/verification',
  summary: 'Verifies the log with its key and its checkpoints, and names the first bad row.',
  limited: true,
  replies: { 200: { description: 'What was found.', content: { 'application/json': logVerification } } },
  async handle(call) {
    const { asking, response, context } = call
    const { problems, notes, ...found } = await logOf(call, context).verify(subjectActor(asking))
    response.json({
      ...found,
      problems: problems.map(({ message, ...problem }) => ({ ...problem, message: bothLanguages(message) })),
      notes: notes.map(bothLanguages),
    })
  },
})

/** The log of a solution's base: for auditors alone. */
export const logRoutes: readonly Route[] = Object.freeze([page, file, verification])
