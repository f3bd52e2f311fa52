import { SafetyCertificateOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { LogVerification } from '../http/audit-contract.ts'
import { postJson, solutionPath } from '../http/request.ts'

type Props = Readonly<{
  solution: string
  found: LogVerification | undefined
  onFound: (found: LogVerification) => void
  /** Shows a row among its neighbours. */
  onShow: (seq: number) => void
}>

/** Has the server verify the log, and says in words what it found, the first bad row first. */
export function VerifyLog({ solution, found, onFound, onShow }: Props): ReactNode {
  const { language, write } = useTexts()
  const { attempt, busy, problem } = useAttempt(() => undefined)
  const verify = async (): Promise<void> =>
    onFound(await postJson<LogVerification>(solutionPath(solution, 'log', 'verification'), {}, { language }))
  return (
    <div className="verify">
      <Button icon={<SafetyCertificateOutlined />} loading={busy} onClick={() => attempt(verify)} data-testid="audit-verify">
        {write('auditVerify')}
      </Button>
      <InlineProblem problem={problem} />
      <div role="status" data-testid="audit-found">
        {found !== undefined && <Found found={found} onShow={onShow} />}
      </div>
    </div>
  )
}

function Found({ found, onShow }: Readonly<{ found: LogVerification; onShow: (seq: number) => void }>): ReactNode {
  const { language, write } = useTexts()
  const { sound, problems, notes, firstSeq, lastSeq, lastHash, anchoredTo } = found
  return (
    <div className={sound ? 'alert alert-good' : 'alert alert-bad'} data-sound={sound}>
      <strong>
        {sound ? write('auditSound', { first: firstSeq, last: lastSeq }) : write('auditUnsound', { count: problems.length })}
      </strong>
      <ul className="verify-lines">
        {problems.slice(0, 20).map(({ kind, seq, line, message }) => (
          <li key={`${kind} ${seq} ${line}`}>
            {message[language]}{' '}
            {seq > 0 && (
              <button type="button" className="plain-button" onClick={() => onShow(seq)} data-testid="audit-go-to">
                {write('auditGoTo', { seq })}
              </button>
            )}
          </li>
        ))}
        {anchoredTo > 0 && <li>{write('auditAnchored', { seq: anchoredTo })}</li>}
        {notes.map((note) => (
          <li key={note.en}>{note[language]}</li>
        ))}
        <li>
          {write('auditLastHash')} <code className="hash">{lastHash}</code>
        </li>
      </ul>
    </div>
  )
}
