import { Fragment, type ReactNode } from 'react'

/** Short items on one line with a sign between them. The sign is text, so that copied and read aloud the items stay apart. */
export function Joined({ items, sign = '·' }: Readonly<{ items: readonly ReactNode[]; sign?: '·' | '›' }>): ReactNode {
  return items.map((item, index) => (
    <Fragment key={index}>
      {index > 0 && <span className="joined-sign">{` ${sign} `}</span>}
      <span className="joined">{item}</span>
    </Fragment>
  ))
}
