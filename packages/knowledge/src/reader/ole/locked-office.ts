import { damaged } from '../damaged.ts'
import { docxReader } from '../docx.ts'
import { fileKind } from '../file-kind.ts'
import { pptxReader } from '../pptx.ts'
import type { ReadDocument, Reader, ReaderOptions } from '../reader.ts'
import { xlsxReader } from '../xlsx.ts'
import { decryptOffice } from './decrypt-office.ts'

const inside: readonly Reader[] = [docxReader, xlsxReader, pptxReader]

/** Reads Office files locked with a password: opens the lock, and reads what is inside by the reader of its kind. */
export const lockedOfficeReader: Reader = Object.freeze({
  name: 'locked-office',
  extensions: Object.freeze([]),
  isolated: true,
  async read(bytes: Uint8Array, name: string, options: ReaderOptions = {}): Promise<ReadDocument> {
    const opened = decryptOffice(bytes, name, options.passwords)
    const { kind } = fileKind(opened)
    const reader = inside.find((one) => one.name === kind)
    if (reader === undefined) throw damaged(name)
    return reader.read(opened, name, options)
  },
})
