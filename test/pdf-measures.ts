/**
 * Turns Word files into PDF with LibreOffice, and says where on its pages text and lines stand.
 * @module
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPdf } from '../packages/knowledge/src/reader/pdf-open.ts'
import { readRules, type Rule } from '../packages/knowledge/src/reader/pdf-rules.ts'

/** A line of text: millimetres from the left and upper edges of the sheet; `bottom` is where its letters stand. */
export type PdfLine = Readonly<{ text: string; left: number; right: number; bottom: number; size: number }>

/** What stands on a page. */
export type PdfPage = Readonly<{ width: number; height: number; lines: readonly PdfLine[]; rules: readonly Rule[] }>

/** Whether LibreOffice is here, and which. */
export function libreOffice(): string | undefined {
  const { status, stdout } = spawnSync('soffice', ['--version'], { encoding: 'utf8', timeout: 60_000 })
  return status === 0 ? stdout.trim() : undefined
}

/** Word files as LibreOffice writes them anew, by their names. */
export function converted(files: Readonly<Record<string, Uint8Array>>, to: 'pdf' | 'docx'): Readonly<Record<string, Uint8Array>> {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-office-'))
  try {
    const names = Object.keys(files).map((name, at) => [name, String(at)] as const)
    for (const [name, stem] of names) writeFileSync(join(folder, `${stem}.docx`), files[name]!)
    const made = join(folder, 'made')
    const how = [`-env:UserInstallation=file://${join(folder, 'profile')}`, '--headless', '--convert-to', to, '--outdir', made]
    const sources = names.map(([, stem]) => join(folder, `${stem}.docx`))
    const { status, stderr } = spawnSync('soffice', [...how, ...sources], { encoding: 'utf8', timeout: 120_000 })
    if (status !== 0) throw new Error(stderr)
    return Object.fromEntries(names.map(([name, stem]) => [name, new Uint8Array(readFileSync(join(made, `${stem}.${to}`)))]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const millimetres = (points: number): number => (points * 25.4) / 72

/** What stands on the pages of a PDF. */
export async function pdfPages(bytes: Uint8Array): Promise<readonly PdfPage[]> {
  const { file, pdfjs, close } = await openPdf(bytes, 'a.pdf', [], 1e7)
  try {
    const pages: PdfPage[] = []
    for (let number = 1; number <= file.numPages; number++) {
      const page = await file.getPage(number)
      const { width, height, transform } = page.getViewport({ scale: 1 })
      const { items } = await page.getTextContent()
      const lines = new Map<number, PdfLine>()
      for (const item of items) {
        if (!('str' in item) || item.str.trim() === '') continue
        const [, , , size = 0, x = 0, y = 0] = item.transform as number[]
        const bottom = millimetres(height - y)
        const key = [...lines.keys()].find((one) => Math.abs(one - bottom) < 1) ?? bottom
        const held = lines.get(key)
        const [left, right] = [millimetres(x), millimetres(x + item.width)]
        lines.set(key, {
          ...{ text: (held?.text ?? '') + item.str, bottom: key, size: held?.size ?? size },
          ...{ left: Math.min(left, held?.left ?? left), right: Math.max(right, held?.right ?? right) },
        })
      }
      const { level } = readRules(await page.getOperatorList(), transform, pdfjs.OPS)
      const rules = level.map(({ at, from, to }) => ({ at: millimetres(at), from: millimetres(from), to: millimetres(to) }))
      const sorted = [...lines.values()].sort((a, b) => a.bottom - b.bottom)
      pages.push({ width: millimetres(width), height: millimetres(height), lines: sorted, rules })
    }
    return pages
  } finally {
    await close()
  }
}
