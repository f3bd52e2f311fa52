import type { ReactNode } from 'react'
import { formatCount } from '../figures.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { CostLine } from '../http/cost-contract.ts'
import { amountParts, marginParts, type Parts, perCaseParts, spentParts } from './amounts.ts'
import { Stacked } from './stacked.tsx'

/** What everything came to, at a glance. */
export function CostFigures({ total: { spent, ended } }: Readonly<{ total: CostLine }>): ReactNode {
  const { language, write } = useTexts()
  const unpaid = (ended?.cases ?? 0) - (ended?.priced ?? 0)
  const figures: readonly Readonly<{ head: string; parts: Parts; about?: string | undefined }>[] = [
    {
      head: write('costSpent'),
      parts: spentParts(spent, write),
      about: spent.saved.length > 0 ? write('costSaved', { amount: amountParts(spent.saved).join(' + ') }) : undefined,
    },
    { head: write('costCalls'), parts: [formatCount(spent.calls, language)] },
    ...(ended === undefined || ended.cases === 0
      ? []
      : [
          { head: write('costEnded'), parts: [formatCount(ended.cases, language)] },
          { head: write('costPerCase'), parts: perCaseParts(ended, write) },
          ...(ended.priced === 0
            ? []
            : [
                {
                  head: write('costCharged'),
                  parts: amountParts(ended.charged),
                  about: unpaid > 0 ? write('costNoPrice', { count: unpaid }) : undefined,
                },
                { head: write('costMargin'), parts: marginParts(ended, write) },
              ]),
        ]),
  ]
  return (
    <dl className="big-figures" data-testid="cost-figures">
      {figures.map(({ head, parts, about }) => (
        <div key={head} className="big-figure">
          <dt>{head}</dt>
          <dd>
            <Stacked parts={parts} />
          </dd>
          {about !== undefined && <dd className="panel-hint">{about}</dd>}
        </div>
      ))}
    </dl>
  )
}
