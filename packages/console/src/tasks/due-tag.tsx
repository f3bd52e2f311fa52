import type { ReactNode } from 'react'
import { Tag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import { formatWhen, lengthOf, pressure } from './when.ts'

const words = {
  past: { Minutes: 'overdueMinutes', Hours: 'overdueHours', Days: 'overdueDays' },
  left: { Minutes: 'leftMinutes', Hours: 'leftHours', Days: 'leftDays' },
} as const
const tones = { overdue: 'bad', soon: 'warn', calm: 'plain' } as const

/** When something is due: red once it is past, amber in the last quarter of its time; in words too. */
export function DueTag({ dueAt, since }: Readonly<{ dueAt: string; since: string }>): ReactNode {
  const { language, write } = useTexts()
  const press = pressure(dueAt, since)
  const { amount, unit } = lengthOf(Date.parse(dueAt) - Date.now())
  return (
    <Tag tone={tones[press]} title={formatWhen(dueAt, language)}>
      {write(words[press === 'overdue' ? 'past' : 'left'][unit], { amount })}
    </Tag>
  )
}
