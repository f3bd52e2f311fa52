import type { ReactNode } from 'react'
import type { Validity } from '../http/contract.ts'
import { useTexts } from './use-texts.ts'

/** A short remark in a box; the tone says whether it is good, needs care, or only informs. */
export function Tag(
  props: Readonly<{ tone: 'good' | 'warn' | 'info' | 'plain'; title?: string; children: ReactNode }>,
): ReactNode {
  return (
    <span className={`tag tag-${props.tone}`} title={props.title}>
      {props.children}
    </span>
  )
}

const validities = {
  'in-force': { key: 'validityInForce', tone: 'good' },
  'not-yet': { key: 'validityNotYet', tone: 'info' },
  ended: { key: 'validityEnded', tone: 'warn' },
  unknown: { key: 'validityUnknown', tone: 'plain' },
} as const satisfies Record<Validity, Readonly<{ key: string; tone: string }>>

/** Whether a document may be relied on, in words. */
export function ValidityTag({ validity }: Readonly<{ validity: Validity }>): ReactNode {
  const { write } = useTexts()
  const { key, tone } = validities[validity]
  return <Tag tone={tone}>{write(key)}</Tag>
}
