import { actions } from '@kaiwu/cases'
import { z } from 'zod'

const id = z.string().min(1).max(100)
const text = z.string().min(1).max(1_000)
const time = z.iso.datetime()
const roles = z.array(z.string().max(200)).max(50)

/** The address of a person, department or key of a solution's base. */
export const personParams = z.strictObject({ name: z.string().min(1).max(100), id })

/** Which people to list. */
export const peopleQuery = z.strictObject({
  after: z.string().max(200).exactOptional().meta({ description: 'The login after which to go on.' }),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .default('200')
    .transform(Number),
})

/** A person; what follows the department only for who may know it. */
export const personInfo = z
  .strictObject({
    id: z.string(),
    login: z.string(),
    name: z.string(),
    departmentId: z.string().exactOptional(),
    roles: z.array(z.string()).exactOptional(),
    disabled: z.boolean().exactOptional(),
    hasPassword: z.boolean().exactOptional(),
    createdAt: time.exactOptional(),
    changedAt: time.exactOptional(),
  })
  .meta({ id: 'Person' })

/** A person to be added. */
export const newPerson = z
  .strictObject({
    login: text,
    name: text,
    password: text.exactOptional().meta({ description: 'Without one they cannot sign in with a password.' }),
    departmentId: id.exactOptional(),
    roles: roles.exactOptional(),
  })
  .meta({ id: 'NewPerson' })

/** What is to be otherwise of a person. */
export const personChanges = z
  .strictObject({
    login: text.exactOptional(),
    name: text.exactOptional(),
    departmentId: id.nullable().exactOptional().meta({ description: 'null takes them out of their department.' }),
    roles: roles.exactOptional(),
  })
  .meta({ id: 'PersonChanges' })

/** Somebody at an OpenID provider: its `iss`, and their `sub` there. */
export const identity = z
  .strictObject({ issuer: z.string().min(1).max(1_000), subject: z.string().min(1).max(255) })
  .meta({ id: 'Identity' })

/** A department. */
export const departmentInfo = z
  .strictObject({
    id: z.string(),
    key: z.string(),
    name: z.string(),
    parentId: z.string().exactOptional(),
    headId: z.string().exactOptional(),
  })
  .meta({ id: 'Department' })

/** A department to be added. */
export const newDepartment = z
  .strictObject({ key: text, name: text, parentId: id.exactOptional(), headId: id.exactOptional() })
  .meta({ id: 'NewDepartment' })

/** What is to be otherwise of a department. */
export const departmentChanges = z
  .strictObject({
    key: text.exactOptional(),
    name: text.exactOptional(),
    parentId: id.nullable().exactOptional().meta({ description: 'null puts it on top.' }),
    headId: id.nullable().exactOptional(),
  })
  .meta({ id: 'DepartmentChanges' })

/** A session, without its token. */
export const openSession = z
  .strictObject({ id: z.string(), begunAt: time, seenAt: time, expiresAt: time, current: z.boolean() })
  .meta({ id: 'OpenSession' })

/** A mistake in a file of people. */
export const fileProblem = z
  .strictObject({
    line: z.int(),
    column: z.int(),
    setting: z.string().exactOptional(),
    message: z.string(),
    remedy: z.string(),
  })
  .meta({ id: 'FileProblem' })

/** A key for a program, without the key itself. */
export const keyInfo = z
  .strictObject({
    id: z.string(),
    label: z.string(),
    personId: z.string(),
    prefix: z.string(),
    scopes: z.array(z.enum(actions)),
    createdAt: time,
    expiresAt: time.exactOptional(),
    revokedAt: time.exactOptional(),
    lastUsedAt: time.exactOptional().meta({ description: 'To the day.' }),
  })
  .meta({ id: 'Key' })

/** A key to be made. */
export const newKey = z
  .strictObject({
    label: text,
    scopes: z
      .array(z.string().max(100))
      .min(1)
      .max(50)
      .meta({ description: 'What it may be used for, within what its person may do.' }),
    expiresAt: time.exactOptional(),
  })
  .meta({ id: 'NewKey' })

/** Whose keys to list. */
export const keyQuery = z.strictObject({
  person: id.exactOptional().meta({ description: 'Default: one’s own. `*`: everybody’s.' }),
})
