import type { CaseRunStep } from '@kaiwu/solution'

/** The day after the leave, counted from its first day. */
const back: CaseRunStep = ({ fields: { from, days } }) => {
  const first = Date.parse(from as string)
  return { back: new Date(first + Math.ceil(days as number) * 86_400_000).toISOString().slice(0, 10) }
}
export default back
