import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseInfo, CaseType } from '../http/case-contract.ts'
import type { OpenCase } from './use-case.ts'

type Props = Readonly<{ info: CaseInfo; type: CaseType; open: OpenCase; touched: boolean }>

/** What the reader has to know first: what changed under their hands, what failed, what is stuck, what a check found. */
export function CaseAlerts({ info, type, open, touched }: Props): ReactNode {
  const { language, write } = useTexts()
  return (
    <div className="case-alerts" aria-live="polite">
      <Changed {...{ info, type, open, touched }} />
      {info.further.working && (
        <p className="alert alert-info" data-testid="case-working">
          {write(info.sending.length > 0 ? 'caseSending' : 'caseWorking')}
        </p>
      )}
      {info.failure !== undefined && (
        <p className="alert alert-warn" data-testid="case-failure">
          {write('caseFailed', { reason: info.failure.reason[language] })}
        </p>
      )}
      {info.exception !== undefined && (
        <p className="alert alert-bad" data-testid="case-exception">
          {write('caseStuck', { reason: info.exception.what[language] })}
        </p>
      )}
      {info.findings.map(({ id, severity, message }) => (
        <p key={id} className={`alert alert-${severity === 'error' ? 'bad' : 'warn'}`} data-testid="finding">
          <strong>{write(severity === 'error' ? 'findingError' : 'findingWarning')}</strong> {message[language]}
        </p>
      ))}
    </div>
  )
}

function Changed({ type, open: { changes, dismissChanges }, touched }: Props): ReactNode {
  const { language, write } = useTexts()
  if (changes === undefined) return null
  const comma = language === 'zh' ? '\u3001' : ', '
  const fields = changes.fields.map((field) => type.fields.find(({ key }) => key === field)?.title[language] ?? field)
  const parts = [
    ...(changes.people.length > 0 ? [write('changedBy', { names: changes.people.join(comma) })] : []),
    ...(changes.state ? [write('changedState')] : []),
    ...(fields.length > 0 ? [write('changedFields', { fields: fields.join(comma) })] : []),
    ...(changes.proposals ? [write('changedProposals')] : []),
  ]
  return (
    <div className="alert alert-warn" data-testid="case-changed">
      <strong>{write('changedTitle')}</strong> {parts.join(language === 'zh' ? '\uff1b' : '; ')}
      {touched && <span> {write('changedKept')}</span>}{' '}
      <Button size="small" onClick={dismissChanges}>
        {write('understood')}
      </Button>
    </div>
  )
}
