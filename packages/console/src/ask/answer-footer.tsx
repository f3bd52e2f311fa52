import type { Answer } from '@kaiwu/core'
import { CheckOutlined, CopyOutlined, ReloadOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { formatAmount, formatCount, formatElapsed } from '../figures.ts'
import { Joined } from '../frame/joined.tsx'
import { useTexts } from '../frame/use-texts.ts'
import { answerAsText, copyText } from './copy-text.ts'

/** What an answer cost and what can be done with it. */
export function AnswerFooter({ answer, onAgain }: Readonly<{ answer: Answer; onAgain: () => void }>): ReactNode {
  const { language, write } = useTexts()
  const { usage, cost, elapsedMs, model } = answer
  const count = formatCount(usage.promptTokens + usage.completionTokens, language)
  const split = { prompt: formatCount(usage.promptTokens, language), completion: formatCount(usage.completionTokens, language) }
  return (
    <footer className="answer-footer">
      <span className="meter" data-testid="meter">
        <Joined
          items={[
            cost === undefined ? write('unpriced') : formatAmount(cost),
            <span key="tokens" title={write('tokensHint', split)}>
              {write(usage.estimated ? 'tokensAbout' : 'tokens', { count })}
            </span>,
            formatElapsed(elapsedMs),
            model,
          ]}
        />
      </span>
      <span className="answer-actions">
        <CopyButton answer={answer} />
        <Tooltip title={write('again')}>
          <Button type="text" size="small" icon={<ReloadOutlined />} aria-label={write('again')} onClick={onAgain} />
        </Tooltip>
      </span>
    </footer>
  )
}

const shownMs = 2500

function CopyButton({ answer }: Readonly<{ answer: Answer }>): ReactNode {
  const { write } = useTexts()
  const [outcome, setOutcome] = useState<'copied' | 'copyFailed'>()
  useEffect(() => {
    if (outcome === undefined) return undefined
    const timer = setTimeout(() => setOutcome(undefined), shownMs)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = async (): Promise<void> => setOutcome((await copyText(answerAsText(answer, write))) ? 'copied' : 'copyFailed')
  return (
    <Tooltip title={write(outcome ?? 'copy')} {...(outcome === undefined ? {} : { open: true })}>
      <Button
        type="text"
        size="small"
        icon={outcome === 'copied' ? <CheckOutlined /> : <CopyOutlined />}
        aria-label={write(outcome ?? 'copy')}
        data-testid="copy"
        onClick={() => void copy()}
      />
    </Tooltip>
  )
}
