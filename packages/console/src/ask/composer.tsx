import { ArrowUpOutlined, BorderOutlined, ClearOutlined, NodeIndexOutlined } from '@ant-design/icons'
import { Button, Input, Popconfirm } from 'antd'
import { type KeyboardEvent, type ReactNode, type RefObject, useImperativeHandle, useRef } from 'react'
import { useStore } from '../frame/store.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { AnswerRequest } from '../http/contract.ts'
import { AsOfChoice } from './as-of-choice.tsx'
import { clear, drafts } from './conversations.ts'
import { isSending } from './is-sending.ts'

type Props = Readonly<{
  solution: string
  /** Whether its assistant may look for itself. */
  agent: boolean
  input: RefObject<HTMLTextAreaElement | null>
  running: boolean
  started: boolean
  onSend: (request: AnswerRequest) => void
  onStop: () => void
}>

type AntdTextArea = Readonly<{ resizableTextArea?: Readonly<{ textArea: HTMLTextAreaElement }> | undefined }>

/** The input: the question, the day to answer for, send or stop, clear. */
export function Composer({ solution, agent, input, running, started, onSend, onStop }: Props): ReactNode {
  const { write } = useTexts()
  const draft = useStore(drafts)[solution] ?? { question: '' }
  const area = useRef<AntdTextArea>(null)
  useImperativeHandle(input, () => area.current?.resizableTextArea?.textArea ?? document.createElement('textarea'))

  const change = (next: AnswerRequest): void => drafts.set({ ...drafts.get(), [solution]: next })
  const question = draft.question.trim()
  const submit = (): void => {
    if (running || question === '') return
    onSend({ ...draft, question })
    change({ ...draft, question: '' })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isSending(event.nativeEvent)) return
    event.preventDefault()
    submit()
  }

  return (
    <div className="composer">
      <div className="composer-box">
        <Input.TextArea
          ref={area as RefObject<never>}
          variant="borderless"
          autoSize={{ minRows: 1, maxRows: 7 }}
          autoFocus={matchMedia('(hover: hover)').matches}
          value={draft.question}
          placeholder={write('placeholder')}
          aria-label={write('placeholder')}
          aria-describedby="composer-hint"
          data-testid="question-input"
          onChange={(event) => change({ ...draft, question: event.target.value })}
          onKeyDown={onKeyDown}
        />
        <div className="composer-row">
          <AsOfChoice
            value={draft.asOf}
            onChange={(asOf) => {
              const { asOf: _, ...rest } = draft
              change(asOf === undefined ? rest : { ...rest, asOf })
            }}
          />
          {agent && <AgentSwitch on={draft.agent === true} onChange={(on) => change({ ...draft, agent: on })} />}
          <span className="composer-actions">
            {started && <ClearButton onClear={() => clear(solution)} />}
            {running ? <StopButton onStop={onStop} /> : <SendButton disabled={question === ''} onSend={submit} />}
          </span>
        </div>
      </div>
      <p className="composer-hint" id="composer-hint">
        {write('inputHint')}
      </p>
    </div>
  )
}

function AgentSwitch({ on, onChange }: Readonly<{ on: boolean; onChange: (on: boolean) => void }>): ReactNode {
  const { write } = useTexts()
  return (
    <Button
      type="text"
      className="as-of-button agent-switch"
      icon={<NodeIndexOutlined />}
      role="switch"
      aria-checked={on}
      aria-label={write('agentSwitch')}
      title={write('agentSwitchHint')}
      data-testid="agent-switch"
      onClick={() => onChange(!on)}
    >
      <span className="wide-only">{write('agentSwitch')}</span>
    </Button>
  )
}

function SendButton({ disabled, onSend }: Readonly<{ disabled: boolean; onSend: () => void }>): ReactNode {
  const { write } = useTexts()
  return (
    <Button type="primary" icon={<ArrowUpOutlined />} disabled={disabled} data-testid="send" onClick={onSend}>
      {write('send')}
    </Button>
  )
}

function StopButton({ onStop }: Readonly<{ onStop: () => void }>): ReactNode {
  const { write } = useTexts()
  return (
    <Button icon={<BorderOutlined />} data-testid="stop" onClick={onStop}>
      {write('stop')}
    </Button>
  )
}

function ClearButton({ onClear }: Readonly<{ onClear: () => void }>): ReactNode {
  const { write } = useTexts()
  return (
    <Popconfirm title={write('clearQuestion')} okText={write('clear')} cancelText={write('cancel')} onConfirm={onClear}>
      <Button type="text" icon={<ClearOutlined />} data-testid="clear" aria-label={write('clear')}>
        <span className="wide-only">{write('clear')}</span>
      </Button>
    </Popconfirm>
  )
}
