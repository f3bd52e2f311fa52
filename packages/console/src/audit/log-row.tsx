import { type ReactNode, useId, useState } from 'react'
import { ScrollRegion } from '../frame/scroll-region.tsx'
import { Tag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { LogEntry } from '../http/audit-contract.ts'
import { formatRoute } from '../routes.ts'
import { actionWords } from './action-words.ts'

const kinds = { person: 'auditPerson', key: 'auditKey', model: 'auditModel', system: 'auditSystem' } as const

type Props = Readonly<{ solution: string; row: LogEntry; bad: boolean }>

/** One row of the log; all that it holds is shown on demand. */
export function LogRow({ solution, row, bad }: Props): ReactNode {
  const { language, write } = useTexts()
  const [open, setOpen] = useState(false)
  const id = useId()
  const { seq, at, actorName, actorId, action, objectKind, objectId, result } = row
  return (
    <li className={bad ? 'log-row log-row-bad' : 'log-row'} data-testid="log-row" data-seq={seq}>
      <button type="button" className="log-line" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <span className="figure log-seq">{seq}</span>
        <span className="figure log-at">{new Date(at).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB')}</span>
        <span className="log-who">{actorName || actorId || write('auditNobody')}</span>
        <span className="log-what">
          {actionWords(action, write) ?? action} <code className="log-word">{action}</code>
        </span>
        <span className="log-object">
          {objectKind} {objectId}
        </span>
        <span className="log-tags">
          {bad && <Tag tone="bad">{write('auditBad')}</Tag>}
          <Tag tone={result === 'done' ? 'plain' : 'warn'}>{write(result === 'done' ? 'auditDone' : 'auditRefused')}</Tag>
        </span>
      </button>
      <div id={id} hidden={!open} className="log-detail" data-testid="log-detail">
        {open && <LogDetail solution={solution} row={row} />}
      </div>
    </li>
  )
}

function LogDetail({ solution, row }: Pick<Props, 'solution' | 'row'>): ReactNode {
  const { write } = useTexts()
  const { actorKind, actorRole, actorId, objectKind, objectId, caseId, requestId, ip, detail, prevHash, hash } = row
  const facts: readonly (readonly [head: string, value: ReactNode])[] = [
    [write('auditRole'), [write(kinds[actorKind]), actorRole, actorId].filter(Boolean).join(' · ')],
    [write('auditObject'), `${objectKind} ${objectId}`],
    ...(requestId === null ? [] : [[write('auditRequest'), requestId] as const]),
    ...(ip === null ? [] : [[write('auditAddress'), ip] as const]),
    [
      write('auditHash'),
      <code key="hash" className="hash" data-testid="log-hash">
        {hash}
      </code>,
    ],
    [
      write('auditPrevHash'),
      <code key="before" className="hash" data-testid="log-prev-hash">
        {prevHash}
      </code>,
    ],
  ]
  return (
    <>
      <dl className="log-facts">
        {facts.map(([head, value]) => (
          <div key={head}>
            <dt>{head}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {caseId !== null && (
        <a className="no-print" href={formatRoute({ solution, view: 'cases', caseId })}>
          {write('auditOfCase')}
        </a>
      )}
      <ScrollRegion className="log-json" label={write('auditDetail')}>
        <pre>{JSON.stringify(detail, null, 2)}</pre>
      </ScrollRegion>
    </>
  )
}
