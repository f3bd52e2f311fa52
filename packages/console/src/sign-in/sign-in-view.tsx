import { Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { Labelled } from '../frame/labelled.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { SolutionInfo } from '../http/contract.ts'
import type { SessionInfo } from '../http/people-contract.ts'
import { apiUrl, postJson, solutionPath } from '../http/request.ts'
import { EnterAsDemo } from './demo-people.tsx'
import { keepSession } from './session.ts'
import { SignInForm } from './sign-in-form.tsx'

type Props = Readonly<{ solution: SolutionInfo; session: SessionInfo }>

/** The way in: stands where the view will, so that one comes back to where one was. */
export function SignInView({ solution, session }: Props): ReactNode {
  const { language, write } = useTexts()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const path = solutionPath(solution.name, 'session')
  const signIn = async (): Promise<void> =>
    keepSession(solution.name, await postJson<SessionInfo>(path, { login: login.trim(), password }, { language }))
  return (
    <>
      {session.demo !== undefined && <EnterAsDemo solution={solution.name} />}
      <SignInForm
        name="sign-in"
        words={{
          title: write('signInTitle'),
          hint: write('signInHint', { solution: solution.title[language] }),
          send: write('signIn'),
        }}
        ready={login.trim() !== '' && password !== ''}
        send={signIn}
        below={
          <>
            {session.openId && (
              <a className="sign-in-elsewhere" href={apiUrl(`${path}/openid`)} data-testid="sign-in-openid">
                {write('signInElsewhere')}
              </a>
            )}
            <p className="sign-in-hint">{write('signInForgotten')}</p>
          </>
        }
      >
        <Labelled label={write('login')}>
          {(ties) => (
            <Input
              {...ties}
              autoFocus={session.demo === undefined}
              autoComplete="username"
              value={login}
              data-testid="sign-in-login"
              onChange={({ target }) => setLogin(target.value)}
            />
          )}
        </Labelled>
        <Labelled label={write('passwordOwn')}>
          {(ties) => (
            <Input.Password
              {...ties}
              autoComplete="current-password"
              value={password}
              data-testid="sign-in-password"
              onChange={({ target }) => setPassword(target.value)}
            />
          )}
        </Labelled>
      </SignInForm>
    </>
  )
}
