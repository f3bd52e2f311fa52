import { CalendarOutlined, CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { today } from '../figures.ts'
import { lastDay } from '../frame/day-choice.tsx'
import { useTexts } from '../frame/use-texts.ts'
import { isIsoDay } from '../routes.ts'

type Props = Readonly<{ value: string | undefined; onChange: (asOf: string | undefined) => void }>

/** The day to answer for: today until the reader chooses another. */
export function AsOfChoice({ value, onChange }: Props): ReactNode {
  const { write } = useTexts()
  const [choosing, setChoosing] = useState(false)
  if (value === undefined && !choosing) {
    return (
      <Button
        type="text"
        className="as-of-button"
        icon={<CalendarOutlined />}
        data-testid="as-of"
        onClick={() => {
          setChoosing(true)
          onChange(today())
        }}
      >
        {write('asOfToday')}
      </Button>
    )
  }
  return (
    <span className="as-of">
      <input
        type="date"
        max={lastDay}
        className="date-input"
        aria-label={write('asOfLabel')}
        data-testid="as-of-input"
        defaultValue={value}
        autoFocus={choosing}
        onChange={(event) => isIsoDay(event.target.value) && onChange(event.target.value)}
      />
      <span className="as-of-words">{write('asOfChosen')}</span>
      <Button
        type="text"
        size="small"
        icon={<CloseOutlined />}
        aria-label={write('asOfReset')}
        title={write('asOfReset')}
        onClick={() => {
          setChoosing(false)
          onChange(undefined)
        }}
      />
    </span>
  )
}
