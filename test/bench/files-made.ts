/** What all made files of `files.ts` share. */
import { xlsxFile } from '../../packages/knowledge/src/reader/test-files.ts'

/** A made file. `expect` lists the outcomes that are right: `text` or codes. */
export type HostileFile = Readonly<{
  group: string
  name: string
  bytes: Uint8Array
  expect: readonly string[]
  seconds: number
  /** Must not stand in the text. */
  forbidden?: readonly string[]
  /** Must stand in the text. */
  required?: string
}>

/** Outcomes of a file that holds too much. */
export const tooLarge = ['FILE_UNPACKS_TOO_LARGE', 'FILE_UNREADABLE', 'FILE_TOO_LARGE']
/** Outcomes of a broken file. */
export const unreadable = ['FILE_UNREADABLE', 'FILE_HAS_NO_TEXT', 'FILE_TYPE_MISMATCH', 'FILE_EMPTY', 'FILE_ENCRYPTED']
/** A sentence that made files hold. */
export const text = '主轴前轴承温度超过六十摄氏度时应当立即停机并且检查润滑油气的供给压力。'
/** A workbook of one sheet; `rest` stands behind its cells. */
export const sheet = (xml: string, rest = ''): Uint8Array => xlsxFile([{ name: '表', xml: xml + rest }])

/** The relations of an Office file: its main part. */
export function relation(target: string): string {
  return `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="${target}"/></Relationships>`
}
