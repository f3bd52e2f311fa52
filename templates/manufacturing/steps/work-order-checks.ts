import { listedRows, type Fields } from './listed-rows.ts'

/** The check list of a work order: a row for each item that the table asks for, none of them answered. */
export default function workOrderChecks({ fields }: Readonly<{ fields: Fields }>): Fields {
  return { 检查项: listedRows(fields['应检项目'], '项目', { 结果: null, 备注: null }) }
}
