import { z } from 'zod'
import { bothLanguages } from './document.ts'

const types = z.enum([
  ...(['text', 'longText', 'number', 'integer', 'money', 'date', 'dateTime', 'yesNo'] as const),
  ...(['choice', 'choices', 'person', 'department', 'files', 'rows'] as const),
])

const part = {
  key: z.string(),
  type: types,
  title: bothLanguages,
  help: bothLanguages.exactOptional(),
  required: z.boolean(),
  unit: z.string().exactOptional(),
  min: z.number().exactOptional(),
  max: z.number().exactOptional(),
  minLength: z.int().exactOptional(),
  maxLength: z.int().exactOptional(),
  pattern: z.string().exactOptional(),
  values: z.array(z.string()).exactOptional().meta({ description: 'What may be chosen.' }),
}

/** A field of a case type, as a form shows it. */
export const caseField = z
  .strictObject({
    ...part,
    sensitive: z.boolean().meta({ description: 'Shown only to who takes part, or to some roles.' }),
    columns: z.array(z.strictObject(part)).exactOptional().meta({ description: 'Of `rows`.' }),
    rows: z
      .array(z.record(z.string(), z.json()))
      .exactOptional()
      .meta({ description: 'What a field of rows begins with in a new case.' }),
  })
  .meta({ id: 'CaseField' })

const state = z.strictObject({
  key: z.string(),
  title: bothLanguages,
  end: z.boolean(),
  actions: z.array(
    z.strictObject({
      key: z.string(),
      title: bothLanguages,
      to: z.string(),
      form: z.array(z.string()),
      comment: z.enum(['never', 'optional', 'required']),
      sign: z.enum(['click', 'password']),
    }),
  ),
  approval: z
    .strictObject({
      mode: z.enum(['any', 'all', 'sequence']),
      signers: z.array(bothLanguages).meta({ description: 'Who signs, seat by seat: roles, fields, people.' }),
      form: z.array(z.string()),
      returnTo: z.array(z.string()),
      allow: z.array(z.enum(['delegate', 'addSigner', 'withdraw'])),
      comment: z.enum(['never', 'optional', 'onReject', 'always']),
      sign: z.enum(['click', 'password']),
    })
    .exactOptional(),
  events: z.array(z.string()).meta({ description: 'Events from outside that it waits for.' }),
})

/** A case type of a solution, as it is now. */
export const caseType = z
  .strictObject({
    key: z.string(),
    title: bothLanguages,
    definition: z.string().meta({ description: 'SHA-256 of this version.' }),
    mayStart: z.boolean().meta({ description: 'Whether the one who asks may start such a case.' }),
    start: z.string(),
    fields: z.array(caseField),
    states: z.array(state),
    deadlines: z.array(
      z.strictObject({
        key: z.string(),
        title: bothLanguages,
        basis: bothLanguages.exactOptional(),
        extendable: z.boolean(),
      }),
    ),
    calendar: z
      .strictObject({
        weekend: z.array(z.int()).meta({ description: 'ISO weekdays that are free.' }),
        years: z.array(z.int()).meta({ description: 'The years whose holidays it knows.' }),
        days: z
          .array(z.strictObject({ day: z.string(), kind: z.enum(['holiday', 'workday']), name: z.string() }))
          .meta({ description: 'Days that differ from the rule of the week.' }),
      })
      .exactOptional()
      .meta({ description: 'The working days by which its deadlines are counted.' }),
    cancellable: z.boolean(),
    graph: bothLanguages.meta({ description: 'Its states and the ways between them, as a Mermaid state diagram.' }),
  })
  .meta({ id: 'CaseType' })

/** A case type, as the API tells it. */
export type CaseTypeInfo = z.output<typeof caseType>
