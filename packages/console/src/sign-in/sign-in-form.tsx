import { Button } from 'antd'
import type { ReactNode } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import '../styles/sign-in.css'

type Props = Readonly<{
  name: 'sign-in' | 'setup'
  words: Readonly<{ title: string; hint: string; send: string }>
  /** Whether all that is needed has been typed. */
  ready: boolean
  send(): Promise<void>
  children: ReactNode
  /** What stands below the button. */
  below?: ReactNode
}>

/** A form that somebody comes in by, with what went wrong above its button. */
export function SignInForm({ name, words: { title, hint, send: sendText }, ready, send, children, below }: Props): ReactNode {
  const { attempt, problem, busy } = useAttempt(() => undefined)
  return (
    <form
      className="sign-in"
      data-testid={name}
      onSubmit={(event) => {
        event.preventDefault()
        attempt(send)
      }}
    >
      <h1 className="page-title">{title}</h1>
      <p className="sign-in-hint">{hint}</p>
      {children}
      <InlineProblem problem={problem} />
      <Button type="primary" htmlType="submit" block loading={busy} disabled={!ready} data-testid={`${name}-send`}>
        {sendText}
      </Button>
      {below}
    </form>
  )
}
