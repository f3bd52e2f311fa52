import type { ReactNode } from 'react'
import type { Parts } from './amounts.ts'

/** The parts of one figure below each other; a dash for none. */
export function Stacked({ parts }: Readonly<{ parts: Parts }>): ReactNode {
  if (parts.length === 0) return <span className="nothing">–</span>
  return (
    <span className="stacked">
      {parts.map((part) => (
        <span key={part}>{part} </span>
      ))}
    </span>
  )
}
