import { actions } from '@kaiwu/cases'
import { z } from 'zod'

// Longer ones are none of anybody, and hashing them would cost time.
const secret = z.string().min(1).max(1_000)

/** What is typed in to sign in. */
export const signInRequest = z.strictObject({ login: z.string().min(1).max(200), password: secret }).meta({ id: 'SignIn' })

/** What is typed in to change one's own password. */
export const passwordChange = z.strictObject({ current: secret, next: secret }).meta({ id: 'PasswordChange' })

/** What is typed in to make the first administrator. */
export const firstAdministratorRequest = z
  .strictObject({
    code: z.string().min(1).max(200).meta({ description: 'As the server gave it to whoever started it.' }),
    login: z.string().min(1).max(200),
    name: z.string().min(1).max(200),
    password: secret,
  })
  .meta({ id: 'FirstAdministrator' })

/** Who somebody is on a solution's base, and what they may do. */
export const sessionInfo = z
  .strictObject({
    firstRun: z.boolean().meta({ description: 'Nobody has been set up yet: an administrator has to be made.' }),
    openId: z.boolean().meta({ description: 'Whether signing in elsewhere, by OpenID Connect, is offered.' }),
    demo: z
      .strictObject({
        password: z.string().exactOptional().meta({ description: 'Of all invented people; for who is in as one.' }),
      })
      .exactOptional()
      .meta({ description: 'This is a demo: invented people may be taken in, or have been.' }),
    person: z
      .strictObject({
        id: z.string(),
        login: z.string(),
        name: z.string(),
        roles: z.array(z.string()),
        departments: z
          .array(z.strictObject({ id: z.string(), key: z.string(), name: z.string() }))
          .meta({ description: 'Whose business is theirs: their own, and for a head those below.' }),
        hasPassword: z.boolean(),
      })
      .exactOptional(),
    with: z.enum(['session', 'key']).exactOptional(),
    may: z.array(z.enum(actions)).meta({ description: 'What they may do on the base, whatever it is done to.' }),
  })
  .meta({ id: 'Session' })
