/** What should become of a file of the manifest, and whether it did, for `files.ts`. */
import type { ManifestEntry } from './files-reference.ts'

/** What came of reading a file: text, or an error by its code. */
export type Happened = Readonly<{ code: string; characters: number; chinese: number; replaced: number }>

/** Readings of one file: without a password, with that of the manifest, with a wrong one. */
export type Happenings = Readonly<{ bare: Happened; opened?: Happened; wrong?: Happened }>

/** Whether the outcome is right; `note` says what is odd about it. */
export type Verdict = Readonly<{ right: boolean; note?: string }>

/** A file that is broken may be told to be so in any of these ways. */
const broken = ['FILE_UNREADABLE', 'FILE_EMPTY', 'FILE_TYPE_MISMATCH', 'FILE_IS_LOCK', 'FILE_HAS_NO_TEXT']

/** Compares what came of a file with what the manifest expects. */
export function judge(entry: ManifestEntry, { bare, opened, wrong }: Happenings): Verdict {
  const { code } = bare
  switch (entry.expect) {
    case 'ok':
      return judgeText(entry, bare)
    case 'needs-password':
      if (code !== 'FILE_ENCRYPTED') return { right: false }
      if (wrong?.code !== 'FILE_PASSWORD_WRONG') return { right: false, note: `with a wrong password: ${wrong?.code ?? '-'}` }
      if (entry.password === null) return { right: true, note: 'the manifest knows no password' }
      return opened?.code === 'text' ? { right: true } : { right: false, note: `with its password: ${opened?.code ?? '-'}` }
    case 'no-text-layer':
      return { right: code === 'FILE_HAS_NO_TEXT' }
    case 'garbled-text':
      return { right: code === 'FILE_TEXT_UNMAPPED' }
    case 'error':
      return { right: broken.includes(code) }
    case 'must-time-out-cleanly':
      // A reader that gets through it in time is as good.
      return { right: ['text', 'FILE_READ_TIMEOUT', 'FILE_UNPACKS_TOO_LARGE', ...broken].includes(code) }
    case 'unsupported-or-text':
      return { right: ['text', 'FILE_TYPE_UNSUPPORTED', 'FILE_NEEDS_CONVERTING'].includes(code) }
    default:
      return { right: false, note: `unknown expectation ${entry.expect}` }
  }
}

function judgeText({ file, reference }: ManifestEntry, happened: Happened): Verdict {
  if (happened.code === 'FILE_IS_LOCK' && file.startsWith('~$')) return { right: true, note: 'a lock file, no document' }
  if (happened.code === 'FILE_HAS_NO_TEXT' && reference.chars === 0) return { right: true, note: 'holds no text in truth' }
  if (happened.code !== 'text') return { right: false }
  if (happened.replaced > 0) return { right: false, note: `${happened.replaced} characters lost in decoding` }
  // Where the reference itself was decoded by a guess, its count of Chinese characters says nothing; cells are compared one by one.
  const sure = (reference.encoding === undefined || reference.encoding.startsWith('utf-')) && !/\.xls[xm]$/.test(file)
  const chinese = reference.cjk ?? 0
  if (sure && happened.chinese < chinese * 0.95)
    return { right: false, note: `${happened.chinese} of ${chinese} Chinese characters` }
  return { right: true }
}
