import { CheckOutlined, CloseCircleOutlined, LoadingOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTexts } from '../frame/use-texts.ts'
import type { AgentStep } from '../http/agent-contract.ts'
import { readJson } from '../http/request.ts'

/** What the assistant did to find its answer, step by step; open while it is at it. */
export function AgentSteps({ steps, running }: Readonly<{ steps: readonly AgentStep[]; running: boolean }>): ReactNode {
  const { write } = useTexts()
  if (steps.length === 0) return null
  return (
    <details className="evidence agent-steps" open={running} data-testid="agent-steps">
      <summary>{write('agentSteps', { count: steps.length })}</summary>
      <ol>
        {steps.map((step) => (
          <li key={step.number} data-state={step.state}>
            <Step step={step} />
          </li>
        ))}
      </ol>
    </details>
  )
}

const tools = {
  search: 'agentSearch',
  read_case: 'agentReadCase',
  my_tasks: 'agentMyTasks',
  prepare_case: 'agentPrepareCase',
} as const

const icons = {
  running: <LoadingOutlined aria-hidden="true" />,
  done: <CheckOutlined aria-hidden="true" />,
  failed: <CloseCircleOutlined aria-hidden="true" />,
} as const

function Step({ step: { tool, arguments: given, state, count, message } }: Readonly<{ step: AgentStep }>): ReactNode {
  const { language, write } = useTexts()
  const name = Object.hasOwn(tools, tool) ? write(tools[tool as keyof typeof tools]) : tool
  const asked = wordsOf(given)
  return (
    <>
      {icons[state]}
      <strong>{name}</strong>
      {asked !== '' && <q>{asked}</q>}
      <span className="agent-step-came">
        {state === 'done' && write('agentFound', { count })}
        {state === 'failed' && (message?.[language] ?? write('agentFailed'))}
        {state === 'running' && write('agentRunning')}
      </span>
    </>
  )
}

/** What a tool was called with, without the names of its settings; a form is shown on its own, and what was cut off as it came. */
function wordsOf(given: string): string {
  const read = readJson(given)
  if (typeof read !== 'object' || read === null) return given
  return Object.values(read)
    .filter((value) => typeof value !== 'object')
    .join(' · ')
}
