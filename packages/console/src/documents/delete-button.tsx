import { DeleteOutlined } from '@ant-design/icons'
import { Button, Popconfirm } from 'antd'
import type { ReactNode } from 'react'
import { describeProblem } from '../frame/problem-view.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { DocumentInfo } from '../http/contract.ts'
import { deleteAt, solutionPath } from '../http/request.ts'
import { useMay } from '../sign-in/session.ts'

type Props = Readonly<{ solution: string; document: DocumentInfo; onDeleted: () => void }>

/** Deletes an uploaded document after asking; what the server objects to is said beside the button. */
export function DeleteButton({ solution, document, onDeleted }: Props): ReactNode {
  const { language, write } = useTexts()
  const { attempt, problem } = useAttempt(onDeleted)
  const writes = useMay(solution, 'knowledge.write')
  if (!writes) return null
  const remove = (): void => attempt(() => deleteAt(solutionPath(solution, 'documents', document.id), { language }))
  return (
    // A click in here is no click on the row, which would open the document.
    <span className="delete" onClick={(event) => event.stopPropagation()}>
      <Popconfirm
        title={write('removeQuestion')}
        description={write('removeHint')}
        okText={write('remove')}
        okButtonProps={{ danger: true }}
        cancelText={write('cancel')}
        placement="topRight"
        onConfirm={remove}
      >
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          aria-label={write('removeNamed', { title: document.facts.title })}
          title={write('remove')}
          data-testid="document-delete"
        />
      </Popconfirm>
      {problem !== undefined && (
        <span className="inline-problem" role="alert">
          {describeProblem(problem, write).detail}
        </span>
      )}
    </span>
  )
}
