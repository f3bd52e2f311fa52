import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { Tag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseField, CaseInfo, CaseType, Proposal } from '../http/case-contract.ts'
import { FieldValue, type ValuePlace } from './field-value.tsx'
import { isEmpty } from './form-values.ts'
import { makers } from './proposal-card.tsx'
import { openProposals } from './proposals.ts'

type Props = Readonly<{ info: CaseInfo; type: CaseType; place: ValuePlace; without: readonly string[] }>

/** What the case holds, beside what is being filled in. What nobody has filled in yet is shown when it is asked for, and not printed. */
export function CaseFields({ info, type, place, without }: Props): ReactNode {
  const { write } = useTexts()
  const [all, setAll] = useState(false)
  const proposed = new Set(openProposals(info.proposals).map(({ field }) => field))
  const held = type.fields.filter(({ key }) => !isEmpty(info.fields[key]) || proposed.has(key))
  const empty = type.fields.length - held.length
  return (
    <section className="panel case-fields" aria-label={write('fieldsTitle')} data-testid="fields">
      <h2 className="section-title">{write('fieldsTitle')}</h2>
      <dl className="fields">
        {(all ? type.fields : held).map((field) => (
          <Field key={field.key} {...{ field, info, place }} printed={without.includes(field.key)} />
        ))}
      </dl>
      {empty > 0 && (
        <Button size="small" className="no-print" aria-expanded={all} onClick={() => setAll(!all)} data-testid="fields-all">
          {all ? write('fieldsHeld') : write('fieldsAll', { count: empty })}
        </Button>
      )}
    </section>
  )
}

type FieldProps = Readonly<{ field: CaseField; info: CaseInfo; place: ValuePlace; printed: boolean }>

function Field({ field, info, place, printed }: FieldProps): ReactNode {
  const { language, write } = useTexts()
  const { key, title, type } = field
  const open = openProposals(info.proposals).filter((one) => one.field === key)
  const wide = type === 'rows' || type === 'longText' || type === 'files' ? ' field-wide' : ''
  return (
    <div className={`field${wide}${printed ? ' print-only' : ''}`}>
      <dt>
        {title[language]}
        {info.hidden.includes(key) && !isEmpty(info.fields[key]) && <Tag tone="plain">{write('fieldHidden')}</Tag>}
        <Origin proposals={info.proposals} field={key} />
      </dt>
      <dd>
        <FieldValue field={field} value={info.fields[key]} place={place} />
        {!printed &&
          open.map((proposal) => (
            <div key={proposal.id} className="field-proposed">
              <Tag tone="info">{write(proposal.generated ? 'aiMade' : makers[proposal.by])}</Tag>{' '}
              <FieldValue field={field} value={proposal.value} place={place} />
            </div>
          ))}
      </dd>
    </div>
  )
}

const outcomes = { accepted: 'originAccepted', edited: 'originEdited', rejected: 'originRejected' } as const

/** Says of a field whether it holds what was proposed: what a model wrote keeps its label. */
function Origin({ proposals, field }: Readonly<{ proposals: readonly Proposal[]; field: string }>): ReactNode {
  const { write } = useTexts()
  const decided = proposals.findLast((proposal) => Object.hasOwn(proposal.decided, field))
  const outcome = decided?.decided[field]
  if (decided === undefined || outcome === undefined || outcome === 'rejected' || decided.by === 'step') return null
  return <Tag tone="info">{`${write(decided.generated ? 'aiMade' : makers[decided.by])} \u00b7 ${write(outcomes[outcome])}`}</Tag>
}
