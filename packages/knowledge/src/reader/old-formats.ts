import type { FileKind } from './file-kind.ts'

/** A format that is not read: its name, and the extension to save it as. */
export type Conversion = Readonly<{ format: string; instead: string }>

const powerPoint: Conversion = { format: 'PowerPoint 97-2003 (.ppt)', instead: '.pptx' }

/** Extensions of formats that are not read, with what their bytes are. */
const byExtension: Readonly<Record<string, Readonly<{ kinds: readonly FileKind['kind'][]; conversion: Conversion }>>> = {
  '.ppt': { kinds: ['ppt', 'ole'], conversion: powerPoint },
  '.pps': { kinds: ['ppt', 'ole'], conversion: powerPoint },
  '.dps': { kinds: ['ppt', 'ole'], conversion: { format: 'WPS (.dps)', instead: '.pptx' } },
  '.rtf': { kinds: ['rtf', 'text'], conversion: { format: 'RTF', instead: '.docx' } },
  '.msg': { kinds: ['msg', 'ole'], conversion: { format: 'Outlook (.msg)', instead: '.html' } },
  '.ofd': { kinds: ['ofd', 'zip'], conversion: { format: 'OFD', instead: '.pdf' } },
  '.xlsb': { kinds: ['xlsb'], conversion: { format: 'Excel (.xlsb)', instead: '.xlsx' } },
  '.odt': { kinds: ['zip'], conversion: { format: 'OpenDocument (.odt)', instead: '.docx' } },
  '.ods': { kinds: ['zip'], conversion: { format: 'OpenDocument (.ods)', instead: '.xlsx' } },
  '.odp': { kinds: ['zip'], conversion: { format: 'OpenDocument (.odp)', instead: '.pptx' } },
  '.mht': { kinds: ['mhtml', 'text'], conversion: { format: 'MHTML (.mht)', instead: '.html' } },
}

/** Formats that hide behind an old extension. */
const byKind: Partial<Readonly<Record<FileKind['kind'], Conversion>>> = {
  rtf: { format: 'RTF', instead: '.docx' },
  mhtml: { format: 'MHTML', instead: '.docx' },
  'office-xml': { format: 'Office 2003 XML', instead: '.docx' },
  ppt: powerPoint,
  xlsb: { format: 'Excel (.xlsb)', instead: '.xlsx' },
}
/** Extensions of Office 97-2003, which exporting programs give to all sorts of files. */
const oldOffice: Readonly<Record<string, '.docx' | '.xlsx'>> = {
  '.doc': '.docx',
  '.wps': '.docx',
  '.xls': '.xlsx',
  '.et': '.xlsx',
}

/** True for the extension of a format that is known and not read. */
export function isOldExtension(extension: string): boolean {
  return byExtension[extension] !== undefined
}

/** What to save a file as that is not read; undefined when it is none of the known formats, or its extension is another's. */
export function conversionOf(extension: string, kind: FileKind['kind']): Conversion | undefined {
  const known = byExtension[extension]
  if (known?.kinds.includes(kind) === true) return known.conversion
  const usual = oldOffice[extension]
  const found = byKind[kind]
  if (found === undefined || (known === undefined && usual === undefined)) return undefined
  return found.instead === '.docx' && usual !== undefined ? { ...found, instead: usual } : found
}
