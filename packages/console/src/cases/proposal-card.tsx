import { Button } from 'antd'
import type { ReactNode } from 'react'
import { ScrollRegion } from '../frame/scroll-region.tsx'
import { SourceLink } from '../frame/source-link.tsx'
import { Tag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseField, CaseInfo, ProposalEvidence } from '../http/case-contract.ts'
import { FieldValue, type ValuePlace } from './field-value.tsx'
import type { FieldProposal } from './proposals.ts'

type Props = Readonly<{
  proposal: FieldProposal
  field: CaseField
  info: CaseInfo
  place: ValuePlace
  choice: 'accepted' | 'rejected' | undefined
  edited: boolean
  onChoose: (choice: 'accepted' | 'rejected') => void
}>

const bands = {
  high: { words: 'bandHigh', tone: 'good' },
  medium: { words: 'bandMedium', tone: 'info' },
  low: { words: 'bandLow', tone: 'warn' },
} as const
/** Who suggests something, in words. */
export const makers = { model: 'byModel', classifier: 'byClassifier', step: 'byStep' } as const

/** What was proposed for a field, on what evidence, to be taken or rejected. What a model wrote says so. */
export function ProposalCard({ proposal, field, info, place, choice, edited, onChoose }: Props): ReactNode {
  const { language, write } = useTexts()
  const { value, band, by, model, generated, evidence } = proposal
  const state = choice === 'accepted' ? (edited ? 'proposalEdited' : 'proposalAccepted') : 'proposalRejected'
  return (
    <section
      className={`proposal${choice === undefined ? '' : ` proposal-${choice}`}`}
      aria-label={write('proposalFor', { field: field.title[language] })}
      data-testid={`proposal-${field.key}`}
    >
      <p className="proposal-head">
        {generated && <Tag tone="info">{write('aiMade')}</Tag>}
        <span className="proposal-by" title={model}>
          {write(makers[by])}
        </span>
        <Tag tone={bands[band].tone}>{write(bands[band].words)}</Tag>
        {choice !== undefined && (
          <span role="status">
            <Tag tone={choice === 'accepted' ? 'good' : 'bad'}>{write(state)}</Tag>
          </span>
        )}
      </p>
      <div className="proposal-value">
        <FieldValue field={field} value={value} place={place} />
      </div>
      {evidence.length > 0 && (
        <ul className="proposal-evidence" aria-label={write('evidence')}>
          {evidence.map((one, at) => (
            <Evidence key={at} evidence={one} info={info} />
          ))}
        </ul>
      )}
      <p className="proposal-buttons">
        <Button
          size="small"
          type={choice === 'accepted' ? 'primary' : 'default'}
          aria-pressed={choice === 'accepted'}
          data-testid={`accept-${field.key}`}
          onClick={() => onChoose('accepted')}
        >
          {write('proposalAccept')}
        </Button>
        <Button
          size="small"
          danger={choice === 'rejected'}
          aria-pressed={choice === 'rejected'}
          data-testid={`reject-${field.key}`}
          onClick={() => onChoose('rejected')}
        >
          {write('proposalReject')}
        </Button>
        <span className="proposal-hint">{write('proposalEditHint')}</span>
      </p>
    </section>
  )
}

function Evidence({
  evidence: { source, where, quote, verified },
  info,
}: Readonly<{ evidence: ProposalEvidence; info: CaseInfo }>): ReactNode {
  const { write } = useTexts()
  const found = info.evidence.find(({ passageId }) => passageId === source)
  const named = where ?? (source === 'case' ? write('evidenceOwnWords') : write('evidenceRow'))
  return (
    <li className="evidence-line">
      <span className="evidence-line-head">
        {found === undefined ? (
          named
        ) : (
          <SourceLink target={{ documentId: found.documentId, start: found.start, end: found.end }} data-testid="evidence-link">
            {where ?? found.title}
          </SourceLink>
        )}
        <Tag tone={verified ? 'good' : 'warn'}>{write(verified ? 'verified' : 'notVerified')}</Tag>
      </span>
      {quote !== undefined && quote !== '' && (
        <ScrollRegion className="evidence-quote" label={write('evidence')}>
          <q>{quote}</q>
        </ScrollRegion>
      )}
    </li>
  )
}
