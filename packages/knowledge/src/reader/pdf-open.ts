import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js'
import { damaged } from './damaged.ts'

/** The parts of pdf.js that are used. */
export type Pdfjs = typeof import('pdfjs-dist')

/** A file opened by pdf.js. `close` frees what it holds. */
export type OpenPdf = Readonly<{ pdfjs: Pdfjs; file: PDFDocumentProxy; password: string | undefined; close(): Promise<void> }>

/**
 * Opens a PDF file, with each password in turn when it is locked.
 * @param mostPixels pictures with more pixels are left out by pdf.js
 * @throws FILE_ENCRYPTED, FILE_PASSWORD_WRONG, FILE_UNREADABLE
 */
export async function openPdf(
  bytes: Uint8Array,
  name: string,
  passwords: readonly string[],
  mostPixels: number,
): Promise<OpenPdf> {
  // The types of the legacy build are those of the main one.
  const pdfjs: Pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
  for (const password of [undefined, ...passwords]) {
    const task = pdfjs.getDocument({
      data: new Uint8Array(bytes),
      cMapUrl: join(folder, 'cmaps') + sep,
      cMapPacked: true,
      standardFontDataUrl: join(folder, 'standard_fonts') + sep,
      useSystemFonts: false,
      useWasm: false,
      maxImageSize: mostPixels,
      verbosity: 0,
      ...(password === undefined ? {} : { password }),
    })
    try {
      return { pdfjs, file: await task.promise, password, close: () => task.destroy() }
    } catch (error) {
      await task.destroy()
      if (!(error instanceof Error && error.name === 'PasswordException')) throw damaged(name, error)
    }
  }
  throw new KaiwuError(passwords.length === 0 ? 'FILE_ENCRYPTED' : 'FILE_PASSWORD_WRONG', { name })
}
