const prefixed = /^([mM])([pP][aA]|[wW][hH]|[vV][aA]|[wW]|[vV]|[hH][zZ]|[aA]|[jJ]|[Ωω])(?![A-Za-z])/

/**
 * Whether a unit begins with mega (MPa, MW) and not with milli (mPa, mW): folding loses what tells them apart. Units in small
 * letters are read as they are usually meant: mpa and mhz are mega, mw, mv and ma milli.
 * @param text what begins with the unit, as written
 */
export function isMega(text: string): boolean {
  const seen = text.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '')
  // A unit may be wrapped within; what follows the line end may be another word as well.
  const [, prefix, unit = ''] = prefixed.exec(seen) ?? prefixed.exec(seen.replace(/[\n\r]/g, '')) ?? []
  if (prefix === undefined) return false
  return prefix === 'M' || unit === 'pa' || unit === 'hz'
}
