import { PrinterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { usePeople } from '../cases/use-people.ts'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { useLoaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { LogVerification } from '../http/audit-contract.ts'
import type { CaseRow } from '../http/case-contract.ts'
import type { Problem } from '../http/request-problem.ts'
import { getJson, solutionPath } from '../http/request.ts'
import type { ViewQuery } from '../routes.ts'
import { AuditFilter } from './audit-filter.tsx'
import { ExportLog } from './export-log.tsx'
import { logParameters } from './log-query.ts'
import { LogRows } from './log-rows.tsx'
import { VerifyLog } from './verify-log.tsx'
import '../styles/oversight.css'

/** The log, for auditors: rows by filters, each with its hashes; the log verified; files of it. */
export function AuditView({ solution, query }: Readonly<{ solution: string; query: ViewQuery }>): ReactNode {
  const { write } = useTexts()
  const people = usePeople(solution)
  const [found, setFound] = useState<LogVerification>()
  const [beside, setBeside] = useState<number>()
  const { caseId, missing, problem, waiting } = useCaseNamed(solution, query.case)
  const parameters = logParameters(query, caseId)
  return (
    <div className="page oversight" data-testid="audit">
      <div className="page-head">
        <div className="page-head-row">
          <h1 className="page-title">{write('audit')}</h1>
          <Button className="no-print" icon={<PrinterOutlined />} onClick={() => window.print()}>
            {write('printPage')}
          </Button>
        </div>
        <p className="page-intro">{write('auditIntro')}</p>
      </div>
      <div className="audit-tools no-print">
        <VerifyLog solution={solution} found={found} onFound={setFound} onShow={setBeside} />
        {!missing && <ExportLog solution={solution} parameters={parameters} />}
      </div>
      <AuditFilter key={JSON.stringify(query)} query={query} people={people.people} onAsk={() => setBeside(undefined)} />
      <InlineProblem problem={problem} />
      {missing && (
        <p className="alert alert-warn" role="status">
          {write('auditNoCase', { no: query.case ?? '' })}
        </p>
      )}
      {!missing && !waiting && problem === undefined && (
        <LogRows
          key={`${JSON.stringify(parameters)} ${beside}`}
          {...{ solution, parameters, found, beside }}
          onNewest={() => setBeside(undefined)}
        />
      )}
    </div>
  )
}

type CaseNamed = Readonly<{
  caseId?: string
  missing: boolean
  waiting: boolean
  problem?: Problem
}>

/** The case that bears a number; ids are taken as they are. */
function useCaseNamed(solution: string, named: string | undefined): CaseNamed {
  const asked = named === undefined || named.startsWith('case_') ? undefined : named
  const path = asked === undefined ? undefined : `${solutionPath(solution, 'cases')}?no=${encodeURIComponent(asked)}&limit=100`
  const { value, problem } = useLoaded(path, (options) => getJson<Readonly<{ cases: readonly CaseRow[] }>>(path ?? '', options))
  if (asked === undefined) return { ...(named === undefined ? {} : { caseId: named }), missing: false, waiting: false }
  const caseId = value?.cases.find(({ no }) => no === asked)?.id
  return {
    ...(caseId === undefined ? {} : { caseId }),
    missing: value !== undefined && caseId === undefined,
    waiting: value === undefined,
    ...(problem === undefined ? {} : { problem }),
  }
}
