/**
 * Tables of small CSV files, as the tests of this folder share them.
 * @module
 */
import { readDocument } from '../reader/read-document.ts'
import { tablesOf } from './tables-of.ts'
import type { TypedTable } from './typed-table.ts'

/** The typed tables of a text in CSV or Markdown. */
export async function tablesIn(text: string, name = '工单.csv', title = '维修工单'): Promise<readonly TypedTable[]> {
  const { text: stored, blocks } = await readDocument(new TextEncoder().encode(text), name)
  const stated = { facts: { title }, repeals: [], amends: [], evidence: [] }
  return tablesOf({ id: 'doc_1', text: stored, blocks, stated })
}

/** Repair orders in Chinese. */
export const orders = `工单号,报修日期,机型,报警代码,停机分钟,班组,备注
W-01,2026-01-05,HX-630,E-206,65,早班,
W-02,2026/1/8,HX-500,E-203,80,早班,开盖加脂
W-03,2026-02-14,HX-630,E-417,310,夜班,
W-04,2026-02-20,HX-630,E-203,"1,145",早班,等备件
W-05,2026-03-27,HX-500,E-417,95,中班,
`

/** Pumps in English. */
export const pumps = `Pump ID,Site,Type,Power (kW),Installed,Effect of failure,Running
P-101,North Works,Centrifugal,45,2018-03-14,"Flooding, loss of pressure",yes
P-102,North Works,Gear,7.5,2020-07-01,Loss of pressure,no
P-201,River Station,Submersible,30,2016-05-22,Overheating of the motor,yes
P-202,River Station,Centrifugal,75,2021-10-09,Leaks,yes
`
