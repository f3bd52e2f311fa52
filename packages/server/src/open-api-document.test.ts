import type { Express } from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { served } from './test-served.ts'
import { routes } from './routes.ts'

const operation = z.looseObject({
  operationId: z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean().default(false) })).default([]),
})
const described = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.looseObject({})) }),
})

type Layer = Readonly<{ route?: Readonly<{ path: string; stack: readonly Readonly<{ method: string }>[] }> }>

/** Every method and path the router itself knows. */
function mounted(app: Express): string[] {
  const { stack } = app.router as unknown as Readonly<{ stack: readonly Layer[] }>
  return stack
    .flatMap(({ route }) => (route ? route.stack.map(({ method }) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`) : []))
    .sort()
}

describe('/openapi.json', () => {
  it('describes exactly what is mounted', async () => {
    const { send, app } = await served()
    const { paths } = described.parse((await send('/openapi.json')).body)
    const told = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))
    expect(told.sort()).toEqual(mounted(app.app))
    expect(told).toHaveLength(routes.length)
  })

  it('names each operation once, each path parameter, and refers to nothing that is missing', async () => {
    const { send } = await served()
    const { text, body } = await send('/openapi.json')
    const { paths, components } = described.parse(body)
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [path, methods] of Object.entries(paths)) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      for (const { parameters } of Object.values(methods)) {
        const inPath = parameters.filter((parameter) => parameter.in === 'path')
        expect(inPath.map(({ name }) => name)).toEqual(names)
      }
    }
    const references = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!)
    expect(references.filter((name) => !(name in components.schemas))).toEqual([])
    expect(Object.keys(components.schemas)).toEqual(
      expect.arrayContaining(['Answer', 'AnswerRequest', 'DocumentInfo', 'Hit', 'Problem', 'SolutionInfo']),
    )
  })

  it('says of each operation who may use it, and by what', async () => {
    const { send } = await served()
    const { body } = await send('/openapi.json')
    const { paths, components } = z
      .object({
        paths: z.record(
          z.string(),
          z.record(z.string(), z.looseObject({ security: z.array(z.record(z.string(), z.array(z.string()))) })),
        ),
        components: z.object({ securitySchemes: z.record(z.string(), z.unknown()) }),
      })
      .parse(body)
    expect(Object.keys(components.securitySchemes)).toEqual(['session', 'key'])
    const at = '/api/solutions/{name}'
    expect(paths['/healthz']!['get']!.security).toEqual([])
    expect(paths[`${at}/documents`]!['post']!.security).toEqual([{ session: [] }, { key: ['knowledge.write'] }])
    expect(paths[`${at}/people`]!['post']).toMatchObject({
      security: [{ session: [] }],
      'x-kaiwu-policy': { may: 'people.write' },
    })
    for (const operations of Object.values(paths))
      for (const one of Object.values(operations)) expect(one['description']).toMatch(/^For (?:anybody\. \w|who may )/)
  })

  it('tells the limits that are held', async () => {
    const { send } = await served()
    const { components } = described.parse((await send('/openapi.json')).body)
    expect(components.schemas['AnswerRequest']).toMatchObject({
      additionalProperties: false,
      properties: { question: { minLength: 1, maxLength: 4000 }, asOf: { format: 'date' } },
      required: ['question'],
    })
    expect(components.schemas['SearchRequest']).toMatchObject({ properties: { top: { minimum: 1, maximum: 50, default: 10 } } })
  })
})
