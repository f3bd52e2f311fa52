import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs'
// oxlint-disable-next-line import/default -- Vite gives the address of the file
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'
import { quoteRuns, type TextRun } from './quote-runs.ts'

/** A mark over a drawn page, in CSS pixels from its upper left corner. */
export type PageMark = Readonly<{ left: number; top: number; width: number; height: number }>

/** A page that has been drawn, with the marks of the quote. */
export type DrawnPage = Readonly<{ marks: readonly PageMark[] }>

/** What to draw. `width` is in CSS pixels; `quote` empty for none. */
export type DrawRequest = Readonly<{ page: number; canvas: HTMLCanvasElement; width: number; quote: string; signal: AbortSignal }>

/** An open PDF. */
export type Pdf = Readonly<{ pages: number; draw(request: DrawRequest): Promise<DrawnPage>; close(): Promise<void> }>

pdfjs.GlobalWorkerOptions.workerSrc = workerUrl

/** Opens a PDF of this server in a worker; scripts inside it never run, and nothing but its own bytes is loaded. */
export async function openPdf(url: string): Promise<Pdf> {
  const data = (folder: string): string => new URL(`pdf/${folder}/`, document.baseURI).href
  const loading = pdfjs.getDocument({
    url,
    cMapUrl: data('cmaps'),
    standardFontDataUrl: data('standard_fonts'),
    useWasm: false,
    enableXfa: false,
  })
  const opened = await loading.promise
  return Object.freeze({
    pages: opened.numPages,
    draw: (request: DrawRequest) => draw(opened, request),
    close: () => loading.destroy(),
  })
}

async function draw(
  opened: pdfjs.PDFDocumentProxy,
  { page: number, canvas, width, quote, signal }: DrawRequest,
): Promise<DrawnPage> {
  const page = await opened.getPage(number)
  signal.throwIfAborted()
  const scale = width / page.getViewport({ scale: 1 }).width
  const viewport = page.getViewport({ scale })
  const sharp = Math.min(2, devicePixelRatio)
  canvas.width = Math.round(viewport.width * sharp)
  canvas.height = Math.round(viewport.height * sharp)
  canvas.style.width = `${viewport.width}px`
  canvas.style.height = `${viewport.height}px`
  const task = page.render({ canvas, viewport, transform: [sharp, 0, 0, sharp, 0, 0] })
  signal.addEventListener('abort', () => task.cancel())
  await task.promise
  const { items } = await page.getTextContent()
  const runs: TextRun[] = items.flatMap((item) => ('str' in item ? [{ text: item.str, item }] : []))
  const marks = quoteRuns(runs, quote).map(({ run, from, to }) => {
    const [a = 1, b = 0, , , x = 0, y = 0] = pdfjs.Util.transform(viewport.transform, run.item.transform) as number[]
    const height = Math.hypot(a, b)
    const whole = run.item.width * scale
    const share = (at: number): number => (run.text.length === 0 ? 0 : (at / run.text.length) * whole)
    return { left: x + share(from), top: y - height, width: share(to) - share(from), height: height * 1.2 }
  })
  return Object.freeze({ marks })
}
