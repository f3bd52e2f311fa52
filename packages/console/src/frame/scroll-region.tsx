import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'

type Props = Readonly<{
  label: string
  className: string
  children: ReactNode
  /** Where the reader of the page moves what is shown by itself. */
  place?: RefObject<HTMLDivElement | null>
}>

/** What may be wider or higher than its place: then the Tab key reaches it, so that the arrow keys can scroll it. */
export function ScrollRegion({ label, className, children, place }: Props): ReactNode {
  const own = useRef<HTMLDivElement>(null)
  const region = place ?? own
  const [scrolls, setScrolls] = useState(false)
  useEffect(() => {
    const { current } = region
    if (current === null) return
    const measure = (): void =>
      setScrolls(current.scrollWidth > current.clientWidth || current.scrollHeight > current.clientHeight)
    const observer = new ResizeObserver(measure)
    for (const one of [current, ...current.children]) observer.observe(one)
    return () => observer.disconnect()
  }, [region])
  return (
    <div className={className} ref={region} role="region" aria-label={label} {...(scrolls ? { tabIndex: 0 } : {})}>
      {children}
    </div>
  )
}
