import { Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { Labelled } from '../frame/labelled.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useTexts } from '../frame/use-texts.ts'
import { send, solutionPath } from '../http/request.ts'

/** Changes one's own password; all sessions end with it, so one signs in anew. */
export function PasswordDialog({ solution, onClose }: Readonly<{ solution: string; onClose: () => void }>): ReactNode {
  const { language, write } = useTexts()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const { attempt, problem, busy } = useAttempt(() => location.reload())
  const path = solutionPath(solution, 'session', 'password')
  const change = (): Promise<Response> =>
    send(
      path,
      { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ current, next }) },
      { language },
    )
  return (
    <Modal
      open
      title={write('passwordChange')}
      okText={write('passwordChange')}
      cancelText={write('cancel')}
      confirmLoading={busy}
      okButtonProps={{ disabled: current === '' || next === '' }}
      onOk={() => attempt(change)}
      onCancel={onClose}
    >
      <p className="sign-in-hint">{write('passwordChangeHint')}</p>
      <Labelled label={write('passwordCurrent')}>
        {(ties) => (
          <Input.Password
            {...ties}
            autoComplete="current-password"
            value={current}
            onChange={({ target }) => setCurrent(target.value)}
          />
        )}
      </Labelled>
      <Labelled label={write('passwordNew')} help={write('passwordRule')}>
        {(ties) => (
          <Input.Password {...ties} autoComplete="new-password" value={next} onChange={({ target }) => setNext(target.value)} />
        )}
      </Labelled>
      <InlineProblem problem={problem} />
    </Modal>
  )
}
