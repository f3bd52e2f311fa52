/** The part of a case that this step reads. */
type Work = Readonly<{ fields: Readonly<Record<string, unknown>> }>

/** The alarm code as the alarm table spells it: half-width, upper case, without hyphens and blanks. `ｅ－203` is `E203`. */
export default function alarmCode({ fields }: Work): Readonly<Record<string, string>> {
  const code = fields['报警代码']
  if (typeof code !== 'string') return {}
  return { 报警代码规范: code.normalize('NFKC').toUpperCase().replaceAll(/[\s\-‐–—−_/.]/gu, '') }
}
