import type { ReactNode } from 'react'
import type { Validity } from '../http/contract.ts'
import { today } from '../figures.ts'
import { useTexts } from './use-texts.ts'

/** A short remark in a box; the tone says whether it is good, needs care, or only informs. */
export function Tag(
  props: Readonly<{ tone: 'good' | 'warn' | 'bad' | 'info' | 'plain'; title?: string; children: ReactNode }>,
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
  amended: { key: 'validityAmended', tone: 'info' },
  expired: { key: 'validityExpired', tone: 'warn' },
  repealed: { key: 'validityRepealed', tone: 'warn' },
  unconfirmed: { key: 'validityUnconfirmed', tone: 'plain' },
} as const satisfies Record<Validity, Readonly<{ key: string; tone: string }>>

/**
 * Whether a document may be relied on, in words. `on` is the day that was asked about: what was in force then may not be now,
 * so the day is named unless it is today.
 */
export function ValidityTag({ validity, on = today() }: Readonly<{ validity: Validity; on?: string }>): ReactNode {
  const { write } = useTexts()
  const { key, tone } = validities[validity]
  if (validity === 'in-force' && on !== today()) return <Tag tone="info">{write('validityInForceOn', { day: on })}</Tag>
  return <Tag tone={tone}>{write(key)}</Tag>
}
