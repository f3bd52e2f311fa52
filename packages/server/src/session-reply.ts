import { actions } from '@kaiwu/cases'
import type { z } from 'zod'
import { hasPeople, type Admitted } from './admission.ts'
import { readDemo } from './demo/demo-place.ts'
import { refusalBy } from './policy.ts'
import type { sessionInfo } from './schemas/session.ts'
import type { ServerContext } from './server-context.ts'

/** Who somebody is, as the API tells them. */
export async function sessionReply(
  { solution, asking: { subject } }: Admitted,
  { openId, demos }: ServerContext,
): Promise<z.output<typeof sessionInfo>> {
  const { lookup } = solution.work.people
  const people = await hasPeople(solution)
  const person = subject.kind === 'anonymous' ? undefined : await lookup.person(subject.personId)
  const place = demos.get(solution.definition.name)
  const invented = place && (await readDemo(place))
  const known = person ? new Map((await lookup.departments()).map((one) => [one.id, one])) : undefined
  return {
    firstRun: !people,
    openId: people && openId !== undefined,
    ...(place && (invented || !people)
      ? { demo: person && invented?.logins.includes(person.login) ? { password: invented.password } : {} }
      : {}),
    ...(person && known
      ? {
          person: {
            id: person.id,
            login: person.login,
            name: person.name,
            roles: [...person.roles],
            departments: subject.departmentIds.flatMap((id) => {
              const found = known.get(id)
              return found ? [{ id, key: found.key, name: found.name }] : []
            }),
            hasPassword: person.hasPassword,
          },
          with: subject.kind === 'key' ? ('key' as const) : ('session' as const),
        }
      : {}),
    may: actions.filter((may) => !refusalBy({ may }, people ? subject : undefined)),
  }
}
