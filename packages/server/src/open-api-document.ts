import { rightsTable } from '@kaiwu/cases'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { z } from 'zod'
import { rightsAsked, type Policy } from './policy.ts'
import type { Route } from './route.ts'
import { openAiError, problem } from './schemas/problem.ts'

/** Describes routes as OpenAPI 3.1, from the very schemas that check their requests. */
export function openApiDocument(routes: readonly Route[], version: string): Readonly<Record<string, unknown>> {
  const paths: Record<string, ZodOpenApiPathsObject[string]> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method]: operation(route) }
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Kaiwu 开物',
      version,
      description: 'Answers with checked sources. Errors are told in Chinese or English, by Accept-Language.',
    },
    paths,
    components: {
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'kaiwu_{name}',
          description:
            'Signed in at POST /api/solutions/{name}/session. A change also needs Origin, Sec-Fetch-Site or x-kaiwu-request: 1.',
        },
        key: { type: 'http', scheme: 'bearer', description: 'A key of a person, held to its scopes.' },
      },
    },
  })
  return Object.freeze({ ...document })
}

function operation(route: Route): ZodOpenApiOperationObject {
  const replies = Object.entries(route.replies).map(([status, { description, content }]) => [
    status,
    { description, ...(content ? { content: mediaTypes(content) } : {}) },
  ])
  const error =
    route.errors === 'problem'
      ? { 'application/problem+json': { schema: problem } }
      : { 'application/json': { schema: openAiError } }
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.tag],
    description: policyText(route.policy),
    security: securityOf(route),
    'x-kaiwu-policy': route.policy,
    ...(route.params || route.query || route.headers ? { requestParams: requestParams(route) } : {}),
    ...(route.body ? { requestBody: { required: true, content: { [route.body.type]: { schema: route.body.schema } } } } : {}),
    responses: { ...Object.fromEntries(replies), default: { description: 'An error.', content: error } },
  }
}

/** Who may use a route, in a sentence. */
function policyText(policy: Policy): string {
  if ('open' in policy) return `For anybody. ${policy.open}`
  const rights = rightsAsked(policy)
  const how = 'may' in policy && !('decidedBy' in policy) ? '' : ', as far as it is theirs'
  const texts = rights.map((may) => `${rightsTable[may].text.en}${how} (\`${may}\`)`)
  return `For who may ${texts.join(' or ')}${rights.some((may) => rightsTable[may].peopleOnly) ? '; not with a key' : ''}.`
}

function securityOf({ policy, path }: Route): NonNullable<ZodOpenApiOperationObject['security']> {
  if ('open' in policy) return []
  if (!path.includes(':name')) return [{ key: [] }]
  const byKey = rightsAsked(policy).filter((may) => !rightsTable[may].peopleOnly)
  return [{ session: [] }, ...byKey.map((may) => ({ key: [may] }))]
}

function requestParams({ params, query, headers }: Route): NonNullable<ZodOpenApiOperationObject['requestParams']> {
  return {
    ...(params ? { path: params as z.ZodObject } : {}),
    ...(query ? { query: query as z.ZodObject } : {}),
    ...(headers ? { header: z.object(Object.fromEntries(headers.map(headerParam))) } : {}),
  }
}

/** A header and its schema; one whose name ends with `?` may be left out. */
function headerParam(name: string): readonly [string, z.ZodType] {
  return name.endsWith('?') ? [name.slice(0, -1), z.string().optional()] : [name, z.string()]
}

function mediaTypes(content: Readonly<Record<string, z.ZodType>>): Record<string, { schema: z.ZodType }> {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]))
}

/** `getSolutionsDocuments`, `postChatCompletions`: the method and the fixed parts of the path. */
function operationId({ method, path }: Route): string {
  const words = path.split(/[/.-]/).filter((part) => part !== '' && part !== 'api' && part !== 'v1')
  const parts = words.map((part) => (part.startsWith(':') ? `By${capital(part.slice(1))}` : capital(part)))
  return `${method}${parts.join('')}`
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
