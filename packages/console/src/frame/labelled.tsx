import { type ReactNode, useId } from 'react'

/** What ties an input to its label, its help and what is wrong with it. */
export type Ties = Readonly<{ id: string; 'aria-describedby'?: string; 'aria-invalid'?: true; 'aria-required'?: true }>

/** The id of the label of an input, for what a label alone does not name. */
export const labelOf = (id: string): string => `${id}-label`

type Props = Readonly<{
  label: ReactNode
  help?: string | undefined
  error?: string | undefined
  required?: boolean
  children: (ties: Ties) => ReactNode
}>

/** An input with its label, help and error, tied together for those who hear the page. */
export function Labelled({ label, help, error, required = false, children }: Props): ReactNode {
  const id = useId()
  const described = [...(help === undefined ? [] : [`${id}-help`]), ...(error === undefined ? [] : [`${id}-error`])].join(' ')
  const ties: Ties = {
    id,
    ...(described === '' ? {} : { 'aria-describedby': described }),
    ...(error === undefined ? {} : { 'aria-invalid': true }),
    ...(required ? { 'aria-required': true } : {}),
  }
  return (
    <div className="labelled">
      <label htmlFor={id} id={labelOf(id)} className="labelled-label">
        {label}
        {required && (
          <span className="labelled-required" aria-hidden="true">
            *
          </span>
        )}
      </label>
      {children(ties)}
      {help !== undefined && (
        <p className="labelled-help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {error !== undefined && (
        <p className="inline-problem" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  )
}
