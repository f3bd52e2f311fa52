import { DownloadOutlined, FileWordOutlined, PrinterOutlined } from '@ant-design/icons'
import { Button, Skeleton } from 'antd'
import { type ReactNode, useEffect } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { ProblemView } from '../frame/problem-view.tsx'
import { useStore } from '../frame/store.ts'
import { Tag } from '../frame/tag.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseInfo, CaseType } from '../http/case-contract.ts'
import type { SessionInfo } from '../http/people-contract.ts'
import { apiUrl, solutionPath } from '../http/request.ts'
import { formatRoute } from '../routes.ts'
import { refreshWork } from '../tasks/work.ts'
import { DueTag } from '../tasks/due-tag.tsx'
import { formatWhen } from '../tasks/when.ts'
import { CaseAlerts } from './case-alerts.tsx'
import { CaseFields } from './case-fields.tsx'
import { CaseHistory } from './case-history.tsx'
import { CaseSide } from './case-side.tsx'
import { deedsOf } from './deeds.ts'
import { isTouched, troubles, useDraft } from './drafts.ts'
import type { ValuePlace } from './field-value.tsx'
import { type OpenCase, useCase } from './use-case.ts'
import { useCaseTypes } from './use-case-types.ts'
import { usePeople } from './use-people.ts'
import { WorkPanel } from './work-panel.tsx'

type Props = Readonly<{ solution: string; caseId: string; session: SessionInfo }>

/** One case: how it stands, what the reader is to do, what happened. */
export function CasePage({ solution, caseId, session }: Props): ReactNode {
  const types = useCaseTypes(solution)
  const people = usePeople(solution)
  const open = useCase(solution, caseId)
  const { info, problem } = open
  if (info === undefined && problem !== undefined) return <ProblemView problem={problem} onRetry={open.reload} />
  const type = types.types.find(({ key }) => key === info?.type)
  if (info === undefined || types.loaded.loading) return <Skeleton active className="page" paragraph={{ rows: 8 }} />
  return <CaseBody {...{ solution, session, info, open }} type={type ?? typeless(info)} place={{ solution, caseId, people }} />
}

/** A case whose type is no longer there is still read: its fields go by their keys. */
function typeless({ type, title, definition, fields, state }: CaseInfo): CaseType {
  return {
    ...{ key: type, title, definition, mayStart: false, start: state, states: [], deadlines: [], cancellable: false },
    fields: Object.keys(fields).map((key) => ({
      ...{ key, type: 'longText', title: { zh: key, en: key }, required: false, sensitive: false },
    })),
    graph: { zh: '', en: '' },
  }
}

type BodyProps = Readonly<{
  solution: string
  session: SessionInfo
  info: CaseInfo
  type: CaseType
  open: OpenCase
  place: ValuePlace
}>

function CaseBody({ solution, session, info, type, open, place }: BodyProps): ReactNode {
  const { language } = useTexts()
  const { draft, change, clear } = useDraft(`${solution} ${session.person?.id ?? ''} ${info.id}`)
  const state = type.states.find(({ key }) => key === info.state)
  const onDone = (): void => {
    clear()
    const { [info.id]: _, ...others } = troubles.get()
    troubles.set(others)
    void refreshWork(solution, { language })
  }
  useEffect(() => {
    document.title = `${info.no} · ${type.title[language]} · Kaiwu`
  }, [info.no, type, language])
  const deeds = deedsOf(info, state)
  const formed = deeds.find(({ key }) => key === draft.action) ?? deeds[0]
  return (
    <div className="page case" data-testid="case" data-state={info.state}>
      <CaseHead {...{ solution, info, type }} />
      <InlineProblem problem={useStore(troubles)[info.id]} />
      <CaseAlerts {...{ info, type, open }} touched={isTouched(draft)} />
      <div className="case-columns">
        <div className="case-main">
          <WorkPanel {...{ info, type, state, open, draft, place, onDone }} onDraft={change} />
          <CaseFields {...{ info, type, place }} without={formed?.form ?? []} />
          <CaseHistory
            {...{ solution, info, type, place, round: open.round }}
            said={draft.said}
            onSaid={(said) => change({ said })}
            onChanged={open.reload}
          />
        </div>
        <CaseSide {...{ info, type, state, open, place, onDone }} />
      </div>
    </div>
  )
}

function CaseHead({ solution, info, type }: Pick<BodyProps, 'solution' | 'info' | 'type'>): ReactNode {
  const { language, write } = useTexts()
  const { no, from, state, initiator, startedAt, endedAt, deadlines } = info
  const title = type.states.find(({ key }) => key === state)?.title[language] ?? state
  return (
    <header className="case-head">
      <a className="no-print case-back" href={formatRoute({ solution, view: 'cases' })}>
        {write('casesBack')}
      </a>
      <div className="page-head-row">
        <h1 className="page-title">
          {info.title[language]} <span className="figure case-no">{no}</span>
        </h1>
        <span className="no-print case-tools">
          {info.documents.map((document) => (
            <Button
              key={document.key}
              icon={<FileWordOutlined />}
              href={apiUrl(solutionPath(solution, 'cases', info.id, 'documents', document.key))}
              data-testid="case-document"
            >
              {document.title[language]}
            </Button>
          ))}
          {info.further.may.includes('export') && (
            <Button
              icon={<DownloadOutlined />}
              href={`${apiUrl(solutionPath(solution, 'cases', info.id, 'export'))}?language=${language}`}
              data-testid="case-export"
            >
              {write('caseExport')}
            </Button>
          )}
          <Button icon={<PrinterOutlined />} onClick={() => window.print()} data-testid="case-print">
            {write('casePrint')}
          </Button>
        </span>
      </div>
      <p className="case-facts">
        <span role="status" data-testid="case-state">
          <Tag tone={endedAt === undefined ? 'info' : 'plain'}>{title}</Tag>
        </span>
        {deadlines.map(({ key, state: stands, startAt, due }) =>
          stands === 'open' && due.state === 'due' ? <DueTag key={key} dueAt={due.dueAt} since={startAt} /> : null,
        )}
        <span>{write('startedBy', { name: initiator.name, when: formatWhen(startedAt, language) })}</span>
        {from !== undefined && (
          <a href={formatRoute({ solution, view: 'cases', caseId: from.id })} data-testid="case-from">
            {write('begunBy', { no: from.no })}
          </a>
        )}
        {endedAt !== undefined && <span>{write('endedAt', { when: formatWhen(endedAt, language) })}</span>}
      </p>
    </header>
  )
}
