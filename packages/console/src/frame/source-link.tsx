import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react'
import { formatRoute, type SourceTarget } from '../routes.ts'
import { here, openSource } from './location.ts'
import { useStore } from './store.ts'

type Props = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'target' | 'href'> & Readonly<{ target: SourceTarget }>

/** A link that opens the source panel at a place; as a link it can be copied, and opened in another window. */
export function SourceLink({ target: { documentId, start, end }, children, ...rest }: Props): ReactNode {
  const { source: _, ...route } = useStore(here)
  const target = { documentId, start, end }
  const open = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    event.stopPropagation()
    openSource(target)
  }
  return (
    <a {...rest} href={formatRoute({ ...route, source: target })} onClick={open}>
      {children}
    </a>
  )
}
