import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Spin } from 'antd'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTexts } from '../frame/use-texts.ts'
import { apiUrl, solutionPath } from '../http/request.ts'
import { type DrawnPage, openPdf, type Pdf } from './open-pdf.ts'

type Props = Readonly<{ solution: string; documentId: string; page: number; quote: string; sha: string }>

/** The pages of a PDF as they are printed, the quote marked where it stands. */
export function PdfPages({ solution, documentId, page: first, quote, sha }: Props): ReactNode {
  const { write } = useTexts()
  const [pdf, setPdf] = useState<Pdf>()
  const [failure, setFailure] = useState<string>()
  const [page, setPage] = useState(first)
  useEffect(() => setPage(first), [first, documentId])
  useEffect(() => {
    let opened: Pdf | undefined
    let left = false
    openPdf(apiUrl(solutionPath(solution, 'documents', documentId, 'file'))).then(
      (value) => {
        opened = value
        if (left) void value.close()
        else setPdf(value)
      },
      (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
    )
    return () => {
      left = true
      setPdf(undefined)
      setFailure(undefined)
      void opened?.close()
    }
  }, [solution, documentId, sha])

  if (failure !== undefined) return <p className="pdf-problem">{write('pageFailed', { reason: failure })}</p>
  if (pdf === undefined) {
    return (
      <div className="waiting" role="status" aria-label={write('loading')}>
        <Spin />
      </div>
    )
  }
  const shown = Math.min(Math.max(1, page), pdf.pages)
  return (
    <div className="pdf" data-testid="pdf-pages">
      <div className="pdf-bar">
        <Button
          size="small"
          type="text"
          icon={<LeftOutlined />}
          disabled={shown <= 1}
          aria-label={write('pageBefore')}
          onClick={() => setPage(shown - 1)}
        />
        <span className="figure">{write('pageOf', { page: shown, pages: pdf.pages })}</span>
        <Button
          size="small"
          type="text"
          icon={<RightOutlined />}
          disabled={shown >= pdf.pages}
          aria-label={write('pageAfter')}
          onClick={() => setPage(shown + 1)}
        />
      </div>
      <Page pdf={pdf} page={shown} quote={quote} expected={shown === first && quote !== ''} onFailure={setFailure} />
    </div>
  )
}

type PageProps = Readonly<{ pdf: Pdf; page: number; quote: string; expected: boolean; onFailure: (reason: string) => void }>

function Page({ pdf, page, quote, expected, onFailure }: PageProps): ReactNode {
  const { write } = useTexts()
  const canvas = useRef<HTMLCanvasElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const [drawn, setDrawn] = useState<DrawnPage>()
  useEffect(() => {
    const stop = new AbortController()
    const width = box.current?.clientWidth ?? 600
    if (canvas.current !== null)
      pdf.draw({ page, canvas: canvas.current, width, quote, signal: stop.signal }).then(
        (value) => setDrawn(value),
        (error: unknown) => {
          if (!stop.signal.aborted) onFailure(error instanceof Error ? error.message : String(error))
        },
      )
    return () => stop.abort()
  }, [pdf, page, quote])
  useEffect(() => {
    box.current?.querySelector('.pdf-mark')?.scrollIntoView({ block: 'center' })
  }, [drawn])
  return (
    <>
      {expected && drawn !== undefined && drawn.marks.length === 0 && <p className="pdf-problem">{write('pageNoQuote')}</p>}
      <div className="pdf-page" ref={box}>
        <canvas ref={canvas} role="img" aria-label={write('pageDrawn', { page })} />
        {drawn?.marks.map(({ left, top, width, height }, index) => (
          <span key={index} className="pdf-mark" data-testid="pdf-mark" style={{ left, top, width, height }} />
        ))}
      </div>
    </>
  )
}
