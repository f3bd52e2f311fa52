import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readySchema } from './answer-schema.ts'
import { plainSchema } from './plain-schema.ts'
import { strictSchema } from './strict-schema.ts'
import { withoutNulls } from './without-nulls.ts'

const told = async (schema: z.ZodType) => (await readySchema(schema)).json

describe('strictSchema', () => {
  it('demands every property, allows nothing further and makes optional ones null', async () => {
    const schema = z.object({ name: z.string().min(2), note: z.string().optional(), seen: z.boolean().nullable().optional() })
    expect(strictSchema(await told(schema))).toEqual({
      widened: true,
      schema: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          seen: { type: ['boolean', 'null'] },
        },
        required: ['name', 'note', 'seen'],
        additionalProperties: false,
      },
    })
  })

  it('says that conditions and allOf cannot be put so', () => {
    const properties = { a: { type: 'string' } }
    for (const more of [{ allOf: [{ required: ['a'] }] }, { not: { required: ['a'] } }, { if: {}, else: {} }])
      expect(strictSchema({ type: 'object', properties, ...more })).toBeUndefined()
  })

  it('goes down into lists, choices and definitions', async () => {
    const part = z.object({ kind: z.literal('part'), spare: z.string().optional() })
    const schema = z.object({ items: z.array(z.discriminatedUnion('kind', [part, z.object({ kind: z.literal('tool') })])) })
    const strict = strictSchema(await told(schema))
    expect(strict?.widened).toBe(true)
    expect(strict?.schema).toMatchObject({
      properties: {
        items: {
          items: {
            anyOf: [
              { required: ['kind', 'spare'], additionalProperties: false },
              { required: ['kind'], additionalProperties: false },
            ],
          },
        },
      },
    })
    expect(JSON.stringify(strict)).not.toContain('oneOf')
    const referring = {
      type: 'object',
      properties: { next: { $ref: '#/$defs/step' } },
      required: ['next'],
      $defs: { step: { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] } },
    }
    expect(strictSchema(referring)?.schema).toMatchObject({ $defs: { step: { additionalProperties: false } } })
  })

  it('drops what the strict form does not know', () => {
    const property = {
      type: 'string',
      format: 'uri',
      pattern: '^(?!x)',
      minLength: 3,
      default: 'a',
      title: 'T',
      description: 'd',
    }
    const schema = { type: 'object', properties: { a: property, b: { type: 'string', format: 'date' } }, required: ['a', 'b'] }
    expect(strictSchema(schema)?.schema['properties']).toEqual({
      a: { type: 'string', description: 'd' },
      b: { type: 'string', format: 'date' },
    })
  })

  it.each([
    ['a record', z.object({ counts: z.record(z.string(), z.number()) })],
    ['anything at all', z.object({ what: z.unknown() })],
    ['an open object', z.looseObject({ a: z.string() })],
    ['a tuple', z.object({ pair: z.tuple([z.string(), z.number()]) })],
    ['a list at the root', z.array(z.string())],
    ['a choice at the root', z.union([z.object({ a: z.string() }), z.object({ b: z.string() })])],
  ])('says that %s cannot be put so', async (_, schema) => {
    expect(strictSchema(await told(schema))).toBeUndefined()
  })
})

describe('plainSchema', () => {
  it('strips $schema and title, and keeps properties of these names', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Book',
      type: 'object',
      properties: { title: { type: 'string', title: 'Title' }, $schema: { type: 'string' } },
      const: { title: 'stays' },
    }
    expect(plainSchema(schema)).toEqual({
      type: 'object',
      properties: { title: { type: 'string' }, $schema: { type: 'string' } },
      const: { title: 'stays' },
    })
  })
})

describe('withoutNulls', () => {
  it('takes nulls out where the schema takes none, at any depth', async () => {
    const schema = z.object({
      a: z.string().optional(),
      b: z.string().nullable(),
      list: z.array(z.object({ c: z.number().default(3), d: z.number().nullish() })),
    })
    const cleaned = withoutNulls({ a: null, b: null, list: [{ c: null, d: null }], more: null }, await told(schema))
    expect(cleaned).toEqual({ b: null, list: [{ d: null }], more: null })
    expect(schema.parse(cleaned).list[0]).toEqual({ c: 3, d: null })
  })

  it('follows references, those in a circle too', () => {
    const schema = {
      type: 'object',
      properties: {
        kids: { type: 'array', items: { $ref: '#' } },
        note: { type: 'string' },
        loop: { $ref: '#/properties/loop' },
      },
    }
    expect(withoutNulls({ kids: [{ note: null, kids: [] }], note: null, loop: 1 }, schema)).toEqual({
      kids: [{ kids: [] }],
      loop: 1,
    })
  })
})
