import { CheckCircleOutlined, CloseOutlined, ExclamationCircleOutlined, FileOutlined } from '@ant-design/icons'
import { Button, Input, Progress } from 'antd'
import { type ReactNode, useState } from 'react'
import { formatBytes } from '../figures.ts'
import { describeProblem } from '../frame/problem-view.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { Write } from '../texts.ts'
import type { FileUpload } from './use-uploads.ts'

type Props = Readonly<{ upload: FileUpload; onDismiss: () => void; onPassword: (password: string) => void }>

/** One file on its way: progress, or what came of it; a locked one asks for its password. */
export function UploadRow({ upload, onDismiss, onPassword }: Props): ReactNode {
  const { language, write } = useTexts()
  const { file, state, share, document, problem } = upload
  const ended = state === 'done' || state === 'failed'
  const warnings = document?.warnings.map((warning) => warning[language]).join(' ') ?? ''
  return (
    <li className={`upload-row upload-${state}`} data-testid="upload-row">
      <span className="upload-state" aria-hidden="true">
        {state === 'done' ? <CheckCircleOutlined /> : state === 'failed' ? <ExclamationCircleOutlined /> : <FileOutlined />}
      </span>
      <span className="upload-file">
        <span className="upload-name">{file.name}</span>
        <span className="upload-size">{formatBytes(file.size)}</span>
      </span>
      <span className="upload-outcome">
        {problem === undefined ? stateWords(upload, write) : describeProblem(problem, write).detail}
        {problem?.code === 'FILE_ENCRYPTED' || problem?.code === 'FILE_PASSWORD_WRONG' ? (
          <PasswordForm onPassword={onPassword} />
        ) : null}
        {warnings !== '' && <span className="document-warning">{warnings}</span>}
      </span>
      {ended && (
        <Button
          type="text"
          size="small"
          icon={<CloseOutlined />}
          aria-label={write('dismiss')}
          title={write('dismiss')}
          onClick={onDismiss}
        />
      )}
      {(state === 'sending' || state === 'reading') && (
        <Progress
          className="upload-progress"
          size="small"
          percent={Math.round(share * 100)}
          showInfo={false}
          status={state === 'reading' ? 'active' : 'normal'}
          aria-label={file.name}
        />
      )}
    </li>
  )
}

function PasswordForm({ onPassword }: Readonly<{ onPassword: (password: string) => void }>): ReactNode {
  const { write } = useTexts()
  const [password, setPassword] = useState('')
  return (
    <form
      className="upload-password"
      onSubmit={(event) => {
        event.preventDefault()
        onPassword(password)
      }}
    >
      <Input.Password
        size="small"
        autoComplete="off"
        value={password}
        placeholder={write('password')}
        aria-label={write('password')}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button size="small" htmlType="submit" disabled={password === ''}>
        {write('passwordTry')}
      </Button>
    </form>
  )
}

function stateWords({ state, share, document }: FileUpload, write: Write): string {
  switch (state) {
    case 'waiting':
      return write('uploadWaiting')
    case 'sending':
      return write('uploadSending', { percent: Math.round(share * 100) })
    case 'done':
      return write('uploadDone', { passages: document?.passages ?? 0 })
    case 'reading':
    case 'failed':
      return write('uploadReading')
  }
}
