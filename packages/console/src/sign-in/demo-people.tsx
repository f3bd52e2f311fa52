import { Button, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { DemoPerson, SessionInfo } from '../http/people-contract.ts'
import { getJson, postJson, solutionPath } from '../http/request.ts'
import { keepSession } from './session.ts'
import '../styles/sign-in.css'

type Props = Readonly<{ solution: string }>

/** Offers, on a demo, to take in the invented people, so that cases can be tried at once. */
export function TakeInDemo({ solution }: Props): ReactNode {
  const { language, write } = useTexts()
  const { attempt, problem, busy } = useAttempt(() => undefined)
  const takeIn = async (): Promise<void> => {
    await postJson(solutionPath(solution, 'demo'), {}, { language })
    keepSession(solution, await getJson<SessionInfo>(solutionPath(solution, 'session'), { language }))
  }
  return (
    <section className="demo-people" aria-label={write('demoTitle')} data-testid="demo">
      <h1 className="page-title">{write('demoTitle')}</h1>
      <p className="sign-in-hint">{write('demoHint')}</p>
      <InlineProblem problem={problem} />
      <Button type="primary" loading={busy} onClick={() => attempt(takeIn)} data-testid="demo-take-in">
        {write('demoTakeIn')}
      </Button>
    </section>
  )
}

/** The invented people of a demo, as each of whom one may go in. */
export function EnterAsDemo({ solution }: Props): ReactNode {
  const { language, write } = useTexts()
  const [wanted, setWanted] = useState('')
  const { attempt, problem, busy } = useAttempt(() => undefined)
  const loaded = useLoaded(solutionPath(solution, 'demo'), (options) =>
    getJson<Readonly<{ people: readonly DemoPerson[] }>>(solutionPath(solution, 'demo'), options),
  )
  const enter = async (login: string): Promise<void> =>
    keepSession(solution, await postJson<SessionInfo>(solutionPath(solution, 'demo', 'session'), { login }, { language }))
  const people = (loaded.value?.people ?? []).filter((person) => `${person.name} ${aboutOf(person)}`.includes(wanted.trim()))
  return (
    <section className="demo-people" aria-label={write('demoEnterTitle')} data-testid="demo">
      <h1 className="page-title">{write('demoEnterTitle')}</h1>
      <p className="sign-in-hint">{write('demoEnterHint')}</p>
      <Input
        allowClear
        value={wanted}
        placeholder={write('demoFilter')}
        aria-label={write('demoFilter')}
        data-testid="demo-filter"
        onChange={({ target }) => setWanted(target.value)}
      />
      <InlineProblem problem={problem ?? loaded.problem} />
      <ul className="demo-list" tabIndex={0} aria-label={write('demoEnterTitle')}>
        {people.map((person) => (
          <li key={person.login}>
            <Button
              block
              disabled={busy}
              className="demo-person"
              data-testid={`demo-${person.login}`}
              onClick={() => attempt(() => enter(person.login))}
            >
              <strong>{person.name}</strong>
              <span className="panel-hint">{aboutOf(person)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function aboutOf({ login, roles, department = '' }: DemoPerson): string {
  return [login, department, ...roles].filter((part) => part !== '').join(' · ')
}
