import type { ReactNode } from 'react'

/** Says that there is nothing here yet, and what would change that. */
export function EmptyView(props: Readonly<{ title: string; hint: string; children?: ReactNode }>): ReactNode {
  return (
    <div className="empty">
      <svg viewBox="0 0 64 48" width="64" height="48" aria-hidden="true" className="empty-drawing">
        <path d="M14 6h24l8 8v28H14z M38 6v8h8 M21 22h18 M21 29h18 M21 36h11" />
      </svg>
      <strong className="empty-title">{props.title}</strong>
      <p className="empty-hint">{props.hint}</p>
      {props.children}
    </div>
  )
}
