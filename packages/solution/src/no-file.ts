import type { Problem } from '@kaiwu/core'

/** What is said of a file that a setting names and that is not there: the mistake, and what to do. */
export function noFile(file: string): readonly [message: Problem['message'], remedy: Problem['remedy']] {
  return [
    { zh: `找不到文件 ${file}`, en: `there is no file ${file}` },
    { zh: '检查文件名，或建立这个文件', en: 'check the name, or make the file' },
  ]
}
