import type { ReactNode } from 'react'
import { Labelled } from '../frame/labelled.tsx'
import { Tag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseField, CaseInfo, Value } from '../http/case-contract.ts'
import type { Draft } from './drafts.ts'
import { FieldInput } from './field-input.tsx'
import type { ValuePlace } from './field-value.tsx'
import { FilesInput } from './files-input.tsx'
import { ProposalCard } from './proposal-card.tsx'
import { choiceKey, choose, type FieldProposal } from './proposals.ts'
import { isEmpty, isSame } from './form-values.ts'
import { RowsInput } from './rows-input.tsx'

type Props = Readonly<{
  info: CaseInfo
  form: readonly CaseField[]
  proposals: readonly FieldProposal[]
  draft: Draft
  onDraft: (part: Partial<Draft>) => void
  place: ValuePlace
  errorAt: (place: string) => string | undefined
  onFiles: () => void
}>

/** The fields that are to be filled in, each with what is proposed for it beside it. */
export function CaseForm(props: Props): ReactNode {
  return (
    <div className="case-form">
      {props.form.map((field) => (
        <FormField key={field.key} field={field} {...props} />
      ))}
    </div>
  )
}

/** What an input shows: what was typed, else the proposal that was taken, else what the case holds. */
export function shownValue(field: string, draft: Draft, proposals: readonly FieldProposal[], info: CaseInfo): Value | undefined {
  if (Object.hasOwn(draft.values, field)) return draft.values[field]
  const taken = proposals.find((proposal) => proposal.field === field && draft.choices[choiceKey(proposal)] === 'accepted')
  return taken === undefined ? info.fields[field] : taken.value
}

function FormField({
  field,
  info,
  proposals,
  draft,
  onDraft,
  place,
  errorAt,
  onFiles,
}: Props & Readonly<{ field: CaseField }>): ReactNode {
  const { language, write } = useTexts()
  const { key, title, help, required, type } = field
  const own = proposals.filter((proposal) => proposal.field === key)
  const value = shownValue(key, draft, proposals, info)
  const onChange = (now: Value): void => onDraft({ values: { ...draft.values, [key]: now } })
  const hidden = info.hidden.includes(key) && !isEmpty(info.fields[key])
  const label = (
    <>
      {title[language]} {hidden && <Tag tone="plain">{write('fieldHidden')}</Tag>}
    </>
  )
  const help_ = help === undefined ? {} : { help: help[language] }
  return (
    <div
      className={
        own.length > 0
          ? `form-field form-field-proposed${type === 'rows' ? ' form-field-stacked' : ''}`
          : type === 'rows'
            ? 'form-field form-field-wide'
            : 'form-field'
      }
    >
      <Labelled label={label} required={required} error={errorAt(key)} {...help_}>
        {(ties) =>
          type === 'rows' ? (
            <RowsInput field={field} value={value} onChange={onChange} people={place.people} errorAt={errorAt} />
          ) : type === 'files' ? (
            <FilesInput field={field} value={info.fields[key]} place={place} ties={ties} onChanged={onFiles} />
          ) : (
            <FieldInput field={field} value={value} onChange={onChange} people={place.people} naming={ties} />
          )
        }
      </Labelled>
      {own.length > 0 && <Proposals {...{ field, info, proposals, draft, onDraft, place, value }} />}
    </div>
  )
}

type ProposalsProps = Pick<Props, 'info' | 'proposals' | 'draft' | 'onDraft' | 'place'> &
  Readonly<{ field: CaseField; value: Value | undefined }>

/** What is proposed for a field. */
function Proposals({ field, info, proposals, draft, onDraft, place, value }: ProposalsProps): ReactNode {
  const take = (proposal: FieldProposal, choice: 'accepted' | 'rejected'): void => {
    const { [field.key]: _, ...rest } = draft.values
    // What is taken shows in the input; what was typed before would hide it.
    onDraft({ choices: choose(draft.choices, proposals, proposal, choice), values: choice === 'accepted' ? rest : draft.values })
  }
  return (
    <div className="proposals">
      {proposals
        .filter((proposal) => proposal.field === field.key)
        .map((proposal) => (
          <ProposalCard
            key={proposal.id}
            {...{ proposal, field, info, place }}
            choice={draft.choices[choiceKey(proposal)]}
            edited={!isSame(value, proposal.value)}
            onChoose={(choice) => take(proposal, choice)}
          />
        ))}
    </div>
  )
}
