import { Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { Labelled } from '../frame/labelled.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { SessionInfo } from '../http/people-contract.ts'
import { postJson, solutionPath } from '../http/request.ts'
import { TakeInDemo } from './demo-people.tsx'
import { keepSession, useDemo } from './session.ts'
import { SignInForm } from './sign-in-form.tsx'

const inputs = [
  { name: 'code', words: 'setupCode', complete: 'one-time-code', secret: false },
  { name: 'login', words: 'login', complete: 'username', secret: false },
  { name: 'name', words: 'personName', complete: 'name', secret: false },
  { name: 'password', words: 'passwordNew', complete: 'new-password', secret: true },
] as const

const nothing = { code: '', login: '', name: '', password: '' }

/** Says that cases need people, and makes the first administrator with the code that the server showed. */
export function FirstAdministrator({ solution }: Readonly<{ solution: string }>): ReactNode {
  const { language, write } = useTexts()
  const [typed, setTyped] = useState<Readonly<Record<(typeof inputs)[number]['name'], string>>>(nothing)
  const path = solutionPath(solution, 'first-administrator')
  const make = async (): Promise<void> => keepSession(solution, await postJson<SessionInfo>(path, typed, { language }))
  const demo = useDemo(solution)
  return (
    <>
      {demo !== undefined && <TakeInDemo solution={solution} />}
      <SignInForm
        name="setup"
        words={{ title: write('setupTitle'), hint: write('setupHint'), send: write('setupSend') }}
        ready={Object.values(typed).every((text) => text.trim() !== '')}
        send={make}
      >
        {inputs.map(({ name, words, complete, secret }) => {
          const Field = secret ? Input.Password : Input
          return (
            <Labelled
              key={name}
              label={write(words)}
              help={name === 'code' ? write('setupCodeHint') : secret ? write('passwordRule') : undefined}
            >
              {(ties) => (
                <Field
                  {...ties}
                  autoComplete={complete}
                  value={typed[name]}
                  data-testid={`setup-${name}`}
                  onChange={({ target }) => setTyped((last) => ({ ...last, [name]: target.value }))}
                />
              )}
            </Labelled>
          )
        })}
      </SignInForm>
    </>
  )
}
