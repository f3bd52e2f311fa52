import { InfoCircleOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTexts } from '../frame/use-texts.ts'

/** Remarks of the server, such as a better match that is no longer in force. */
export function Notes({ notes }: Readonly<{ notes: readonly string[] }>): ReactNode {
  const { write } = useTexts()
  if (notes.length === 0) return null
  return (
    <div className="remark" data-testid="notes">
      <InfoCircleOutlined aria-hidden="true" />
      <ul aria-label={write('notes')}>
        {notes.map((note, index) => (
          <li key={index}>{note}</li>
        ))}
      </ul>
    </div>
  )
}
