import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { InlineProblem } from '../frame/inline-problem.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { LogPage } from '../http/audit-contract.ts'
import { getJson, send, solutionPath } from '../http/request.ts'

type Format = 'csv' | 'jsonl'
type Exported = Readonly<{ file: string; rows?: number; sha256?: string }>

/**
 * Files of the log. Pages cannot read the trailer that the hash of a file comes in, so it is looked up in the log, where the export was
 * recorded under its request.
 */
export function ExportLog(props: Readonly<{ solution: string; parameters: Readonly<Record<string, string>> }>): ReactNode {
  const { solution, parameters } = props
  const { language, write } = useTexts()
  const [exported, setExported] = useState<Exported>()
  const { attempt, busy, problem } = useAttempt(() => undefined)
  const path = solutionPath(solution, 'log')
  const save = async (format: Format): Promise<void> => {
    const query = new URLSearchParams({ ...parameters, format }).toString()
    const response = await send(`${path}/export?${query}`, {}, { language })
    const file = `log.${format}`
    saveAs(await response.blob(), file)
    const { rows } = await getJson<LogPage>(`${path}?action=log.export&limit=20`, { language })
    const recorded = rows.find(({ requestId }) => requestId !== null && requestId === response.headers.get('x-request-id'))
    const { rows: count, sha256 } = recorded?.detail ?? {}
    setExported({
      file,
      ...(typeof count === 'number' ? { rows: count } : {}),
      ...(typeof sha256 === 'string' ? { sha256 } : {}),
    })
  }
  return (
    <div className="verify">
      <span className="case-tools">
        {(['csv', 'jsonl'] as const).map((format) => (
          <Button
            key={format}
            icon={<DownloadOutlined />}
            disabled={busy}
            onClick={() => attempt(() => save(format))}
            data-testid={`audit-export-${format}`}
          >
            {write(format === 'csv' ? 'auditCsv' : 'auditJson')}
          </Button>
        ))}
      </span>
      <InlineProblem problem={problem} />
      <p role="status" className="panel-hint" data-testid="audit-exported">
        {exported !== undefined && <ExportedWords exported={exported} />}
      </p>
    </div>
  )
}

function ExportedWords({ exported: { file, rows, sha256 } }: Readonly<{ exported: Exported }>): ReactNode {
  const { write } = useTexts()
  if (rows === undefined || sha256 === undefined) return write('auditExportedPlain', { file })
  return (
    <>
      {write('auditExported', { rows, file })} <code className="hash">{sha256}</code>
    </>
  )
}

function saveAs(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
