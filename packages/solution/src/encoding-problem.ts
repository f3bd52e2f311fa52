import type { Problem } from '@kaiwu/core'

/**
 * The mistake of a file that is not UTF-8, at its first unreadable character: Excel and Notepad on Chinese Windows save GBK.
 * @param text what decoding as UTF-8 gave
 */
export function encodingProblem(text: string, file: string): Problem | undefined {
  const at = text.indexOf('\ufffd')
  if (at === -1) return undefined
  const before = text.slice(0, at).split('\n')
  return {
    file,
    line: before.length,
    column: before.at(-1)!.length + 1,
    message: {
      zh: '这里有读不出的字符，文件不是 UTF-8 编码',
      en: 'there is an unreadable character here: the file is not UTF-8',
    },
    remedy: {
      zh: '另存为 UTF-8；Excel 里选“CSV UTF-8（逗号分隔）”',
      en: 'save it as UTF-8; in Excel choose "CSV UTF-8 (Comma delimited)"',
    },
  }
}
