/**
 * A number of bytes for people, in decimal units as disks and browsers count them.
 * @example
 * sizeText(1_500_000) // '1.5 MB'
 */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  if (bytes < 1_000_000) return `${Math.round(bytes / 100) / 10} kB`
  return `${Math.round(bytes / 100_000) / 10} MB`
}
