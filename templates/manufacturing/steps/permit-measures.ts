import { listedRows, type Fields } from './listed-rows.ts'

/** The measures of a permit: a row for each one that the table asks for, none of them confirmed, even where one was before. */
export default function permitMeasures({ fields }: Readonly<{ fields: Fields }>): Fields {
  return { 措施: listedRows(fields['应落实措施'], '措施', { 已确认: null, 确认时间: null, 照片编号: null }) }
}
