import type { ReactNode } from 'react'
import { useTexts } from '../frame/use-texts.ts'

/** How many places of a form have to be filled in yet; nothing when there are none. */
export function MissingNote({ count }: Readonly<{ count: number }>): ReactNode {
  const { write } = useTexts()
  if (count === 0) return null
  return (
    <span className="inline-problem" role="alert">
      {write('formMissing', { count })}
    </span>
  )
}
