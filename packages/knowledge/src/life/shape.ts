/** Whether a value has a form. */
export type Shape = (value: unknown) => boolean

/** A text of at most so many UTF-16 units. */
export const text =
  (longest = 100_000): Shape =>
  (value) =>
    typeof value === 'string' && value.length <= longest

/** A whole number of a range. */
export const whole =
  (least: number, most: number): Shape =>
  (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most

/** One of a few texts. */
export const oneOf = (...values: readonly string[]): Shape => {
  const known = new Set<unknown>(values)
  return (value) => known.has(value)
}

/** A list of one form. */
export const list =
  (shape: Shape, most = 1_000_000): Shape =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(shape)

/** An object with these parts, perhaps those, and no others. */
export const object =
  (parts: Readonly<Record<string, Shape>>, perhaps: Readonly<Record<string, Shape>> = {}): Shape =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const given = new Map<string, unknown>(Object.entries(value))
    for (const [name, shape] of Object.entries(parts)) if (!given.has(name) || !shape(given.get(name))) return false
    for (const [name, part] of given) {
      if (Object.hasOwn(parts, name)) continue
      if (!Object.hasOwn(perhaps, name) || !perhaps[name]!(part)) return false
    }
    return true
  }

/** Two offsets into a text of this length, in order. */
export const span = (length: number): Readonly<Record<'start' | 'end', Shape>> => ({
  start: whole(0, length),
  end: whole(0, length),
})
