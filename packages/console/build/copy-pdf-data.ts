import { cpSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Plugin } from 'vite'

/** What pdf.js loads when a file needs it: the character maps of Chinese fonts, and stand-ins for the standard fonts. */
const folders = ['cmaps', 'standard_fonts'] as const

/** Puts the data that pdf.js loads by name beside the built page, under `pdf/`. */
export function copyPdfData(): Plugin {
  let outDir = ''
  return {
    name: 'copy-pdf-data',
    apply: 'build',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir)
    },
    writeBundle() {
      const source = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
      for (const folder of folders) {
        cpSync(join(source, folder), join(outDir, 'pdf', folder), { recursive: true })
        if (readdirSync(join(outDir, 'pdf', folder)).length === 0) this.error(`pdfjs-dist has nothing in ${folder}`)
      }
    },
  }
}
