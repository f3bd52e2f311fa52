import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import type { z } from 'zod'
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
    ...(route.params ? { requestParams: { path: route.params as z.ZodObject } } : {}),
    ...(route.body ? { requestBody: { required: true, content: { [route.body.type]: { schema: route.body.schema } } } } : {}),
    responses: { ...Object.fromEntries(replies), default: { description: 'An error.', content: error } },
  }
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
